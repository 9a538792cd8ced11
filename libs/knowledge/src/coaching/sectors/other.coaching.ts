import type { SectorCoaching } from '../sector-coaching.js';

/** Also what an unknown trade is coached with: the questions, seasons and proofs suppose no product. */
export const OTHER_COACHING: SectorCoaching = {
  sector: 'other',
  examples: {
    vision: {
      fr: [
        "À Kpalimé, on marie encore ses enfants sous une bâche qui s'envole. Je veux offrir aux familles une belle salle à leur portée, où dans cinq ans trente jeunes du coin auront un métier dans la cuisine, le son ou le décor.",
        "Je veux voir les caniveaux de Limete, à Kinshasa, couler propres, parce que chaque parcelle triera ses déchets et que les ramasseurs seront fiers de leur métier. L'eau entre dans ma cour à chaque orage : cela m'a décidé.",
        "Les anciens de Foumban s'en vont sans une photo digne d'eux. Mon rêve est un studio avec des archives où les familles retrouvent leurs visages, tenu par des jeunes que j'aurai formés à l'image.",
      ],
      en: [
        'I want the Kimironko market in Kigali to send no peelings to the dump but compost to the hillside gardens, with steady work for fifty young people who have none today.',
        "My brother was robbed on our street in Port Harcourt. I dream of neighbourhoods where well-trained, fairly paid guards know every child's name and night traders close late without fear.",
        'No mother who sews in Eastleigh, Nairobi, should have to lay her baby under the machine. Five years on, I see small licensed daycares a short walk apart, run by women of the area.',
      ],
    },
    mission: {
      fr: [
        "Entre cinq et sept heures du matin, mes équipes nettoient les cabinets du Plateau, à Abidjan, avec une feuille de contrôle signée pièce par pièce. Les employés trouvent des bureaux sains et le gérant n'a rien à surveiller.",
        'À Mbour, nous ramassons le plastique de porte en porte avec des charrettes, nous le lavons et des jeunes le fondent en pavés. Les familles ont une cour nette et la commune des trottoirs moins chers.',
        "Je loue chaises, bâches et sono à Labé : livrées la veille, montées puis rangées par nous, pour les parents d'un nouveau-né le jour du baptême. Ils restent avec leurs invités au lieu de courir après les chaises.",
      ],
      en: [
        'I photograph naming ceremonies in Cape Coast, quietly and by daylight, and hand over forty finished pictures in three days, so that grandparents abroad share the joy while it is fresh.',
        'From six each morning our minders in Sinza, Dar es Salaam, welcome twelve toddlers with porridge, songs and a nap by the clock. Mothers open their stall on time and hear at pick-up how the day went.',
        'In Kumba we train night watchmen and place them in pairs along rows of shops, with hourly rounds noted in a book. Owners sleep at home rather than behind the counter.',
      ],
    },
    clientele: {
      fr: [
        "Les jeunes couples de Godomey qui préparent un mariage de cent cinquante invités et cherchent une salle avec parking. Couturières et pasteurs leur donnent les bonnes adresses ; l'enveloppe du lieu est de 200 000 FCFA.",
        "Mes abonnés seront les concessions de Hamdallaye, à Bamako, qui ont besoin d'un ramassage d'ordures à jour fixe. Le chef de quartier me présente aux portes, et une cour peut donner 2 000 FCFA par mois.",
        "Des gérants de studios meublés de Glass, à Libreville, qui doivent rendre un logement propre entre deux locataires. Leurs gardiens ont mon numéro et m'appellent au départ du client ; le passage se paie 12 000 FCFA.",
      ],
      en: [
        'Owners of food stalls in Westlands, Nairobi, whose phone pictures make good meals look sad. I find them at the weekend street market, and 3,500 shillings for ten photos is within reach.',
        'Families in Abeokuta planning a sixtieth birthday, who need a hall with steady power and shade for the aunties. They ask their church committee first and keep 350,000 naira for the venue.',
        'Nurses on night duty in Muhanga with children under three, who look for a minder who takes children through the night. The notice board of the hospital reaches them; 60,000 francs a month is their limit.',
      ],
    },
    differentiation: {
      fr: [
        "Nos gardiens de Ouaga 2000 sont d'anciens pompiers, et l'heure de chaque ronde s'affiche sur le téléphone du client. Ils me suivent parce que j'ai servi avec eux dix ans : une annonce ne les ferait pas venir.",
        'À Poto-Poto, je tire les portraits devant les toiles peintes par mon oncle, en vitrine depuis trente ans. On peut acheter le même appareil que moi, pas ces toiles ni la mémoire du quartier.',
        "À Niamey, nous changeons les restes de cuisine en compost pour les jardiniers du fleuve, ce qui allège l'abonnement ; chacun lit au tableau le poids qu'il a trié. La mairie nous a prêté le terrain pour quinze ans, à nous seuls.",
      ],
      en: [
        'Our wedding tents in Moshi are sewn from a lined canvas that stays cool at noon, and couples may sit under one for an hour before they choose. Only two cousins hold the pattern, and the weaver works for nobody else.',
        'My cleaning crew in Tema photographs each finished room, and a new office can see the pictures of the past month. The ladies have stayed nine years because I help with school fees, and a rival cannot hire that loyalty.',
        "Parents at our Nakuru daycare look in by phone camera whenever they wish, and the county inspector's report hangs at the door. I gathered the carers, retired nursery teachers, one by one over six years.",
      ],
    },
    offre: {
      fr: [
        "Une salle de deux cents places à Bonamoussadi, Douala, pour les familles qui fêtent : chaises, groupe électrogène et ménage compris, 350 000 FCFA la journée. La musique ne s'arrête pas, sinon la moitié du prix est rendue.",
        "Aux syndics d'immeubles de Marcory, un ramassage trié trois fois par semaine à 40 000 FCFA le mois : plus d'odeur dans la cour, moins de plaintes. Un passage oublié est retiré de la facture.",
        "Aux vendeuses de Dantokpa, une garderie ouverte de six heures à dix-neuf heures, repas compris, 1 500 FCFA par jour. Elles servent leurs clientes les mains libres, et peuvent entrer voir l'enfant sans prévenir.",
      ],
      en: [
        'Small hotels in Uyo get a weekly deep clean of rooms and linen by a team of four for 45,000 naira, so that guests stop writing about stains. A room that fails the check of the manager is redone the same day.',
        'Couples who marry in Rwamagana get a photographer for the day and an album of sixty pages for 280,000 francs. Their parents hold the book within a month, or a fifth of the price goes back.',
        'Rows of shops in Kitale share one trained guard and an alarm button at 1,200 shillings a shop each month. Owners go home at dusk, and a night without a guard is paid back double.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        "Si ton activité réussit, qu'est-ce qui aura changé dans ta rue ou dans ta ville ?",
        "Quel jour t'es-tu dit : il faut que quelqu'un s'en occupe, et ce sera moi ?",
      ],
      en: [
        'If your business works out, what will have changed in your street or town?',
        'On which day did you tell yourself that somebody must do this, and that it would be you?',
      ],
    },
    mission: {
      fr: [
        "Comment expliquerais-tu ton métier à un enfant de dix ans, avec les gestes d'une journée ?",
        'Que fais-tu toi-même, et que confies-tu à ton équipe ou à un voisin ?',
      ],
      en: [
        'How would you explain your trade to a child of ten, with what you do in a day?',
        'What do you do yourself, and what do you hand to your team or a neighbour?',
      ],
    },
    clientele: {
      fr: [
        'Qui serait ton tout premier client, et à quelle occasion aurait-il besoin de toi ?',
        'À qui cette personne demande-t-elle conseil avant de te choisir ?',
      ],
      en: [
        'Who would be your very first customer, and on what occasion would they need you?',
        'Whom does this person ask for advice before choosing you?',
      ],
    },
    differentiation: {
      fr: ["Comment les gens se débrouillent-ils aujourd'hui sans toi, et que fais-tu mieux que cela ?"],
      en: ['How do people manage today without you, and what do you do better than that?'],
    },
    offre: {
      fr: [
        'Que reçoit exactement la personne quand elle te paie, et combien cela lui coûte ?',
        'Si ce jour-là tu ne tiens pas ta promesse, que rends-tu ou que refais-tu ?',
      ],
      en: [
        'What exactly does a person receive when they pay you, and what does it cost them?',
        'If you miss your promise that day, what do you give back or do again?',
      ],
    },
  },
  seasons: {
    fr: [
      'Mariages, baptêmes et fêtes de famille se regroupent pendant les congés et après les récoltes.',
      'Les dépenses de plaisir attendent la paie et se font rares avant la rentrée des classes.',
      'Les grosses pluies freinent ce qui se passe dehors et donnent du travail à qui nettoie ou abrite.',
    ],
    en: [
      'Weddings, naming days and family feasts gather in the holidays and after the harvest.',
      'Spending on pleasure waits for payday and thins out before school fees are due.',
      'Heavy rains slow what happens outdoors and bring work to those who clean or give shelter.',
    ],
  },
  proofs: {
    fr: [
      'des photos avant et après, prises sur place',
      "le nom d'un client qui accepte qu'on l'appelle",
      'un prix écrit avant de commencer',
      'un premier essai à petit prix',
      "l'autorisation ou l'assurance que l'on peut lire",
    ],
    en: [
      'before-and-after photos taken on the spot',
      'the name of a customer who agrees to take a call',
      'a price put in writing before the start',
      'a first try at a small price',
      'a permit or an insurance paper that people can read',
    ],
  },
};
