import type { SectorCoaching } from '../sector-coaching.js';

export const SERVICES_COACHING: SectorCoaching = {
  sector: 'services',
  examples: {
    vision: {
      fr: [
        "Je veux qu'à Fidjrossè une personne âgée qui vit seule trouve en un appel quelqu'un d'honnête pour porter son eau, changer une ampoule ou l'accompagner au dispensaire, et qu'aucun voisin ne soit oublié.",
        "Je travaille pour que, dans cinq ans, les habitants de Matadi ne jettent plus un ventilateur ou un frigo par peur d'être trompés chez le réparateur, et que vingt jeunes tiennent leur propre atelier la tête haute.",
        "Qu'en Casamance la petite auberge, la couturière et le menuisier soient aussi faciles à trouver en ligne qu'un grand hôtel : c'est pour cela que j'ouvre un bureau à Ziguinchor.",
      ],
      en: [
        'I want families in Tema to stop worrying when a stranger comes to fix their wiring, because every electrician around here will have become known, trained and answerable to the neighbours.',
        'Give me five years, and farm shops and small hotels in Nyagatare will answer customers from Kigali online, in good Kinyarwanda and good English, and hire their nieces to do it.',
        'Women who clean houses in Jos should have a contract, a day off and their name on a badge; I am working for the day when families here find that normal.',
      ],
    },
    mission: {
      fr: [
        "À Garoua, nous réparons pompes et robinets dans la journée : un technicien passe, montre la pièce usée, écrit le prix avant de commencer, et la famille a de l'eau avant le soir.",
        "Huit femmes que j'ai formées repassent, rangent et gardent les enfants à Badalabougou, chacune toujours dans les mêmes maisons ; les mères partent au bureau l'esprit tranquille parce qu'elles connaissent celle qui ouvre la porte.",
        "Le matin, nous allons voir un commerçant d'Agoè dans sa boutique, nous faisons ses photos et sa page avec lui, puis nous revenons tous les quinze jours lui apprendre à répondre aux messages ; il attire du monde sans dépendre de nous.",
      ],
      en: [
        'We ride out from Naivasha with a tool trunk on a motorbike, repair water pumps and fridges right on the farm and leave a note of what was changed, so growers do not lose a harvest waiting for town.',
        'I sit with market traders in Dodoma two evenings a week, sort their receipts into a simple book and fill in the tax forms with them present, which spares them fines and the fear of the office.',
        'We pick up laundry in Calabar at dawn, wash by hand what machines ruin, count every piece with its owner looking on and bring it back ironed in two days, so that single workers look sharp all week.',
      ],
    },
    clientele: {
      fr: [
        "Les propriétaires de Libreville qui vivent à l'étranger et s'inquiètent pour une maison vide, avec ses fuites et ses loyers en retard. Ils me trouvent par leurs cousins et les associations du pays, et une surveillance à 30 000 FCFA par mois leur rend le sommeil.",
        "Je travaille pour les petits hôtels de Banfora, dix chambres au plus, que les visiteurs des cascades ne voient pas sur leur téléphone. Je me présente à la réception, un établissement après l'autre, et 20 000 FCFA mensuels leur semblent justes s'il vient deux voyageurs de plus.",
        "Des étudiants de Labé dont l'ordinateur d'occasion tombe en panne juste avant le mémoire et qui craignent qu'on leur échange des pièces. Je les rejoins devant la bibliothèque ; leur limite, c'est 80 000 francs guinéens.",
      ],
      en: [
        'Single mothers renting in Kasarani who leave for work at five and need someone kind to walk a child to school. They ask in the estate chat group, where two of them already speak well of me, and 1,000 shillings a week is within their reach.',
        'Small law offices in Wuse with nobody to update a page or answer messages, who lose callers to bigger names. I walk in with a sample of their own page already made, and they can pay 40,000 naira a month.',
        'My customers are retired teachers in Morogoro with a leaking roof and a small pension, afraid of masons who vanish after the deposit. I am introduced at their savings circle, and 60,000 shillings in two parts is what they can bear.',
      ],
    },
    differentiation: {
      fr: [
        "Quand je répare un climatiseur à Marcory, je rends les vieilles pièces dans un sachet daté et je reviens mesurer le froid un mois plus tard sans qu'on m'appelle. Mon carnet de deux mille visites me dit quelle panne revient sur quel appareil, et personne ne peut le remplir à ma place.",
        "Chaque aide que j'envoie dans une maison de Zinder est présentée par deux familles qui se portent garantes, et leur parole est écrite dans un registre ouvert à tous. J'ai passé dix ans à mériter cette confiance ; aucun argent ne permet d'aller plus vite.",
        'Nos pages parlent français, kituba et lari avec la vraie voix du patron, enregistrée dans sa boutique de Dolisie, et les appels reçus sont comptés sur un tableau au comptoir. Pour nous imiter il faudrait nos trois conteurs, qui ont grandi dans une radio locale.',
      ],
      en: [
        'In Sunyani we mend shoes and bags with a number stamped inside, and anyone can text that number to learn who stitched it and when. Our cobbler made saddles for eleven years; the stalls around us glue, they do not sew.',
        'My cleaners in Kicukiro keep their full salary in quiet weeks, so most homes have seen the same face for four years, as the visit book shows. Whoever hires by the day would have to give up a good part of their profit to match it.',
        "Before opening a generator in Ajah I record how it runs, and at the end I play the before and the after to its owner. I spent nine years on ships' engines, and my library of sounds tells me the fault in a minute where a beginner hears only noise.",
      ],
    },
    offre: {
      fr: [
        "Je garde les enfants des familles de Mbour de la sortie de l'école à dix-neuf heures, devoirs faits et goûter donné, pour 20 000 FCFA par enfant et par mois : les parents finissent leur journée sans courir, et la première semaine est rendue si le petit ne veut plus revenir.",
        'Je dépanne les frigos des familles de Lemba pour 40 000 francs congolais, pièces à part : le froid revient sous vingt-quatre heures, fini la nourriture jetée, et ma garantie écrite court trois mois.',
        'Pour les couturières et les pâtissières de Yaoundé, une page avec vingt belles photos à 35 000 FCFA, qui amène des commandes au lieu de simples compliments ; sans un seul appel au bout de six semaines, je recommence à mes frais.',
      ],
      en: [
        'Landlords in Kaneshie pay 600 cedis a year and I check wiring, gutters and locks every quarter, so small faults never grow into quarrels with tenants; whatever breaks in between, I come within a day or that quarter is free.',
        'I help beach guesthouses in Malindi fill empty rooms in the low season with a page, a map and answered messages for 6,000 shillings a month, and they may stop at any time if bookings do not rise.',
        'Families in Rwamagana with a leaking tap or tank get it dry the same day for 12,000 francs and stop paying for wasted water, and my return costs them nothing should it drip again within sixty days.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        'Quel souci de tes voisins voudrais-tu voir disparaître pour de bon ?',
        'Que dira-t-on de ton métier dans la ville si tu réussis ?',
      ],
      en: [
        'Which worry of your neighbours do you want gone for good?',
        'What will your town say about your trade if you succeed?',
      ],
    },
    mission: {
      fr: [
        "Que fais-tu entre l'appel du client et le moment où il te dit merci ?",
        'Quelles deux promesses tiens-tu à chaque intervention, même quand la journée est mauvaise ?',
      ],
      en: [
        'What do you do between the first call and the moment people thank you?',
        'Which two promises do you keep on each job, even on a bad day?',
      ],
    },
    clientele: {
      fr: [
        "Qui t'appelle le plus souvent, et que s'est-il passé chez cette personne juste avant ?",
        'À qui demande-t-elle un bon numéro quand elle ne te connaît pas encore ?',
      ],
      en: [
        'Who calls you most often, and what has just gone wrong for them?',
        'Whom do they ask for a good number before they know you?',
      ],
    },
    differentiation: {
      fr: [
        'Que sais-tu faire grâce à ton ancien métier, à tes études ou à tes années de terrain ?',
        'Quelle trace de ton travail laisses-tu, que le client peut vérifier sans toi ?',
      ],
      en: [
        'What can you do thanks to an earlier job, your studies or your years in the field?',
        'What do you leave behind that customers can check without you?',
      ],
    },
    offre: {
      fr: [
        'Quel résultat promets-tu, en combien de temps et à quel prix ?',
        "Si le problème revient, que fais-tu et jusqu'à quand ?",
      ],
      en: [
        'Which result do you promise, how soon and at what price?',
        'If the trouble comes back, what do you do, and for how long?',
      ],
    },
  },
  seasons: {
    fr: [
      'Les premières pluies révèlent les toits percés et les fils mal isolés, et les appels urgents se suivent.',
      "Pendant les grandes chaleurs, on appelle surtout pour le froid, l'eau et les coupures de courant.",
      "À la fin de l'année, les entreprises règlent leurs papiers et les familles font nettoyer la maison avant les visites.",
      'Les vacances et les longues fêtes ralentissent les bureaux, et les travaux attendent le retour de chacun.',
    ],
    en: [
      'The first rains reveal leaking roofs and bad wiring, and urgent calls come one after another.',
      'In the hottest months people call about cooling, water and power.',
      'Firms close their books towards the end of their year and need help with papers.',
      'Families have homes cleaned and repaired before Christmas, Eid and big family gatherings.',
    ],
  },
  proofs: {
    fr: [
      'les pièces remplacées, rendues au client',
      'une photo du chantier avant, pendant et après',
      'le prix signé avant le premier coup de tournevis',
      'la visite de contrôle faite sans rappel',
      'le badge et le nom de la personne envoyée',
      'trois voisins qui acceptent de répondre au téléphone',
    ],
    en: [
      'the replaced parts, handed back',
      'pictures of the job before, during and after',
      'a price signed before the first tool comes out',
      'a check-up visit made without a reminder',
      'a badge with the name of the person sent',
      'neighbours who agree to take a call about you',
    ],
  },
};
