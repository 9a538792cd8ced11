import type { SectorCoaching } from '../sector-coaching.js';

export const TRANSPORT_COACHING: SectorCoaching = {
  sector: 'transport',
  examples: {
    vision: {
      fr: [
        "Je veux qu'à Lomé une fille puisse rentrer en taxi-moto à vingt-deux heures sans que sa mère veille derrière la porte, parce que chaque conducteur sera connu, formé et joignable.",
        "Je vois déjà les vendeuses de Gounghin, dans cinq ans, circuler en tricycle électrique rechargé au soleil, et nos enfants partir à l'école dans une rue qui sent moins la fumée.",
        'Que la récolte des villages au-dessus de Butembo arrive en ville avant de pourrir, par une navette qui part même quand il pleut : ce rêve me fait lever chaque jour, moi qui suis fils de cultivateurs.',
      ],
      en: [
        "I would like the motorcycle riders of Kigali to breathe clean air at work and own their electric bikes outright, so that the hills no longer eat half of their day's pay in fuel.",
        'Along the creeks near Warri, traders still cross in boats without life jackets; I dream of a crossing where every passenger arrives dry and on time, and nobody finds that remarkable.',
        'Yam growers who supply Techiman lose sacks to bad roads and late lorries. I want a farmer to know on Monday which truck will carry her load, and to keep the price she worked for.',
      ],
    },
    mission: {
      fr: [
        "Deux fois par jour, notre minibus ramasse à heure fixe les voyageurs des villages autour de Tambacounda, bagages pesés et places comptées, si bien que les malades arrivent à l'hôpital avant la fin des consultations.",
        "Nous conduisons les élèves de Nzeng-Ayong à l'école dans un petit car à ceintures, avec une accompagnatrice qui prévient les parents à la montée et à la descente, pour qu'ils travaillent sans regarder l'heure.",
        "Mes trois motards ramassent les colis des boutiques de Bafoussam avant neuf heures, les rangent selon une carte dessinée à la main et remettent l'argent encaissé le soir même, ce qui permet aux commerçantes de racheter du stock dès le lendemain.",
      ],
      en: [
        'We run cold boxes on motorbikes out of Kitale, collect milk at the farm gate by six and reach the dairy by eight, so that smallholders sell every litre fresh instead of pouring some away.',
        'Women drivers on my team take women across Kinondoni in marked bajajis, agree the fare before the engine starts and wait until the door has opened, so a late shift no longer means a frightening walk.',
        "Every day at four we load traders' goods in Onitsha, write each bundle in a duplicate book and drive in convoy to Enugu; shop owners open the next morning with full shelves and nothing missing.",
      ],
    },
    clientele: {
      fr: [
        "Les aides-soignantes d'Abobo qui prennent leur service à six heures et redoutent le trajet dans le noir. On me recommande d'une équipe à l'autre à l'hôpital, et chacune peut payer 15 000 FCFA par mois pour une place fixe dans la voiture.",
        'Je transporte pour les productrices de mangues de Sikasso, qui perdent des caisses quand le camion ne vient pas. Je leur parle le dimanche à la réunion de leur groupement, et elles acceptent 400 FCFA la caisse si elle part le jour dit.',
        'De jeunes vendeuses de Matoto qui proposent des chaussures sur WhatsApp et se fâchent avec leurs acheteuses à cause des retards. Je les repère à leurs annonces, et 25 000 francs guinéens par livraison entrent dans leur prix.',
      ],
      en: [
        'Wholesalers in Eastleigh who send one or two cartons upcountry and get lost in the big depots. I visit them shop by shop, and they agree to 500 shillings a carton as long as a signed receipt comes back.',
        'Elderly patients in the hills around Musanze who must reach the eye clinic and cannot climb onto a motorbike. Health workers send them to me, and their children in Kigali can pay 8,000 francs a trip.',
        'I drive for parents of boarders in Cape Coast who cannot leave work on travelling days and will not put a twelve-year-old alone on a bus. The house mistress gives them my number, and they can spare 150 cedis each way.',
      ],
    },
    differentiation: {
      fr: [
        "Mes conducteurs de zémidjan repassent chaque année un essai de freinage avec un moniteur, et leur note est peinte sur le gilet, visible de tout Cotonou. Mes rivaux devraient convaincre leurs hommes de retourner à l'école, ce que j'ai mis cinq ans à obtenir.",
        'Dans chaque village entre Dosso et Gaya, un commerçant respecté garde nos colis et signe un cahier que tout client peut lire. Ces quarante dépositaires sont des amis de mon père, qui roulait déjà sur cette route ; un nouveau transporteur partirait de zéro.',
        "Nos tricycles de Bacongo roulent avec des batteries assemblées par nous, dont la charge restante s'affiche devant le passager. Mon associé a passé huit ans à en réparer pour les trains, et un savoir pareil ne se commande pas par catalogue.",
      ],
      en: [
        'We carry parcels from Mwanza to the islands in sealed drums that float, and customers watch us throw one in the water before they trust us with their goods. Our places on nine beaches came through my uncles, who have fished there all their lives.',
        'My taxis in Buea are driven by former ambulance drivers trained in first aid, and the certificate hangs from the mirror. There are only so many of them in this town, and those I know already work with me.',
        "In Adabraka we deliver papers and small parcels by cargo bicycle, and two years of our log show that at noon we beat motorbikes on most streets. We drew the map of alleys and gates on foot, house after house, and it is in nobody's phone but ours.",
      ],
    },
    offre: {
      fr: [
        "Aux voyageurs de Kaolack qui vont prendre l'avion, une place assise réservée à 9 000 FCFA, départ à l'heure dite et bagages étiquetés : ils arrivent sans stress, et si le vol part sans eux par notre faute, le trajet est remboursé.",
        "J'apporte aux restaurants de Yaoundé le poisson de Kribi sous glace avant dix heures, à 200 FCFA le kilo transporté : ils servent du frais à midi, et tout poisson arrivé tiède est pour moi.",
        "J'emmène les lycéennes de Masina à moto et je les ramène moi-même, casque propre sur la tête, pour 80 000 francs congolais le mois : elles arrivent à l'heure, leurs parents reçoivent un message, et un jour manqué est un jour rendu.",
      ],
      en: [
        'I carry parcels for small shops in Ikeja across the mainland before sunset for 2,000 naira and text them a photo of the handover, so they are paid sooner; one that goes missing I refund at full value.',
        'Tea pickers around Kericho ride to the factory and back in a covered truck with benches for 80 shillings a day: they start dry and keep their strength for the leaves, and on a morning when it fails to come we pay the motorbike.',
        "For village women near Iringa, a seat and a basket of tomatoes to market for 3,500 shillings, home again before dark, so a day's sale is not eaten by the journey; a basket we crush is paid at the day's rate.",
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        'Quel trajet fait peur, fait perdre du temps ou coûte trop cher aux gens de chez toi ?',
        'Qui pourra enfin se déplacer ou vendre plus loin grâce à toi ?',
      ],
      en: [
        'Which journey frightens people where you live, wastes their time or costs too much?',
        'Who will at last be able to travel, or to sell further away, thanks to you?',
      ],
    },
    mission: {
      fr: [
        'Que vérifies-tu sur le véhicule avant le premier départ de la journée ?',
        'Que fait ton conducteur quand la route est coupée ou que le client ne répond pas ?',
      ],
      en: [
        'What do you check on the vehicle before the first departure of the day?',
        'What does your driver do when the road is closed or the customer does not answer?',
      ],
    },
    clientele: {
      fr: [
        'Qui fait ce trajet chaque semaine, avec quels bagages et à quelle heure ?',
        'Combien cette personne dépense-t-elle déjà pour se déplacer ou pour envoyer ses affaires ?',
      ],
      en: [
        'Who makes this trip each week, with which loads and at what hour?',
        'How much does that person already spend on getting around or sending things?',
      ],
    },
    differentiation: {
      fr: [
        'Que connais-tu de cette route, de ce quartier ou de ces moteurs que les autres ignorent ?',
        "Comment un passager voit-il, avant de monter, qu'il est en sécurité ?",
      ],
      en: [
        'What do you know about this road, this area or these engines that others do not?',
        'How does a passenger see before getting in that the ride is safe?',
      ],
    },
    offre: {
      fr: [
        'Quel trajet vends-tu, en quelle durée et à quel prix fixe ?',
        "Que rends-tu au client si tu arrives en retard ou si le colis s'abîme ?",
      ],
      en: [
        'From where to where, how fast and at what fixed fare?',
        'What does the customer get if you come late or damage a parcel?',
      ],
    },
  },
  seasons: {
    fr: [
      'La veille des grandes fêtes, tout le monde rentre au village en même temps et les places manquent.',
      'La saison des pluies coupe des pistes et rallonge les trajets, mais fait chercher un toit à ceux qui roulaient à moto.',
      'Quand vient la récolte, les camions sont demandés partout à la fois et les retours se font à vide.',
      "Pendant les congés scolaires, les tournées d'élèves s'arrêtent et il faut d'autres clients.",
    ],
    en: [
      'On the eve of great feasts everyone travels home together and seats run out.',
      'Rain closes some roads and slows the rest, yet it sends motorbike passengers looking for a roof.',
      'At harvest time lorries are wanted everywhere at once, and many come back empty.',
      'School runs stop in the holidays, and parcels for the feast days can take their place.',
    ],
  },
  proofs: {
    fr: [
      'le nom et la photo du conducteur envoyés avant le départ',
      "le carnet d'entretien gardé dans la boîte à gants",
      'le cahier de remise signé par celui qui reçoit',
      'le tarif du trajet peint sur la portière',
      'un casque propre tendu à chaque passager',
      "l'heure de départ tenue même quand il reste des places",
    ],
    en: [
      "the driver's name and picture sent before the ride",
      'a service book kept in the vehicle',
      'a delivery book signed by whoever receives',
      'the fare painted on the door',
      'a clean helmet handed to each passenger',
      'a departure time kept even with seats still free',
    ],
  },
};
