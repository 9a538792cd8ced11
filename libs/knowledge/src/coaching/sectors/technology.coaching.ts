import type { SectorCoaching } from '../sector-coaching.js';

export const TECHNOLOGY_COACHING: SectorCoaching = {
  sector: 'technology',
  examples: {
    vision: {
      fr: [
        "Avant cinq ans, mille vendeuses d'Adjamé, à Abidjan, connaîtront leur bénéfice du soir sur un téléphone à touches, même sans savoir écrire. Je veux leur rendre l'argent qui s'égare dans les cahiers perdus.",
        "Je rêve d'un Bamako où un grand-père parle bambara à son téléphone et obtient l'heure du car ou le prix du mil. Nos langues méritent mieux que le silence des écrans.",
        "À Franceville, un ordinateur en panne finit au fond d'une cour. Je vois un atelier où les jeunes du coin le remettent en marche et équipent une école de plus chaque trimestre.",
      ],
      en: [
        'I want rice growers around Mbeya to hear the rain forecast and the mill price in a Swahili voice call, so that they stop selling blind. My uncle lost three harvests that way.',
        'My dream for Kaduna is a generation of girls who repair phones and solar inverters behind their own counters and, in five years, take on their younger sisters.',
        "In Makola, Accra, a trader's whole business can vanish when one notebook gets wet. Five thousand of these women should have their sales safe on a phone and enter a bank with proof in hand.",
      ],
    },
    mission: {
      fr: [
        "Nous installons un cahier de caisse sur le téléphone des boutiquiers de Porto-Novo, assis à côté d'eux une matinée entière, puis nous repassons le vendredi. Ils voient enfin qui leur doit de l'argent.",
        "Chaque jour dans mon atelier de Tokoin, deux apprentis et moi ouvrons les ordinateurs devant leur propriétaire et expliquons la panne. L'étudiant de Lomé récupère sa machine avant la nuit et sait comment éviter la suivante.",
        "J'appelle les marchés le soir et j'envoie au matin, en mooré, un message vocal avec les prix aux maraîchers de Ouahigouya. Ils choisissent le bon jour pour vendre et ne font plus la route pour rien.",
      ],
      en: [
        'We visit dairy cooperatives in Nyeri, link their scales to a simple app and stay a week with the clerk. Farmers receive a text with litres and pay as they deliver, and quarrels at the gate stop.',
        'From a counter at Nyabugogo in Kigali, our technicians repair phones within the hour while the owner follows on a screen. Travellers catch their bus with a working phone and their photos untouched.',
        'On weekday afternoons in Bamenda I show ten craftspeople how to photograph, price and post their work on the phone they own, in Pidgin, one step at a time. They sell beyond their street and pay no agent.',
      ],
    },
    clientele: {
      fr: [
        'Les grossistes du marché de Touba qui vendent à crédit et perdent la trace des dettes. Leur comptable et la radio locale ont leur oreille ; ils acceptent 10 000 FCFA par mois si une seule dette oubliée revient.',
        'Les fondateurs de petites écoles de Mvog-Ada, à Yaoundé, fatigués de recopier les bulletins à la main. Ils se retrouvent aux réunions de leur syndicat et peuvent sortir 150 000 FCFA par année scolaire.',
        'Les pharmaciens de Kindia dont le stock est sur papier et qui jettent des boîtes périmées. Je passe à la fermeture, au moment où ils comptent ; un outil à 200 000 francs guinéens le mois reste dans leurs moyens.',
      ],
      en: [
        'Women with provision shops in Yaba, Lagos, who cannot tell profit from sales at closing time. I meet them through their savings group, and they can spare 2,000 naira monthly.',
        'Guesthouse owners in Bagamoyo who miss bookings while the phone is off. They gather at the district tourism meeting and find 50,000 shillings a month fair for a page that answers by itself.',
        'Farm-input dealers in Techiman who must guess what to stock before the rains. They reach the Friday market early, and I can sit with them then; 120 cedis a month is less than one spoilt carton.',
      ],
    },
    differentiation: {
      fr: [
        "Notre application pour les éleveurs d'Agadez parle haoussa et tamasheq et marche dix jours sans réseau : chacun l'essaie en mode avion avant de payer. Ces voix, enregistrées pendant deux ans dans les familles, n'appartiennent qu'à nous.",
        "À Bukavu, j'ouvre l'emballage de chaque pièce devant la caméra et le client reçoit la vidéo. Mes deux fournisseurs ne livrent qu'un atelier par ville, et le contrat porte mon nom.",
        "Nos cours d'informatique à San-Pédro se font sur les dossiers d'entreprises du port, et douze anciens qui y travaillent répondent au téléphone. Ces bureaux m'ouvrent leurs dossiers car j'y ai tenu les comptes pendant dix ans.",
      ],
      en: [
        'Our till app at Gikomba, Nairobi, listens to Sheng, and traders can try it on a stall where it has run for two years. Four thousand voice recordings stand behind it, gathered by us and owned by us.',
        'I lend a phone during every repair in Musanze and write the handover in a book that customers may read. My sixty spare handsets are five years of savings; a new stall cannot open with that.',
        'Made in Ilorin for cassava mills, our dryer sensor uses old phone parts that the welder next door can replace, and three mills let visitors look. It rests on eight years of failures that nobody else has lived through.',
      ],
    },
    offre: {
      fr: [
        'Une caisse sur tablette, posée en un jour dans les boutiques de Pointe-Noire, 12 000 FCFA par mois, stock et crédits des clients compris. Le patron sait à la fermeture ce qui manque, et il arrête quand il veut sans pénalité.',
        'Écran changé en deux heures pour les étudiants de Dakar, dès 15 000 FCFA, avec un téléphone de prêt. Ils ne ratent aucun message de leur groupe de cours, et la pièce est garantie trois mois.',
        "Je propose aux maraîchères de Banfora des alertes vocales en dioula sur la pluie et les prix, 1 000 FCFA par membre et par saison. Elles sèment et vendent au bon moment ; si les alertes s'arrêtent, la saison est remboursée.",
      ],
      en: [
        'Tailors in Kumasi get a booking page with photos of their work, ready in three days for 400 cedis, and orders no longer drown in chat. If no client writes during the first month, I redo it free.',
        'A laptop repair course of six weeks in Temeke, Dar es Salaam, for electricians without work, 180,000 shillings with a toolkit. They go out able to charge for a repair, and I stand next to them for the first.',
        'Avocado growers near Kericho rent a soil probe with phone advice for 900 shillings a month, so that they water only when it is needed. A broken probe is replaced in two days at no cost.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        "Quel geste pénible d'aujourd'hui ton outil fera-t-il oublier, et à qui ?",
        "Quelle langue parlera ton outil pour que ta grand-mère s'en serve ?",
      ],
      en: [
        'Which tiring task of today will your tool make people forget, and which people?',
        'What language will your tool speak so that your grandmother can use it?',
      ],
    },
    mission: {
      fr: [
        'Que fais-tu toi-même, assis à côté du client, le premier jour ?',
        "Comment ton client est-il aidé quand le réseau coupe ou que l'outil se bloque ?",
      ],
      en: [
        'What do you do yourself, sitting next to the customer, on the first day?',
        'How is your customer helped when the network drops or the tool gets stuck?',
      ],
    },
    clientele: {
      fr: [
        'Quel téléphone ton client a-t-il dans la main, et que note-t-il encore sur papier ?',
        'Combien ton client perd-il par mois à cause de ce problème, et où peux-tu le rencontrer ?',
      ],
      en: [
        'Which phone does your customer hold, and what do they still write on paper?',
        'How much does your customer lose in a month to this problem, and where can you meet them?',
      ],
    },
    differentiation: {
      fr: ["Qu'as-tu construit ou appris sur le terrain qu'une application venue d'ailleurs n'a pas ?"],
      en: ['What have you built or learnt on the ground that an app from elsewhere lacks?'],
    },
    offre: {
      fr: [
        'Ton client paie-t-il une fois, par mois ou par réparation, et combien ?',
        'Que se passe-t-il pour ton client si cela tombe en panne la semaine suivante ?',
      ],
      en: [
        'Does your customer pay once, by the month or by the repair, and how much?',
        'What happens for your customer if it breaks down the week after?',
      ],
    },
  },
  seasons: {
    fr: [
      "Avant les fêtes de fin d'année, les commerçants veulent suivre leurs ventes et s'équipent.",
      'La rentrée amène étudiants et écoles avec des ordinateurs à acheter ou à réparer.',
      "Sous les orages, les coupures et l'humidité remplissent les ateliers de réparation.",
      'Les outils pour le champ se vendent avant les semis et dorment une fois la récolte rentrée.',
    ],
    en: [
      'Ahead of the end-of-year feasts, traders want to follow their sales and buy equipment.',
      'The new school year brings students and schools with computers to buy or mend.',
      'Storms, power cuts and damp fill the repair benches.',
      'Farm tools sell before planting and sleep once the crop is in.',
    ],
  },
  proofs: {
    fr: [
      'une démonstration sur le téléphone même du client',
      'un essai sans réseau, en mode avion',
      'la pièce usée rendue après la réparation',
      "le numéro d'un commerçant qui s'en sert déjà",
      'une garantie écrite sur le reçu',
      'un contrat qui dit à qui appartiennent les données',
    ],
    en: [
      "a demonstration on the customer's own phone",
      'a trial with the network switched off',
      'the worn part handed back after the repair',
      'the number of a trader who already uses it',
      'a guarantee written on the receipt',
      'a contract that says who owns the data',
    ],
  },
};
