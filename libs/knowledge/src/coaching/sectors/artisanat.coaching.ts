import type { SectorCoaching } from '../sector-coaching.js';

export const ARTISANAT_COACHING: SectorCoaching = {
  sector: 'artisanat',
  examples: {
    vision: {
      fr: [
        "Je veux que le cuir de la chèvre rousse de Maradi ne parte plus brut à l'étranger mais en sacs et en sandales faits ici, et que nos vieux tanneurs voient leurs petits-fils reprendre le geste avec fierté.",
        "Mon père a fondu le bronze toute sa vie ; je veux que dans cinq ans, partout où l'on parle d'un beau bronze, on cite d'abord Foumban, et que soixante fondeurs de la ville vivent de commandes régulières plutôt que des touristes de passage.",
        "À Lambaréné, trop de garçons quittent l'école sans rien dans les mains ; je rêve d'un atelier de bois où chacun d'eux apprend, gagne et reste au pays.",
      ],
      en: [
        'I want the children of kente weavers near Kumasi to see the loom as a good job with savings and rest days, and our cloth on living room walls as well as at funerals.',
        'In ten years no carved door in Stone Town will be patched with plywood, because a new generation of carvers will have learned to repair what our grandfathers made.',
        'Kiondo bags woven by the women of Machakos are imitated in distant factories; my dream is that buyers anywhere look for our seal first, and that the money builds homes here.',
      ],
    },
    mission: {
      fr: [
        "Nous découpons et cousons à la main des toiles appliquées d'Abomey, où les symboles des anciens rois côtoient des scènes d'aujourd'hui, sur commande et en douze jours, pour que les jeunes mariés accrochent chez eux un morceau de leur histoire.",
        'Dans mon atelier de Limete, six apprentis et moi fabriquons des tabourets en bois de caisse récupéré, poncé trois fois puis huilé ; les petits restaurants ont des sièges solides sans se ruiner, et les jeunes tiennent un métier.',
        "À Kindia, ma mère prépare l'indigo dans les jarres et moi je dessine des motifs neufs : nous teignons le mardi, rinçons le jeudi et livrons le samedi, et les couturières qui nous achètent n'entendent plus parler de tissu qui déteint.",
      ],
      en: [
        'Four casters and I pour lost-wax bronze in Benin City every second Friday, finish each piece by hand through the following week, and give families a plaque of their own ancestors that no factory could make.',
        'Each day we paint imigongo panels in Kigali with earth colours, teach two school leavers beside us and fit the work on site, so guesthouses get walls their visitors remember.',
        'I embroider toghu patterns in Bamenda on jackets and laptop sleeves, sketching first with the customer and stitching for five days, so young professionals carry their heritage to the office without wearing a full gown.',
      ],
    },
    clientele: {
      fr: [
        "Les décoratrices qui aménagent des maisons d'hôtes à Saly et cherchent des lampes et des paniers que leurs clients n'ont vus nulle part. Des architectes me les envoient à l'atelier, et elles prévoient de 200 000 à 400 000 FCFA par maison.",
        "Je travaille pour les jeunes mariés de Lomé qui veulent un lit en teck à leur mesure, lassés des panneaux qui gonflent à l'humidité. Ils me découvrent chez des amis ou à la foire de Kpalimé, et mettent de côté 180 000 FCFA.",
        "Mes acheteurs sont des enseignants et des infirmiers de Poto-Poto qui aiment la peinture mais n'osent pas entrer dans une galerie. Je les invite par les paroisses le dernier dimanche du mois, avec de petits formats à 15 000 FCFA qu'ils peuvent s'offrir.",
      ],
      en: [
        'Wedding planners in Lagos who need two hundred metres of adire in one shade, on a date that does not slip. They come to me through the cloth sellers of Abeokuta and have about 5,000 naira a metre to spend.',
        "Krobo families around Koforidua who are preparing a daughter's ceremony and fear being sold plastic beads. An aunt brings them to my table on market day, and a full set at 400 cedis is what the household sets apart.",
        'I carve for visitors leaving Arusha who want one small true gift on the last evening and no haggling. Their safari guides stop at my bench on the way back, and guests gladly give 30,000 shillings for a piece.',
      ],
    },
    differentiation: {
      fr: [
        "Mes jarres de Djenné sont montées sans tour, comme celles de ma mère, mais elles supportent la gazinière : je le montre en y faisant bouillir de l'eau devant l'acheteur. J'ai cherché ce mélange d'argile pendant sept ans et il ne quitte pas la famille.",
        'À Korhogo, chacune de nos toiles est filée, tissée et teinte dans le même village, et la fiche cousue au dos donne les trois prénoms. Réunir fileuses, tisserands et teinturières sous une seule parole a demandé à mon père toute une vie.',
        "Je coule à Ouagadougou des poignées de porte en bronze de récupération, et l'acheteur reçoit les morceaux du moule brisé : sa pièce est donc unique. Rares sont les fondeurs qui savent aussi ajuster une serrure, et moi je l'ai appris en douze ans d'usine.",
      ],
      en: [
        'I turn scrap from Gikomba into garden chairs that a grown man may jump on, and I let him do it before he pays. The bending frame is my own design after fourteen years as a blacksmith, and nobody else has the drawings.',
        'Our pots from Muhanga are signed by the potter and come with a card that shows her kiln and her share of the price, checked yearly by the parish. The clay bank belongs to our cooperative, so no trader can open the same business next door.',
        'The leather I use in Kano is soaked in acacia pods for weeks, as my great-uncles did at the old pits, and a drop of water on the cut edge reveals it at once. Chemicals are quicker, so few will go back and learn such patience.',
      ],
    },
    offre: {
      fr: [
        "D'après une photo, je peins sous verre la maison de famille des Saint-Louisiens partis vivre au loin : 35 000 FCFA le tableau, un souvenir qui fait parler les enfants, repeint sans discuter si l'on ne reconnaît pas la maison.",
        "Un bijou de malachite et de cuivre de Lubumbashi, à 85 000 francs congolais, pour ceux qui veulent offrir mieux qu'un cadeau importé : la personne aimée porte une pierre du pays, et je repolis gratuitement la pièce chaque fois qu'elle ternit.",
        "Un mois de samedis dans mon atelier de Grand-Bassam pour les adolescents qui s'ennuient, à 12 000 FCFA : ils repartent avec un sac cousu de leurs mains et savent le refaire, et les parents ne règlent la seconde moitié qu'en voyant le sac.",
      ],
      en: [
        'I cut calabash bowls for small gift shops in Accra, at 540 cedis the dozen, each sealed and dated so that it holds hot soup, which lets them sell a story without complaints; I replace a cracked one on a simple photo.',
        'Head teachers in Nakuru order cypress desks at 4,500 shillings each, with rounded corners so that pupils sit safely two by two, and every January for five years our trainees come back to tighten the bolts free.',
        'I build drums in Bagamoyo for school bands that are tired of torn skins: 90,000 shillings a drum, tuned together so the children sound like one band, and a new skin at no cost in the first year.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        'Quel geste de ton métier risque de se perdre si personne ne le reprend ?',
        'Où voudrais-tu voir tes pièces dans cinq ans, et qui les aura faites avec toi ?',
      ],
      en: [
        'Which skill of your craft may die out if nobody takes it up?',
        'Where should your pieces stand in five years, and whose hands will have made them with you?',
      ],
    },
    mission: {
      fr: [
        "Par quelles mains passe une pièce, de la matière brute jusqu'au client ?",
        'Que refuses-tu de faire à la machine ou à la va-vite, et pourquoi ?',
      ],
      en: [
        'Through whose hands does a piece pass, from raw material to customer?',
        'What do you refuse to do by machine or in a rush, and why?',
      ],
    },
    clientele: {
      fr: [
        'Pour quelle occasion achète-t-on ta pièce : une cérémonie, un cadeau, une maison, un hôtel ?',
        'Où cette personne voit-elle ton travail pour la première fois ?',
      ],
      en: [
        'What is the occasion when somebody buys your piece: a ceremony, a gift, a home, a hotel?',
        'Where does that person first set eyes on your work?',
      ],
    },
    differentiation: {
      fr: [
        "De qui tiens-tu ton savoir, et combien d'années faut-il pour y arriver ?",
        'À quoi reconnaît-on ta pièce au milieu de dix autres ?',
      ],
      en: [
        'Who handed you this knowledge, and how many years does it take to learn?',
        'How would somebody spot your piece among ten others?',
      ],
    },
    offre: {
      fr: [
        "Quelle pièce vends-tu d'abord, à quel prix et sous quel délai ?",
        'Que promets-tu si elle casse, déteint ou ne va pas ?',
      ],
      en: [
        'Which piece do you sell first, at what price and by which date?',
        'What do you promise if it breaks, fades or does not fit?',
      ],
    },
  },
  seasons: {
    fr: [
      "Les fêtes religieuses et la saison des mariages remplissent l'atelier longtemps d'avance, puis vient un creux.",
      "Les visiteurs étrangers arrivent surtout à la saison sèche, et avec eux l'envie de souvenirs.",
      "Pendant les pluies, le bois, l'argile et les teintures sèchent mal, et les délais s'allongent.",
      "En fin d'année, les entreprises cherchent des cadeaux en nombre et commandent tard.",
    ],
    en: [
      'Weddings, funerals and festivals fill the order book well ahead, and a lull follows.',
      'Visitors come mostly in the dry months, and so do the buyers of keepsakes.',
      'In the rains wood, clay and dye dry slowly, and deadlines stretch.',
      'Firms look for gifts in quantity as the year ends, and they order late.',
    ],
  },
  proofs: {
    fr: [
      'la signature ou la marque frappée sur chaque pièce',
      'une courte vidéo du travail en cours',
      "un échantillon de matière que l'on peut toucher et mouiller",
      "l'essai fait devant l'acheteur",
      'la réparation promise par écrit',
      'la liste de ceux qui ont commandé deux fois',
    ],
    en: [
      'a signature or a stamp on each piece',
      'a short clip of the work in progress',
      'a sample of the material to touch and to wet',
      'a test done in front of the buyer',
      'a repair promised on paper',
      'a list of those who ordered twice',
    ],
  },
};
