import type { WrittenIdea } from './written-idea.js';

/** Ideas that no wording was tuned on: every sector in both languages, from text messages to long prose. */
export const FRESH_IDEAS: readonly WrittenIdea[] = [
  {
    id: 'fresh-fr-restaurant-saintlouis',
    language: 'fr',
    sector: 'restaurant',
    country: 'SN',
    brief: {
      business_name: 'Ndogou chez Tata Rokhaya',
      sector: 'restauration rapide',
      vision: 'donner a manger propre aux pecheurs de guet ndar meme quand ils rentrent a 4h du mat',
      mission:
        'je prepare fataya, ndambe et café touba dans ma cour. la nuit mon fils livre a la plage avec la glaciere',
      target_audience:
        'les pecheurs qui debarquent la nuit et les mareyeuses, ils ont faim et tout est fermé',
      differentiation:
        'on est ouvert de minuit a 7h, les autres dorment. le pain vient du four a bois de mon oncle',
      value_proposition: 'un pain ndambe + café touba a 300f livré a la pirogue',
      location: { city: 'Saint-Louis', country: 'Sénégal', region: 'Guet Ndar' },
      services: ['pain ndambe', 'fataya', 'café touba'],
    },
  },
  {
    id: 'fresh-fr-salon-lome',
    language: 'fr',
    sector: 'salon',
    country: 'TG',
    brief: {
      business_name: 'Ongles d’Ayaba',
      sector: 'manucure et soins des mains',
      vision:
        "Depuis que ma mère m'a appris à soigner les mains des vendeuses du Grand Marché, je garde une idée en tête : une femme qui porte des bassines toute la journée mérite, elle aussi, une heure assise où l'on s'occupe d'elle.",
      mission:
        "J'installe ma table pliante sous l'apatam du marché trois jours par semaine. Je lime, je soigne les crevasses au beurre de karité de Sokodé, puis je pose un vernis qui tient au savon. Les autres jours, je forme deux apprenties à domicile.",
      target_audience:
        "Des commerçantes de 30 à 60 ans qui ne peuvent pas quitter leur étal et dont les mains sont abîmées par le piment et l'eau de Javel.",
      differentiation:
        "C'est moi qui viens à l'étal, la cliente continue de vendre pendant le soin. Mes outils sont bouillis sous ses yeux. Les instituts de Kodjoviakopé demandent un rendez-vous et une demi-journée.",
      value_proposition:
        'Je permets aux vendeuses de retrouver des mains douces sans fermer leur étal, pour 2 000 F la séance de quarante minutes.',
      location: { city: 'Lomé', country: 'Togo' },
      services: ['Soin des crevasses', 'Pose de vernis', 'Formation de deux apprenties'],
    },
  },
  {
    id: 'fresh-fr-ecommerce-pointenoire',
    language: 'fr',
    sector: 'ecommerce',
    country: 'CG',
    brief: {
      business_name: 'MBOTE PIECES',
      sector: 'vente en ligne de pièces auto',
      vision:
        'QUE PLUS AUCUN TAXI DE POINTE-NOIRE NE RESTE TROIS JOURS AU GARAGE POUR UNE PIECE A DIX MILLE FRANCS',
      mission:
        'Nous relevons le numéro de châssis, trouvons la pièce chez les casses de Tié-Tié ou à Dubaï, et la déposons au garage du client.',
      target_audience:
        'Chauffeurs de taxi et petits garages qui perdent des journées à courir après une pièce et reçoivent souvent une copie.',
      differentiation:
        'La pièce est photographiée avec sa référence avant le paiement ; une mauvaise pièce est reprise et remplacée. Les revendeurs du rond-point Lumumba ne reprennent rien.',
      value_proposition:
        'Trouver la bonne pièce en 48 heures, la recevoir au garage et ne payer qu’après l’avoir vue.',
      location: { city: 'Pointe-Noire', country: 'Congo' },
      services: ['Pièces moteur', 'Pièces de freinage', 'Commande sur numéro de châssis', 'Dépose au garage'],
    },
  },
  {
    id: 'fresh-fr-services-conakry',
    language: 'fr',
    sector: 'services',
    country: 'GN',
    brief: {
      business_name: 'Plomberie Diallo Frères',
      sector: 'plomberie',
      vision: "L'eau doit arriver au robinet des maisons de Ratoma, pas dans la rue.",
      mission:
        'Mon frère cherche la fuite, moi je répare. On passe le jour même si l’appel vient avant midi. On laisse la pièce cassée au client.',
      target_audience:
        'Les propriétaires et les locataires de Ratoma et de Kipé, ceux qui ont la facture qui double sans comprendre pourquoi.',
      differentiation:
        "Le devis est fait avant de casser le mur et il ne bouge plus. Si la même fuite revient dans les six mois, on refait gratuitement. Beaucoup de plombiers cassent d'abord et comptent après.",
      value_proposition:
        'Une fuite trouvée et réparée dans la journée, déplacement à 50 000 francs guinéens, déduit si vous acceptez le devis.',
      location: { city: 'Conakry', country: 'Guinée', region: 'Ratoma' },
      services: ['Recherche de fuite', 'Installation de chauffe-eau', 'Débouchage', 'Pose de surpresseur'],
    },
  },
  {
    id: 'fresh-fr-agriculture-bobo',
    language: 'fr',
    sector: 'agriculture',
    country: 'BF',
    brief: {
      business_name: 'Faso Champignons',
      sector: 'culture de pleurotes',
      vision: 'Que les veuves de Koumi tirent un revenu de la paille de maïs que tout le monde brûle.',
      mission:
        'Nous cultivons des pleurotes sur de la paille pasteurisée, dans trois cases en banco tenues par douze femmes. La récolte part chaque matin sur le marché de Bobo, le reste est séché.',
      target_audience:
        'Les restaurants et maquis de Bobo-Dioulasso qui achètent des boîtes importées, et les familles qui cherchent de quoi remplacer la viande en fin de mois.',
      differentiation:
        'Cueilli à cinq heures, vendu à sept heures. Aucun produit chimique, un carnet de culture par case que chacun peut ouvrir. La boîte importée a un an et le goût de sel.',
      value_proposition:
        'Des pleurotes frais du matin à 2 500 FCFA le kilo, ou séchés en sachets de 100 grammes à 1 500 FCFA.',
      location: { city: 'Bobo-Dioulasso', country: 'Burkina Faso', region: 'Koumi' },
      services: [
        'Pleurotes frais',
        'Pleurotes séchés',
        'Blanc de semis pour producteurs',
        'Visite des cases',
      ],
    },
  },
  {
    id: 'fresh-fr-education-yaounde',
    language: 'fr',
    sector: 'education',
    country: 'CM',
    brief: {
      business_name: 'La Dictée du Soir',
      sector: 'soutien scolaire',
      vision:
        "Dans deux ans, nous voulons que chaque enfant d'Etoug-Ebe entre en sixième en sachant écrire une lettre sans aide.",
      mission:
        'De 17 h à 19 h, huit enfants autour d’une table, une dictée courte, puis chacun corrige celle de son voisin. Ancienne institutrice, je tiens un cahier de progrès que les parents signent le vendredi.',
      target_audience:
        "Parents qui rentrent tard, qui n'ont plus le temps de suivre les devoirs et qui voient les notes de français baisser depuis le CE2.",
      differentiation:
        "Huit enfants, jamais neuf. Un enfant malade rattrape sa séance le samedi. Les cours du quartier en prennent trente et gardent l'argent.",
      value_proposition:
        "J'aide les élèves du primaire à écrire sans faute grâce à quatre séances par semaine, 15 000 FCFA par mois, goûter compris.",
      location: { city: 'Yaoundé', country: 'Cameroun', region: 'Etoug-Ebe' },
      services: ['Séances du soir', 'Stage de vacances', 'Bilan de lecture'],
    },
  },
  {
    id: 'fresh-fr-health-bamako',
    language: 'fr',
    sector: 'health',
    country: 'ML',
    brief: {
      business_name: 'Kènèya Pas à Pas',
      sector: 'kinésithérapie à domicile',
      vision: "Remettre debout ceux que l'AVC a couchés, chez eux, au milieu des leurs.",
      mission:
        "Je suis kinésithérapeute diplômée de l'INFSS. Je me déplace avec mon matériel, je montre les gestes à la famille et je laisse une feuille d'exercices en bambara.",
      target_audience:
        "Familles de Kalaban Coura qui s'occupent d'un parent paralysé après un AVC, qui ne savent pas comment le lever et qui n'ont pas de voiture pour aller au CHU.",
      differentiation:
        'La famille apprend pendant la séance, elle peut continuer sans moi. Un point écrit est remis au médecin chaque mois.',
      value_proposition:
        'Dix séances à la maison pour remarcher avec un appui, 7 500 FCFA la séance, la première évaluation est offerte.',
      location: { city: 'Bamako', country: 'Mali' },
      services: [
        'Évaluation à domicile',
        'Rééducation après AVC',
        'Apprentissage des gestes pour la famille',
      ],
    },
  },
  {
    id: 'fresh-fr-transport-lubumbashi',
    language: 'fr',
    sector: 'transport',
    country: 'CD',
    brief: {
      business_name: 'Bus Fleuri',
      sector: 'ramassage scolaire',
      vision:
        'je veux que les petits de la Kenya arrivent à l’école assis et à l’heure, pas à trois sur une moto',
      mission:
        'Deux minibus, deux chauffeurs, deux accompagnatrices. Nous prenons les enfants devant la porte entre 5 h 45 et 6 h 30, l’accompagnatrice fait l’appel et envoie un message au parent à l’arrivée.',
      target_audience: 'parents qui travaillent à la mine ou au marché et qui partent avant le lever du jour',
      differentiation:
        'Chaque enfant a sa ceinture. Le chauffeur ne téléphone jamais. S’il y a panne, un taxi payé par nous finit le trajet.',
      value_proposition:
        'L’aller et le retour assis, avec message d’arrivée, à 40 dollars par mois et par enfant, 30 dollars pour le deuxième.',
      location: { city: 'Lubumbashi', country: 'République démocratique du Congo' },
      services: ['Ramassage du matin', 'Retour de midi', 'Sorties de classe'],
    },
  },
  {
    id: 'fresh-fr-artisanat-porto',
    language: 'fr',
    sector: 'artisanat',
    country: 'BJ',
    brief: {
      business_name: 'Vannerie Sèdjro',
      sector: 'vannerie',
      vision:
        'Nous rêvons de voir les paniers en jonc de Porto-Novo remplacer le plastique dans les cuisines du pays.',
      mission:
        'Le jonc est coupé dans la lagune, séché dix jours, teint avec des écorces et tressé par cinq vanneuses payées à la pièce.',
      target_audience:
        'Hôtels, décorateurs, mariées qui veulent du beau et du local mais reçoivent des paniers qui moisissent.',
      differentiation:
        "Un panier qui moisit dans l'année est repris. Chaque pièce porte le prénom de la vanneuse.",
      value_proposition:
        'Des paniers, luminaires et corbeilles en jonc, à vos mesures, livrés en quinze jours. Panier de marché dès 6 500 FCFA, lustre à partir de 45 000 FCFA.',
      location: { city: 'Porto-Novo', country: 'Bénin' },
      services: ['Panier de marché', 'Lustre sur mesure', 'Corbeilles pour mariages'],
    },
  },
  {
    id: 'fresh-fr-technology-abidjan',
    language: 'fr',
    sector: 'technology',
    country: 'CI',
    brief: {
      business_name: 'Kassia',
      sector: 'logiciel de caisse',
      vision: 'Zéro cahier perdu dans les boutiques de Treichville.',
      mission:
        'Une application hors ligne pour noter les ventes et les crédits, installée sur le vieux téléphone du boutiquier, en une heure, par un jeune du quartier.',
      target_audience:
        'Boutiquiers qui vendent à crédit, qui écrivent tout dans un cahier et se disputent avec le client à la fin du mois.',
      differentiation:
        'Marche sans connexion. Parle dioula : les boutons sont lus à voix haute. Le client reçoit son solde par SMS. On ne vend les données à personne.',
      value_proposition:
        'Aider les boutiquiers à récupérer leurs crédits sans dispute, 3 000 FCFA par mois, premier mois gratuit.',
      location: { city: 'Abidjan', country: "Côte d'Ivoire", region: 'Treichville' },
      services: ['Application de caisse', 'Installation en boutique', 'Formation du vendeur'],
    },
  },
  {
    id: 'fresh-fr-other-ouaga',
    language: 'fr',
    sector: 'other',
    country: 'BF',
    brief: {
      business_name: 'Le Grenier aux Contes',
      sector: 'spectacles de conte',
      vision: 'Que les contes de nos grands-parents ne meurent pas avec eux.',
      mission:
        'Nous enregistrons les anciens dans les villages, puis nous jouons leurs histoires dans les cours, à la lampe, avec balafon et calebasse.',
      target_audience:
        'Écoles, ambassades, hôtels et familles qui fêtent un baptême et qui en ont assez de la sono.',
      differentiation:
        'Chaque ancien reçoit une part du cachet et son nom est dit avant le conte. Nous jouons en mooré, en dioula et en français.',
      value_proposition:
        'Une veillée d’une heure pour 60 personnes, à partir de 75 000 FCFA, lampe et musiciens compris.',
      location: { city: 'Ouagadougou', country: 'Burkina Faso' },
      services: ['Veillée en famille', 'Spectacle pour les écoles', 'Enregistrement d’un ancien'],
    },
  },
  {
    id: 'fresh-fr-services-libreville',
    language: 'fr',
    sector: 'services',
    country: 'GA',
    brief: {
      business_name: 'Linge Net',
      sector: 'pressing à domicile',
      vision: 'J’aimerais que plus personne au Gabon ne passe son dimanche à laver à la main.',
      mission:
        'On récupère le linge le soir, on lave la nuit quand il y a de l’eau, on repasse et on rapporte sous housse le lendemain.',
      target_audience:
        'Célibataires, jeunes couples, agents de bureau d’Akanda sans machine et sans eau courante le week-end.',
      differentiation: 'Chaque pièce est comptée devant vous et notée ; un vêtement perdu ou brûlé est payé.',
      value_proposition: 'Votre linge lavé, repassé et rendu en 24 h. 5 kg pour 6 000 FCFA.',
      location: { city: 'Libreville', country: 'Gabon', region: 'Akanda' },
      services: ['Lavage au kilo', 'Repassage de chemises', 'Abonnement mensuel'],
    },
  },
  {
    id: 'fresh-en-restaurant-kigali',
    language: 'en',
    sector: 'restaurant',
    country: 'RW',
    brief: {
      business_name: 'Ikivuguto Corner',
      sector: 'milk bar',
      vision:
        'I want young people in Kimironko to meet over fresh milk the way their grandparents did, not over beer.',
      mission:
        'We collect milk from nine farmers in Rwamagana at dawn, boil it, ferment half of it overnight and serve it cold with chapati and boiled eggs.',
      target_audience:
        'Moto riders, students and office cleaners around Kimironko market who skip breakfast because nothing cheap is open before seven.',
      differentiation:
        'Every can is tested in front of the farmer and the result is written on the wall. We open at 5:30. Kiosks sell powdered milk and call it fresh.',
      value_proposition: 'Half a litre of fermented milk and a chapati for 800 francs, ready in two minutes.',
      location: { city: 'Kigali', country: 'Rwanda', region: 'Kimironko' },
      services: ['Breakfast at the bar', 'Milk by the litre', 'Office delivery'],
    },
  },
  {
    id: 'fresh-en-salon-kumasi',
    language: 'en',
    sector: 'salon',
    country: 'GH',
    brief: {
      business_name: 'Sharp Lines Barbers',
      sector: 'barbershop',
      vision: 'every boy for Asafo go school with clean head and no ringworm',
      mission:
        'we dey cut hair for house and for shop. clippers go inside alcohol every time before we touch you',
      target_audience: 'students n workers wey no get time, n mothers wey fear skin disease from barber',
      differentiation:
        'ur own blade, we open am for ur eye. book by whatsapp n no queue. other shops use one clipper for all',
      value_proposition: 'clean haircut for 20 cedis, no waiting, no rashes',
      location: { city: 'Kumasi', country: 'Ghana' },
      services: ['haircut', 'home visit', 'school visit for 10+ boys'],
    },
  },
  {
    id: 'fresh-en-ecommerce-lagos',
    language: 'en',
    sector: 'ecommerce',
    country: 'NG',
    brief: {
      business_name: 'Second Term Uniforms',
      sector: 'online shop for used school uniforms',
      vision: 'No child in Surulere should miss the first week of term because the uniform is too expensive.',
      mission:
        'I buy outgrown uniforms from parents, mend the seams, wash and iron them, and list each one by school, size and condition.',
      target_audience:
        'Parents with two or more children who pay for new uniforms every September and whose children outgrow them by March.',
      differentiation:
        'Every tear we mended is shown in the photo. If it does not fit, swap it within ten days at no cost. Market traders do not know which school has which badge.',
      value_proposition:
        'I help parents dress a child for school for less than half the price of new, from 4,500 naira for a full set.',
      location: { city: 'Lagos', country: 'Nigeria', region: 'Surulere' },
      services: ['Full uniform set', 'Sports kit', 'We buy your old uniforms'],
    },
  },
  {
    id: 'fresh-en-services-nairobi',
    language: 'en',
    sector: 'services',
    country: 'KE',
    brief: {
      business_name: 'Mama Fua Pro',
      sector: 'cleaning services',
      vision:
        'My mother washed clothes by the door of other people for twenty years without a payslip; I am building the company she should have worked for.',
      mission:
        'We train, insure and pay eighteen cleaners a monthly wage. A supervisor visits each new home on the first day and agrees a list of rooms and tasks.',
      target_audience:
        'Young professionals in Kilimani and Kileleshwa who come home after eight, who have had things stolen, and who do not want to search for somebody new every month.',
      differentiation:
        'The same cleaner every week, with a badge you can check by SMS. Anything broken is paid for. Casual cleaners change phone numbers overnight.',
      value_proposition:
        'A two-bedroom flat cleaned in three hours for 1,200 shillings, by the same person each week.',
      location: { city: 'Nairobi', country: 'Kenya' },
      services: ['Weekly cleaning', 'Move-out cleaning', 'Sofa and carpet wash'],
    },
  },
  {
    id: 'fresh-en-agriculture-lushoto',
    language: 'en',
    sector: 'agriculture',
    country: 'TZ',
    brief: {
      business_name: 'Usambara Seedlings',
      sector: 'tree nursery',
      vision: 'To see the bare hills above Lushoto carry avocado and grevillea again within my lifetime.',
      mission:
        'Our seven nursery workers graft Hass avocado on local rootstock, harden the plants for eight weeks and deliver them by pickup to the farm gate.',
      target_audience:
        'Smallholders with one to five acres who planted seedlings from the roadside that died in the first dry season.',
      differentiation:
        'A dead seedling is replaced once, if you send a photo within three months. A planting demonstration comes with every fifty trees. Roadside sellers cannot tell you the variety.',
      value_proposition: 'Grafted Hass avocado seedlings that bear in three years, 3,500 shillings each.',
      location: { city: 'Lushoto', country: 'Tanzania' },
      services: ['Grafted avocado', 'Grevillea and shade trees', 'Planting day on your farm'],
    },
  },
  {
    id: 'fresh-en-education-ibadan',
    language: 'en',
    sector: 'education',
    country: 'NG',
    brief: {
      business_name: 'Numbers Without Tears',
      sector: 'maths tutoring',
      vision: 'Our goal is to make maths the favourite subject of girls in public secondary schools.',
      mission:
        'Ten girls per class, beads and tape measures instead of the blackboard, and a shop game in which they keep the accounts. Lessons are on Saturday in the hall of St. Anne’s.',
      target_audience:
        'Girls in JSS1 to SS2 whose parents are traders, who freeze when they are asked in class and are told maths is for boys.',
      differentiation:
        'All our tutors are women who studied engineering at UI. We write to each parent every month. If marks do not rise after one term, the next is free.',
      value_proposition: 'One term of twelve Saturdays for 18,000 naira, books included.',
      location: { city: 'Ibadan', country: 'Nigeria' },
      services: ['Saturday class', 'WAEC clinic', 'Holiday maths camp'],
    },
  },
  {
    id: 'fresh-en-health-kisumu',
    language: 'en',
    sector: 'health',
    country: 'KE',
    brief: {
      business_name: 'Lakeview Eye Care',
      sector: 'optician on wheels',
      vision:
        'Nobody around Lake Victoria should stop reading or sewing at forty-five for want of a pair of glasses.',
      mission:
        'A registered optometrist and a driver visit two villages a day. We test eyes under a tent, cut lenses on the spot and come back after a month.',
      target_audience:
        'Tailors, teachers, fishermen mending nets, and grandmothers who can no longer thread a needle.',
      differentiation:
        'Glasses are ready the same day. Frames are repaired free for a year. Hospitals in town take three visits.',
      value_proposition:
        'An eye test for 200 shillings and reading glasses from 700 shillings, the same day, in your village.',
      location: { city: 'Kisumu', country: 'Kenya' },
      services: ['Eye test', 'Reading glasses', 'School screening'],
    },
  },
  {
    id: 'fresh-en-transport-accra',
    language: 'en',
    sector: 'transport',
    country: 'GH',
    brief: {
      business_name: 'ColdRun',
      sector: 'refrigerated delivery',
      vision:
        'Fish landed at Tema in the morning should be on ice in Madina at noon, still smelling of the sea.',
      mission:
        'We run four insulated tricycles with ice boxes and a temperature logger. Riders leave Tema at six and the customer follows the box on a map.',
      target_audience:
        'Fishmongers, ice-cream makers and small pharmacies that lose stock in taxis and cannot fill a truck.',
      differentiation:
        'You get the temperature record with each delivery. If the box went above eight degrees, we refund the ride and pay for the goods.',
      value_proposition: 'Cold delivery across Accra within three hours, from 60 cedis a box.',
      location: { city: 'Accra', country: 'Ghana' },
      services: ['Single box', 'Daily route', 'Vaccine run'],
    },
  },
  {
    id: 'fresh-en-artisanat-arusha',
    language: 'en',
    sector: 'artisanat',
    country: 'TZ',
    brief: {
      business_name: 'Olasiti Leather',
      sector: 'leather bags and sandals',
      vision:
        'I would like visitors to leave Arusha with something a Tanzanian family lives from, instead of a key ring from a container.',
      mission:
        'I am a third-generation shoemaker. My two brothers tan the hides with acacia bark, I cut and stitch, and my wife sells at the Saturday market in Njiro.',
      target_audience:
        'Travellers on their last day, lodge shops, and office women in Arusha who want a bag that survives the rains.',
      differentiation:
        'Bark tanning takes forty days and smells of forest, not chemicals. Any seam that opens is sewn again for life.',
      value_proposition:
        'A hand-stitched bag for 95,000 shillings or sandals for 30,000, fitted while you wait.',
      location: { city: 'Arusha', country: 'Tanzania' },
      services: ['Tote bag', 'Sandals made to your foot', 'Repairs'],
    },
  },
  {
    id: 'fresh-en-technology-abuja',
    language: 'en',
    sector: 'technology',
    country: 'NG',
    brief: {
      business_name: 'Kiosk Solar Cloud',
      sector: 'solar monitoring software',
      vision: 'A clinic should know its battery is dying before the vaccines do.',
      mission:
        'We fit a small sensor to existing solar systems and send readings over SMS, so it works where there is no data. An engineer calls when a battery drops.',
      target_audience:
        'Clinics, phone-charging kiosks and mini-grid operators in Niger State whose batteries fail after eighteen months without warning.',
      differentiation:
        'Works with any inverter. We answer alarms at night. The big vendors only monitor what they sold.',
      value_proposition:
        'We help clinics keep their fridges running with an early warning for 5,000 naira a month per site.',
      location: { city: 'Abuja', country: 'Nigeria' },
      services: ['Sensor installation', 'Monthly monitoring', 'Battery health report'],
    },
  },
  {
    id: 'fresh-en-other-mombasa',
    language: 'en',
    sector: 'other',
    country: 'KE',
    brief: {
      business_name: 'Second Tide',
      sector: 'beach plastic recycling',
      vision: 'A Nyali beach where a child finds shells and not bottle tops.',
      mission:
        'Thirty collectors bring plastic to our yard, we pay by the kilo on the same day, shred it and press it into roof tiles and school benches.',
      target_audience:
        'Hotels, schools and builders along the coast who want benches and tiles that do not rot in salt air.',
      differentiation:
        'Each bench carries a plate with the weight of plastic inside. Collectors own a tenth of the company. Timber benches last three years here; ours come with ten years of guarantee.',
      value_proposition:
        'Recycled benches at 6,500 shillings and roof tiles at 900 per square metre, delivered along the coast.',
      location: { city: 'Mombasa', country: 'Kenya', region: 'Nyali' },
      services: ['School benches', 'Roof tiles', 'Beach clean-up for companies'],
    },
  },
  {
    id: 'fresh-en-restaurant-lagos',
    language: 'en',
    sector: 'restaurant',
    country: 'NG',
    brief: {
      business_name: 'Amala Express by Iya Bisi',
      sector: 'buka and office lunch',
      vision: 'Good amala should not cost you your whole lunch break.',
      mission:
        'We start pounding at 6am. Orders close at 10:30, bowls leave at 11:30 on two bikes, and everybody on the same floor eats together.',
      target_audience:
        'Bank and telecom staff on Victoria Island who have forty minutes for lunch and are bored with shawarma',
      differentiation:
        'Real yam flour from Saki, no plastic nylon, soup in steel bowls that we collect after. Apps charge 1,500 for delivery alone.',
      value_proposition:
        'Amala, ewedu, gbegiri and two pieces of meat at your desk before noon for N3,500, delivery included',
      location: { city: 'Lagos', country: 'Nigeria', region: 'Victoria Island' },
      services: ['Desk lunch', 'Floor order (10 bowls)', 'Friday party tray'],
    },
  },
];
