import type { SectorCoaching } from '../sector-coaching.js';

export const AGRICULTURE_COACHING: SectorCoaching = {
  sector: 'agriculture',
  examples: {
    vision: {
      fr: [
        "Aux portes de Thiès, je prépare une ferme familiale au compost et au goutte-à-goutte, que les ménagères pourront visiter : dans cinq ans, leurs légumes viendront de là. Mon père s'est usé à la daba ; mes enfants verront qu'un champ bien mené fait vivre une maison.",
        "Autour de Bouaké, les femmes qui râpent le manioc vendent à perte au premier camion venu. Je rêve d'une coopérative où trente villages fixent eux-mêmes leur prix et livrent l'attiéké en ville sans revendeur au milieu.",
        "À Koudougou, je veux bâtir une ferme-école de deux hectares où un jeune sans terre apprend en une saison à vivre du maraîchage et de la volaille, au lieu de partir sur les sites d'or. Au bout de cinq ans, cinquante d'entre eux auront leur parcelle.",
      ],
      en: [
        'Within five years, I want families with two or three cows around Nakuru to earn enough from milk that no mother has to sell her heifer to pay school fees. I watched mine do it twice.',
        "Too much of the tomato harvest around Kano rots in baskets before it travels south. My dream is a string of drying sheds run by growers' wives, so that a glut turns into income instead of tears.",
        'I picture the hills of Musanze with young people taking over the family potato plots proudly, because clean seed and honest scales have made the work worth staying for.',
      ],
    },
    mission: {
      fr: [
        'Chaque matin à cinq heures, nous coupons salade, gombo et menthe à Kati, puis une moto livre les restaurants de Bamako avant neuf heures. Leurs cuisiniers travaillent du frais et jettent moins.',
        "J'élève des poulets de chair par petites bandes, vaccins notés dans un cahier, pour les rôtisseuses de Bafoussam. Chaque jeudi, elles reçoivent des bêtes du même poids et ne courent plus de ferme en ferme la veille du week-end.",
        "Avec quarante planteurs d'Allada, je pèse les ananas devant chacun, je les trie et je les conduis deux fois par semaine aux ateliers de jus de Cotonou. Le planteur est payé le soir même et l'atelier ne manque plus de fruits mûrs.",
      ],
      en: [
        'At harvest my two threshers go from farm to farm around Tamale, so that women who grow soya finish in one morning what took a week of beating, and have cleaner grain to sell.',
        'We raise vegetable seedlings in trays under shade nets and bring them, ready to plant, to small growers in Morogoro. They lose fewer plants and can sell earlier than the neighbours.',
        'From our pond near Kumba I net, clean and pack catfish to order on Fridays, and my sister drops them at homes before the evening cooking. Working mothers get fish that swam that morning, without a market trip.',
      ],
    },
    clientele: {
      fr: [
        "Les vendeuses de foufou d'Assigamé, à Lomé, à qui il faut de l'igname ferme même quand elle se fait rare. Je les trouve au marché à l'aube, et chacune peut mettre 25 000 FCFA dans sa commande de la semaine.",
        "Je vise les cantines d'écoles privées de Ratoma, à Conakry, qui cherchent du riz local étuvé, sans cailloux. Leurs gérantes se parlent dans un groupe WhatsApp et disposent de 2 000 000 de francs guinéens par mois pour le riz.",
        "Des mères salariées d'Akanda, près de Libreville, qui veulent du manioc et des feuilles déjà lavés pour cuisiner après le bureau. Elles passent le samedi devant mon point de retrait, avec 15 000 FCFA à dépenser.",
      ],
      en: [
        'Caterers in Ibadan who cook for weddings and need forty clean, even-sized chickens on a fixed Friday. I meet them at the back of the event halls, and they budget about 12,000 naira a bird.',
        'My buyer is the woman with three to five dairy cows outside Eldoret who runs short of hay from January. She stops at the milk collection point every dawn and can pay 300 shillings a bale.',
        'Chefs of small lakeside hotels in Rubavu who want herbs and strawberries that do not arrive crushed. I knock at their kitchen door on Monday mornings; each spends around 40,000 francs a week on fruit.',
      ],
    },
    differentiation: {
      fr: [
        "Mes oignons de Tahoua se gardent six mois, car je les sèche dans les greniers de paille ventilés que bâtissait déjà mon grand-père. L'acheteur ouvre un sac témoin à chaque visite, et ce tour de main ne s'apprend pas en une campagne.",
        "Chaque sac de maïs livré à Lubumbashi porte le village, la date de récolte et le numéro du cultivateur, que l'on peut appeler devant moi. Deux cents familles me gardent leur meilleure part : cette confiance m'a pris quatre ans.",
        "À Dolisie, mes tilapias grandissent dans l'eau d'une source qui traverse la terre de ma famille, et je filme chaque pêche pour mes acheteurs de Pointe-Noire. Un bassin se creuse en un mois ; une source pareille, personne ne la vend.",
      ],
      en: [
        "Our honey comes from beekeepers in the woodlands of Tabora, and every jar shows the keeper's face and the place of the hives. Twelve years of walking with those families cannot be bought by a trader in a hurry.",
        'I multiply my own seed yam in Techiman and let farmers dig up whichever row they choose before paying. A rival would need three planting seasons to build stock as clean.',
        'Others in Jos sell potatoes by the heap; we grade by size and write every refund in a book that buyers may read. Our store stays cold on solar power at the top of a hill we have leased for twenty years.',
      ],
    },
    offre: {
      fr: [
        'Pour les familles de Cocody, un panier de huit légumes de saison livré le vendredi, 7 500 FCFA : de quoi tenir une semaine de sauces sans courir les étals. Ce qui arrive abîmé est remplacé dans la journée.',
        "Aux pères de famille de Rufisque, un mouton de Tabaski réservé huit mois d'avance et payé 20 000 FCFA par mois. Ils échappent à la flambée des derniers jours, et une bête malade est échangée sans discussion.",
        'Semences de maïs triées et testées pour les paysans de Sikasso, 4 500 FCFA les cinq kilos : moins de trous dans le champ, moins de travail à refaire. Si la levée est mauvaise, je viens voir et je rembourse.',
      ],
      en: [
        'Kiosk owners in Kisumu get five trays of eggs at the door each Tuesday, 400 shillings a tray, so the shelf is never bare. Cracked eggs are swapped on the next round.',
        'For office workers in Kumasi I run a garden plot with water, seed and a gardener at 350 cedis a month: they eat what grew in their name without missing a day of work. If a bed fails, we replant it at our cost.',
        'Coffee growers near Bamenda have their cherries pulped, washed and graded at my station for 60 CFA francs a kilo, and sell dry beans for more than raw fruit. Weighing is done in front of them, and I pay for a lot that I spoil.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        'Que verra un voisin, dans quelques années, en passant devant ton champ ou ton élevage ?',
        'Qui, autour de toi, mangera ou gagnera mieux grâce à ta récolte ?',
      ],
      en: [
        'What will a neighbour notice in a few years when walking past your land or your animals?',
        'Who around you will eat or earn better because of what you grow?',
      ],
    },
    mission: {
      fr: [
        "Qui fait quoi chez toi entre l'arrosage du matin et la dernière livraison ?",
        "Comment ta récolte arrive-t-elle chez l'acheteur sans s'abîmer en route ?",
      ],
      en: [
        'Who does what on your farm between the first watering and the last delivery?',
        'How does your harvest reach the buyer without bruising on the way?',
      ],
    },
    clientele: {
      fr: [
        "Entre la ménagère, le restaurant et le grossiste, lequel veux-tu servir d'abord ?",
        'Quelle quantité ton acheteur prend-il par semaine, et où le rencontres-tu ?',
      ],
      en: [
        'Between the home cook, the restaurant and the wholesaler, whom do you want to serve first?',
        'How much does your buyer take in a week, and where do you meet?',
      ],
    },
    differentiation: {
      fr: ['Que sais-tu tirer de ta terre, de ton eau ou de tes bêtes que le voisin ne sait pas encore ?'],
      en: ['What can you get out of your soil, water or animals that the next farm cannot yet?'],
    },
    offre: {
      fr: [
        "Vends-tu au kilo, au sac, au panier ou à la tête, et à quel prix aujourd'hui ?",
        'Que promets-tu à ton acheteur si la récolte tarde ou arrive abîmée ?',
      ],
      en: [
        'Do you sell by the kilo, the sack, the basket or the head, and at what price today?',
        'What do you promise your buyer if the harvest is late or arrives damaged?',
      ],
    },
  },
  seasons: {
    fr: [
      'Moutons et volailles sont très demandés avant la Tabaski, la Korité, Noël et le Nouvel An.',
      'Pendant la soudure, les céréales se font rares et un stock bien gardé se vend mieux.',
      'Quand tous les champs donnent ensemble, les acheteurs ont le choix et les prix baissent.',
      'Les légumes arrosés en saison sèche trouvent preneur plus vite que ceux des pluies.',
    ],
    en: [
      'Goats, sheep and chickens are in demand before Eid, Christmas and the New Year.',
      'In the lean months before harvest, grain that was stored well sells dearest.',
      'When every field ripens together, buyers can choose and prices slide.',
      'Vegetables watered through the dry season find takers faster than those of the rains.',
    ],
  },
  proofs: {
    fr: [
      'une porte ouverte à la ferme un jour de récolte',
      'le carnet de vaccins et de soins des bêtes',
      "une balance posée sous les yeux de l'acheteur",
      'la date de récolte écrite sur chaque sac',
      'une photo du champ prise le matin de la livraison',
    ],
    en: [
      'an open day on the farm at harvest time',
      'a book of vaccines and treatments for each animal',
      'scales that the buyer can read while you weigh',
      'the harvest date written on every sack',
      'a photo of the field taken on delivery morning',
    ],
  },
};
