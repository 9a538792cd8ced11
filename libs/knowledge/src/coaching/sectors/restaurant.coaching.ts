import type { SectorCoaching } from '../sector-coaching.js';

export const RESTAURANT_COACHING: SectorCoaching = {
  sector: 'restaurant',
  examples: {
    vision: {
      fr: [
        "Je rêve qu'à Saint-Louis les jeunes redemandent le mbakhal et le dakhine de leurs grands-mères, servis avec moins d'huile dans une belle assiette, et que ces recettes ne se perdent pas avec nos aînées.",
        'Dans cinq ans, à Parakou, aucune mère qui rentre tard du marché ne se demandera ce que ses enfants vont manger : ma cantine leur gardera une table et un repas chaud, comme chez une tante.',
        'Je veux que les étudiants de Kisangani mangent vite sans abîmer leur santé, avec du pondu, du poisson et du plantain au lieu de frites noyées dans la vieille huile, et que dix maraîchères des environs vivent de nos achats.',
      ],
      en: [
        'I want young people in Enugu to be as proud of ordering abacha and okpa on a date as they are of ordering pizza, because someone finally serves our food in a bright, handsome room.',
        'Within five years, I would like every jua kali worker in Kisumu to sit down at noon to fresh fish and greens at a clean table, instead of eating on his feet in the dust of the road.',
        'My dream is a table in Huye where students far from home share isombe and beans on Sunday evenings, and where the mothers who cook with me earn a steady living of their own.',
      ],
    },
    mission: {
      fr: [
        "Chaque matin, nous pilons le foutou et préparons deux sauces avec les légumes achetés à l'aube au marché de Daloa, puis nous servons les transporteurs de la gare dès onze heures, pour qu'ils repartent rassasiés sans perdre une course.",
        'À Kaloum, je cuis chaque jour un riz sauce feuille et un poulet grillé sans bouillon en cube, pesés portion par portion, afin que les fonctionnaires qui surveillent leur tension déjeunent bien à deux pas du bureau.',
        "Mes deux sœurs et moi préparons du dambou et du riz au niébé avant l'aube, dans une cuisine ouverte que les parents peuvent visiter, et nous portons les gamelles aux écoles de Yantala pour que les enfants tiennent jusqu'au soir.",
      ],
      en: [
        'We mill the grain ourselves and cook tuo zaafi over clean gas each morning in Tamale, then carry it in returnable bowls to market women, so they get a proper meal without leaving their stalls.',
        'Before sunrise I buy tilapia where the boats land in Mwanza, grill it with lime instead of frying it, and serve it with ugali and greens in ten minutes, which lets dock workers eat well and be back on time.',
        "From six o'clock we run a breakfast counter in Buea, with porridge, boiled plantain and eggs ordered by message the night before, and students walk into their first class with a full stomach.",
      ],
    },
    clientele: {
      fr: [
        "Les maçons et les manœuvres des chantiers de Bonamoussadi, qui n'ont que trente minutes à midi et veulent un plat qui tient au corps ; je vais à leur rencontre devant les grilles, et ils mettent 1 000 FCFA dans un repas.",
        "Je sers d'abord les couples d'Adidogomé qui rentrent après dix-neuf heures, trop fatigués pour faire la cuisine aux enfants. Ils lisent mon menu dans le groupe WhatsApp du quartier et peuvent donner 4 000 FCFA pour le souper de quatre personnes.",
        "Des femmes de quarante à soixante ans, à Ouaga 2000, à qui le médecin a demandé moins de sel et de sucre et qui s'ennuient à table. Je laisse mes menus à la pharmacie et à la salle de sport, et un déjeuner sain à 2 500 FCFA ne leur fait pas peur.",
      ],
      en: [
        'Night-shift nurses in the clinics of Port Harcourt, who finish at seven in the morning starving and find only bread and tea. I reach them through the chat group of each ward, and they can spend 2,500 naira on a warm plate.',
        'My first guests are the cloth traders of Kejetia, who cannot leave their shops at noon and fear food that upsets the stomach; my nephew takes orders aisle by aisle, and 35 cedis for lunch is what they already pay.',
        'Young parents in Nakuru who take the children out after Sunday service and want a meal the little ones will finish, with room to play. They hear of us from the church notice board and set aside about 2,000 shillings for the whole family.',
      ],
    },
    differentiation: {
      fr: [
        "Le fonio que je sers à Bamako vient des champs de ma famille, près de Sikasso, et l'ardoise donne le nom du village et la date de la récolte. Pour me suivre, il faudrait d'abord trouver d'aussi bonnes terres et gagner la parole de nos anciens.",
        "Mon nyembwe de Libreville existe en trois versions, dont une sans viande, et le cahier des clients garde leurs avis signés. La pâte de noix est pressée à la main selon un tour que ma mère n'a montré qu'à moi, alors elle ne se trouve dans aucun magasin.",
        "Le poisson que je grille à Pointe-Noire est sorti de l'eau le matin même : l'heure d'arrivée de la pirogue est écrite sur le ticket. Mon frère et quatre cousins pêchent pour la maison depuis quinze ans, et une équipe pareille ne se monte pas en quelques mois.",
      ],
      en: [
        "The spices of our pilau are dried on my aunt's plot outside Stone Town, where guests may come and see them; she has turned down every buyer but us, so others can copy the recipe and still miss the taste.",
        'In our canteen in Musanze every plate shows its weight of vegetables and its salt, checked once a month by a nutrition nurse whose report hangs at the till. It took three years of weighing and writing down to get there.',
        'I run my kitchen in Surulere behind a glass wall, with a camera that plays on a screen at the counter, so nobody has to take my word about hygiene. Most cooks would need to rebuild everything before they dared to do the same.',
      ],
    },
    offre: {
      fr: [
        "J'aide les familles de Thiès qui reçoivent le vendredi à offrir un grand thiébou sans passer la matinée au feu : un bol pour huit à 15 000 FCFA, posé chez elles à treize heures, ou elles n'en paient que la moitié.",
        'Pour les mécaniciens et les soudeurs de Lubumbashi, un bukari avec poisson et légumes à 6 000 francs congolais, servi en cinq minutes : de quoi finir la journée debout, et je ressers gratuitement celui qui a encore faim.',
        "Je vends aux enseignants de Bouaké un carnet de vingt déjeuners légers à 28 000 FCFA : ils mangent équilibré à l'école sans y penser, et je remplace tout repas qui déçoit.",
      ],
      en: [
        'For office teams in Osu, a box of waakye with fish, egg and salad at 45 cedis, at the door before half past twelve, so nobody queues in the sun; on a day when we come late, the boxes cost nothing.',
        'I serve runners in Eldoret a bowl of managu, beans and sweet potato for 300 shillings that keeps them going until evening, with the ingredients listed on the lid and money back if one of them is missing.',
        'I cook the Sunday ndolé for busy families in Limbe so that they can rest after church: 9,000 CFA francs for six people, and you taste a spoonful before you pay.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        "Quel plat de chez toi voudrais-tu que les enfants d'aujourd'hui connaissent encore quand ils seront grands ?",
        "Qu'est-ce qui change dans ton quartier le jour où ta salle est pleine ?",
      ],
      en: [
        'Which dish from home should the children of today still know when they are grown?',
        'What is different in your street on the day when every seat is taken?',
      ],
    },
    mission: {
      fr: [
        "À quelle heure allumes-tu le feu, et qu'as-tu déjà fait avant que le premier client s'assoie ?",
        "Où achètes-tu tes produits, et comment vois-tu qu'ils sont frais ?",
      ],
      en: [
        'When do you light the fire, and what is already done before the first guest sits down?',
        'Where do you buy your food, and how do you know it is fresh?',
      ],
    },
    clientele: {
      fr: ["Qui a faim à midi près de chez toi, où mange cette personne aujourd'hui, et pour combien ?"],
      en: ['Who is hungry near you at noon, where do they eat now, and for how much?'],
    },
    differentiation: {
      fr: [
        'Quel goût ou quelle façon de servir ne trouve-t-on que chez toi ?',
        'Comment un client peut-il voir de ses yeux que ta cuisine est propre ?',
      ],
      en: [
        'Which taste or way of serving can people find only with you?',
        'What lets a guest see with their own eyes that your kitchen is clean?',
      ],
    },
    offre: {
      fr: [
        "Si tu ne gardais qu'un seul plat, lequel serait-ce et à quel prix ?",
        "Que fais-tu pour le client qui n'est pas content de son assiette ?",
      ],
      en: [
        'If you could keep only one dish, which would it be, and at what price?',
        'How do you make it right for a guest who is unhappy with the plate?',
      ],
    },
  },
  seasons: {
    fr: [
      "Pendant le ramadan, les tables de midi se vident là où l'on jeûne, et la faim arrive d'un coup au coucher du soleil.",
      'Décembre et ses fêtes, mais aussi les mariages et les baptêmes, amènent de grosses commandes, parfois plusieurs le même jour.',
      'En période de vacances scolaires, une cuisine qui vit des élèves et des étudiants tourne au ralenti.',
      'Sous les fortes pluies, on sort moins pour manger et on demande davantage à être livré.',
    ],
    en: [
      'During Ramadan the lunch tables empty where people fast, and hunger comes all at once at sunset.',
      'Christmas, weddings and funerals bring large orders, sometimes several for one Saturday.',
      'When schools close, a kitchen that lives on pupils and students slows down.',
      'Money is looser just after payday and tighter in the last week of the month.',
    ],
  },
  proofs: {
    fr: [
      'la cuisine visible depuis la salle',
      "l'ardoise qui dit d'où vient le poisson ou la viande",
      "l'heure de sortie du feu écrite sur la barquette",
      'le plat repris sans discussion quand il déçoit',
      "le carnet de visite du service d'hygiène posé au comptoir",
      'les habitués qui reviennent chaque semaine',
    ],
    en: [
      'a kitchen that can be seen from the tables',
      'a board that says where the fish or the meat comes from',
      'the time of cooking written on the box',
      'a dish taken back without argument',
      'the health visit card kept at the counter',
      'regulars who come back week after week',
    ],
  },
};
