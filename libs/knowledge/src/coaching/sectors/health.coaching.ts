import type { SectorCoaching } from '../sector-coaching.js';

/** No example promises a cure or a result: care is described by access, welcome, clarity and price. */
export const HEALTH_COACHING: SectorCoaching = {
  sector: 'health',
  examples: {
    vision: {
      fr: [
        "Plus aucune maman de Tanghin, à Ouagadougou, ne doit perdre une demi-journée pour montrer un bébé fiévreux. Je veux y ouvrir une petite clinique à dix minutes de marche, avec un accueil en mooré jusqu'au soir.",
        "Ma tante a accouché loin de tout à Masina. D'ici à cinq ans, chaque femme enceinte de ce coin de Kinshasa doit pouvoir appeler sa sage-femme par son prénom et savoir où aller la nuit.",
        "À Zinder, des grands-parents restent seuls avec une ordonnance qu'ils ne savent pas lire. J'imagine des infirmières qui passent de cour en cour, pour que vieillir chez soi ne fasse plus peur.",
      ],
      en: [
        'I want families in Kibera, Nairobi, to see a clinical officer on their own street before work, with the cost painted on the wall, so that nobody weighs a check-up against the rent.',
        'My neighbours in Warri are afraid of fake tablets. I dream of a pharmacy beside each big market where, five years from now, a grandmother checks her pack and asks questions in Pidgin without feeling small.',
        'Near Nyagatare, new mothers go home with a baby and a hundred questions. I picture a quiet house where they rest, listen to a midwife and leave feeling ready.',
      ],
    },
    mission: {
      fr: [
        "Du lundi au samedi, notre sage-femme reçoit les femmes enceintes d'Abobo, explique chaque visite avec des images et rappelle celle qui n'est pas venue. Elles savent quoi préparer et n'arrivent pas perdues à la maternité.",
        'Je me rends chez les personnes âgées de Pikine, à heure fixe, pour les pansements que leur médecin a prescrits, et je note chaque geste dans un cahier qui reste à la maison. Les enfants, au travail, savent ce qui a été fait.',
        "Dans notre pharmacie de Moungali, à Brazzaville, nous relisons l'ordonnance avec le patient en lingala et nous collons l'heure de prise sur la boîte. Il repart en ayant compris, sans honte de poser deux fois la même question.",
      ],
      en: [
        'On Wednesdays our van parks at Kaneshie market in Accra, and two nurses measure blood pressure and weight behind a curtain, in Twi or Ga, in ten minutes. Traders learn when to see a doctor without closing the stall.',
        'Beside the bus stand in Tanga we test eyes, fit frames and mend glasses in a single visit, for tailors and teachers who strain to see up close. They go home the same day with a pair within their means.',
        'I train carers and send them to families in Limbe who look after someone back from hospital. The carer washes, feeds, follows the sheet from the doctor and writes every evening, so sons and daughters can keep their jobs.',
      ],
    },
    clientele: {
      fr: [
        'Les femmes enceintes de Kalaban Coura, à Bamako, qui voudraient une échographie sans traverser le fleuve. Je les rencontre grâce aux matrones et aux causeries du quartier ; elles mettent de côté 7 500 FCFA.',
        "Ceux que je sers d'abord sont les conducteurs de taxi-moto d'Agoè, à Lomé, souvent écorchés, à qui il faut un pansement sans perdre leur journée. Leur syndicat me laisse parler aux stations, et ils peuvent donner 1 500 FCFA par passage.",
        "Les familles de Dixinn, à Conakry, dont un parent sort de l'hôpital et qui cherchent une garde-malade sérieuse. Les pharmaciens du coin leur donnent mon numéro ; leur limite est de 100 000 francs guinéens la nuit.",
      ],
      en: [
        'Working mothers in Ikeja, Lagos, with a child under five, who need a clinic that is still open at seven in the evening. They talk at the nursery gate, and a visit at 8,000 naira is what they can manage.',
        'Boda riders in Mombasa with aching backs who want an hour of physiotherapy after their shift. I visit the shade where they wait, with the chairman of the stage; 700 shillings a session is their ceiling.',
        'Retired teachers in Huye who collect the same prescription every month and find the trip tiring. I introduce myself at their pension meetings, and a delivery fee of 1,000 francs suits them.',
      ],
    },
    differentiation: {
      fr: [
        "Notre pharmacie d'Akpakpa, à Cotonou, laisse le client comparer le numéro de lot de sa boîte avec un registre ouvert sur le comptoir. Il faut des années de commandes suivies chez les mêmes grossistes pour tenir un tel registre.",
        "À Maroua, nos infirmières à domicile parlent fulfuldé, mafa et français, et la famille garde un carnet signé après leur passage. Réunir cette équipe, née dans les quartiers où elle soigne, m'a demandé six ans de rencontres.",
        "Un seul prix pour la consultation et sa visite de contrôle, peint sur notre façade de Port-Gentil depuis l'ouverture et jamais dépassé. Je peux le tenir parce que le local est à ma mère et que deux médecins sont associés, pas salariés.",
      ],
      en: [
        'Ours is the clinic in Dodoma that sends your waiting time by text, and the real waits of last week are posted at the desk. We built the queue tool with our nurses over three years; no shop sells it.',
        'At our dental room in Sunyani, children first meet the chair during a story hour, and the visitors book of eleven schools tells how it went. Head teachers open their doors because my sister taught with them for two decades.',
        'In my Calabar laboratory the technician who ran the test phones you to explain the sheet, and ninety clients have signed our comments book. Two retired hospital chiefs train the team, and they said yes only because they trained me.',
      ],
    },
    offre: {
      fr: [
        'Quatre rencontres avec une sage-femme diplômée pour les futures mamans de Kaolack, 20 000 FCFA en tout : le temps de poser leurs questions et de préparer la valise au calme. Une rencontre que nous manquons est offerte.',
        "Une garde de nuit à domicile pour les familles de Gombe, à Kinshasa, 60 000 francs congolais, avec un compte rendu au réveil. Le malade n'est pas seul, et une aide absente est remplacée dans les deux heures.",
        "Aux commerçantes du marché de Banfora, un point santé de trente minutes avec une infirmière, 3 000 FCFA, sans fermer l'étal toute la matinée. Le prix est écrit avant et rien ne s'ajoute après.",
      ],
      en: [
        'Mothers in Machakos can book a registered nurse at home in the ten days after birth: weighing, feeding questions and a written note for 1,500 shillings, with no bus ride. If she is over an hour late, the visit is free.',
        'Churches in Takoradi hire our Sunday table with two nurses for 900 cedis, so that members can have their blood pressure taken where they already gather. Each leaves with a private card, and a cancelled Sunday costs nothing.',
        'Monthly prescriptions sorted by day and brought home to busy families in Remera, Kigali, for 3,000 francs: no more queue after work. A pharmacist signs the box, and a mistake is put right the same evening at our expense.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        'Quelle attente ou quelle peur veux-tu voir disparaître dans ton quartier ?',
        'À qui penses-tu, dans ta famille ou ta rue, quand tu imagines ce lieu de soin ?',
      ],
      en: [
        'Which wait or which fear would you like to see gone from your neighbourhood?',
        'Whom do you think of, in your family or street, when you imagine this place of care?',
      ],
    },
    mission: {
      fr: [
        "Que se passe-t-il chez toi entre l'arrivée du patient et son départ, et combien de temps cela dure ?",
        "Qui, dans ton équipe, a le diplôme et l'autorisation pour chaque soin ?",
      ],
      en: [
        'What happens in your place from the moment a patient arrives until they leave, and how long does it take?',
        'Who in your team holds the diploma and the licence for each kind of care?',
      ],
    },
    clientele: {
      fr: [
        "Penses-tu d'abord à la mère, à l'enfant, à la personne âgée ou au travailleur ?",
        'Vers qui tes patients se tournent-ils avant toi, et qui pourrait te les adresser ?',
      ],
      en: [
        'Do you think first of the mother, the child, the elderly person or the worker?',
        'Whom do your patients turn to before you, and who could send them your way?',
      ],
    },
    differentiation: {
      fr: ["Qu'est-ce que tes patients remarquent dès l'accueil et ne trouvent pas ailleurs ?"],
      en: ['What do your patients notice at the door that they do not find elsewhere?'],
    },
    offre: {
      fr: [
        "Quel prix peux-tu annoncer avant le soin, et qu'est-ce qui est compris dedans ?",
        'Que peux-tu garantir sans promettre une guérison : un délai, un accueil, un prix, un suivi ?',
      ],
      en: [
        'What price can you give before the care starts, and what does it include?',
        'What can you guarantee without promising a cure: a waiting time, a welcome, a price, a follow-up?',
      ],
    },
  },
  seasons: {
    fr: [
      'En saison des pluies, les familles consultent davantage, surtout pour les enfants.',
      'Aux mois secs, quand la poussière se lève, les demandes de conseils augmentent.',
      "Avant la rentrée, les parents demandent des visites et des certificats pour l'école.",
      'Les veilles de grandes fêtes sont calmes, et les jours suivants bien remplis.',
    ],
    en: [
      'During the rains more families come for a consultation, children above all.',
      'When the dry, dusty months set in, requests for advice grow.',
      'Before schools open, parents ask for check-ups and certificates.',
      'The eve of a great feast is quiet, and the days after it are busy.',
    ],
  },
  proofs: {
    fr: [
      "le diplôme et l'autorisation d'exercer au mur",
      "la liste des prix affichée avant la salle d'attente",
      'le numéro de lot que le patient peut lire sur la boîte',
      'un carnet de visite signé à chaque passage',
      "un espace fermé où l'on parle sans être entendu",
    ],
    en: [
      'the diploma and the licence to practise on the wall',
      'a price list hung before the waiting room',
      'the batch number that a patient can read on the pack',
      'a visit book signed at each call',
      'a closed corner where nobody overhears the talk',
    ],
  },
};
