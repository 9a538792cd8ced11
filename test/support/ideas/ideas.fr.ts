import type { WrittenIdea } from './written-idea.js';

/** Two ideas of every sector, written by hand: other towns, other trades, other ways of writing. */
export const FRENCH_IDEAS: readonly WrittenIdea[] = [
  {
    id: 'fr-restaurant-thies',
    language: 'fr',
    sector: 'restaurant',
    country: 'SN',
    brief: {
      business_name: 'La Calebasse de Coumba',
      sector: 'cantine scolaire et plats à emporter',
      vision:
        "Je veux que les élèves du lycée Malick Sy mangent le midi un vrai repas avec des légumes d'ici, et que leurs mères arrêtent de se lever avant l'aube pour remplir les gamelles.",
      mission:
        'Je cuisine le matin un thiéboudienne, un mafé ou un yassa avec le poisson de Mbour et les légumes des Niayes. Je sers de 12 h à 14 h devant le lycée et je note chaque commande la veille.',
      target_audience:
        "Des lycéens et leurs parents du quartier Escale, qui dépensent 500 FCFA par jour en beignets et qui n'ont rien de chaud à midi.",
      differentiation:
        "Le menu de la semaine est envoyé le dimanche soir sur WhatsApp et un repas oublié est reporté, jamais perdu. Les gargotes de la gare n'annoncent rien et ferment quand la marmite est vide.",
      value_proposition:
        "J'aide les lycéens de Thiès à manger chaud le midi pour 700 FCFA, boisson de bissap comprise.",
      location: { city: 'Thiès', country: 'Sénégal', region: 'Escale' },
      services: ['Repas du midi', 'Carnet de vingt repas', 'Plateau pour les réunions de parents'],
    },
  },
  {
    id: 'fr-restaurant-libreville',
    language: 'fr',
    sector: 'restaurant',
    country: 'GA',
    brief: {
      business_name: 'Le Fumoir d’Owendo',
      sector: 'poisson fumé et braisé',
      vision:
        'Faire du capitaine fumé au bois de manguier un plat que les gens d’Owendo offrent à leurs invités.',
      mission:
        'Nous achetons le poisson au débarcadère avant six heures, nous le fumons la journée et nous le servons le soir avec banane plantain et piment.',
      target_audience:
        'Les dockers et les chauffeurs du port qui finissent tard et ne trouvent plus que des sandwichs après 21 heures.',
      differentiation:
        'Service jusqu’à une heure du matin et un poisson pesé devant le client ; ailleurs on paie à la tête du client.',
      value_proposition:
        'Un poisson fumé du jour, pesé devant vous, à 4 000 FCFA le kilo avec son accompagnement.',
      location: { city: 'Libreville', country: 'Gabon', region: 'Owendo' },
      services: ['Poisson fumé sur place', 'Barquette à emporter'],
    },
  },
  {
    id: 'fr-salon-cotonou',
    language: 'fr',
    sector: 'salon',
    country: 'BJ',
    brief: {
      business_name: 'Chez Mireille Tresses',
      sector: 'salon de tresses',
      vision:
        'Que les apprenties coiffeuses de Godomey sortent de chez moi avec un métier et leurs propres clientes, pas avec des années de balayage.',
      mission:
        'Nous tressons sur rendez-vous, à quatre mains, pour que la cliente reparte en deux heures. Les mèches sont lavées avant la pose.',
      target_audience:
        'Les fonctionnaires et les commerçantes de Cotonou qui passent leur samedi entier à attendre leur tour et dont le cuir chevelu brûle après la pose.',
      differentiation:
        'On travaille à deux sur chaque tête et les mèches sont trempées dans le vinaigre la veille. Aucun salon du marché Dantokpa ne lave ses mèches.',
      value_proposition:
        'Des tresses fines en deux heures, sans brûlure, sur rendez-vous, entre 8 000 et 15 000 FCFA selon la longueur.',
      location: { city: 'Cotonou', country: 'Bénin' },
      services: ['Tresses fines', 'Vanilles', 'Retrait et soin du cuir chevelu'],
    },
  },
  {
    id: 'fr-salon-niamey',
    language: 'fr',
    sector: 'salon',
    country: 'NE',
    brief: {
      business_name: 'Barbier Moussa & Fils',
      sector: 'coiffure homme',
      vision: 'ouvrir un deuxième fauteuil pour mon fils et garder les clients du père',
      mission: 'je coupe, je rase, je fais les contours. lames neuves à chaque client.',
      target_audience: 'hommes de Yantala et étudiants de l’université, surtout la veille du vendredi',
      differentiation:
        'lame neuve ouverte devant le client, serviette chaude, et je me déplace chez les vieux qui ne peuvent pas marcher',
      value_proposition: 'coupe et barbe propres à 1 500 francs, à domicile pour les personnes âgées',
      location: { city: 'Niamey', country: 'Niger', region: 'Yantala' },
      services: ['coupe', 'barbe', 'déplacement à domicile'],
    },
  },
  {
    id: 'fr-ecommerce-abidjan',
    language: 'fr',
    sector: 'ecommerce',
    country: 'CI',
    brief: {
      business_name: 'Bébé Malin CI',
      sector: 'boutique en ligne pour bébés',
      vision:
        "Je rêve qu'une jeune maman de Yopougon puisse équiper son bébé sans traverser la ville ni s'endetter, avec des affaires vérifiées.",
      mission:
        'Nous rachetons des poussettes, lits et vêtements déjà portés, nous les lavons, les réparons, les photographions et les revendons en ligne avec leur note de contrôle.',
      target_audience:
        'Des mères de 20 à 35 ans à Abidjan qui attendent leur premier enfant, qui ont peur des arnaques sur Facebook et qui manquent de place pour stocker.',
      differentiation:
        'Chaque article a une fiche avec ses défauts photographiés ; la poussette se rend pendant sept jours si elle ne convient pas. Sur les groupes de vente personne ne reprend rien.',
      value_proposition:
        "Nous aidons les jeunes mamans d'Abidjan à équiper leur bébé pour la moitié du prix du neuf, avec sept jours pour changer d'avis. Une poussette contrôlée coûte 35 000 FCFA.",
      location: { city: 'Abidjan', country: "Côte d'Ivoire", region: 'Yopougon' },
      services: ['Poussettes contrôlées', 'Trousseau de naissance', 'Rachat de vos affaires'],
    },
  },
  {
    id: 'fr-ecommerce-kinshasa',
    language: 'fr',
    sector: 'ecommerce',
    country: 'CD',
    brief: {
      business_name: 'Lisapo Livres',
      sector: 'vente de livres',
      vision: 'Un enfant de Kinshasa doit pouvoir lire une histoire où les héros lui ressemblent.',
      mission:
        'On choisit des albums en lingala et en français chez les éditeurs congolais et on les apporte dans les écoles de Lemba et de Matete, carton sur la moto.',
      target_audience:
        'Instituteurs et parents qui cherchent des livres du pays et ne trouvent que des stocks venus de Belgique.',
      differentiation: 'Une lecture gratuite en classe avant chaque vente, faite par la conteuse Mado.',
      value_proposition:
        'Des albums illustrés en lingala et en français, livrés à l’école avec une heure de conte, 9 000 francs le livre.',
      location: { city: 'Kinshasa', country: 'RDC' },
      services: ['Commande des écoles', 'Coffret anniversaire', 'Heure de conte'],
    },
  },
  {
    id: 'fr-services-ouaga',
    language: 'fr',
    sector: 'services',
    country: 'BF',
    brief: {
      business_name: 'Cabinet Yam Compta',
      sector: 'conseil comptable',
      vision:
        'Que les commerçantes de Rood Woko sachent le soir ce qu’elles ont gagné le jour, et qu’elles obtiennent enfin un crédit de la banque.',
      mission:
        'Chaque vendredi nous passons au stand, nous recopions le cahier, classons les factures et expliquons les chiffres en mooré.',
      target_audience:
        'Commerçantes du grand marché de Ouagadougou qui tiennent leurs comptes dans la tête et à qui la banque refuse un prêt.',
      differentiation:
        'Nous parlons mooré et dioula et nous venons au stand. Les cabinets du centre attendent le client derrière un bureau climatisé.',
      value_proposition:
        'Des comptes à jour toutes les semaines, expliqués dans votre langue, pour 10 000 FCFA par mois.',
      location: { city: 'Ouagadougou', country: 'Burkina Faso' },
      services: ['Tenue du cahier', 'Dossier de crédit', 'Déclaration au fisc'],
    },
  },
  {
    id: 'fr-services-pointe-noire',
    language: 'fr',
    sector: 'services',
    country: 'CG',
    brief: {
      business_name: 'Mains Propres',
      sector: 'nettoyage de bureaux et maisons',
      vision: 'Donner un contrat et une fiche de paie à trente femmes de ménage de Pointe-Noire.',
      mission:
        'Nos équipes de deux nettoient avant l’ouverture des bureaux, avec une liste que le client coche lui-même.',
      target_audience:
        'Petites entreprises du centre-ville et familles de Côte Sauvage qui ont été volées ou laissées sans prévenir par une employée.',
      differentiation:
        'Toujours les deux mêmes personnes, présentées avec leur carte d’identité, et une remplaçante le jour même en cas d’absence.',
      value_proposition:
        'J’aide les petits bureaux de Pointe-Noire à ouvrir chaque matin dans un local propre, à partir de 60 000 FCFA par mois, sans changer de visage.',
      location: { city: 'Pointe-Noire', country: 'Congo' },
      services: ['Bureaux', 'Grand ménage', 'Fin de chantier'],
    },
  },
  {
    id: 'fr-artisanat-segou',
    language: 'fr',
    sector: 'artisanat',
    country: 'ML',
    brief: {
      business_name: 'Bogolan Nakan',
      sector: 'tissus bogolan teints à la main',
      vision:
        'Je veux que le bogolan de Ségou soit porté dans les bureaux et pas seulement vendu aux touristes du festival.',
      mission:
        'Nous filons le coton de Markala, nous teignons avec l’écorce de n’galama et la boue du fleuve, et nous laissons sécher trois jours au soleil.',
      target_audience:
        'Des couturiers et des décoratrices de Bamako qui veulent du vrai bogolan et reçoivent souvent des impressions venues d’Asie.',
      differentiation:
        'Chaque pièce porte le nom de la teinturière et une photo du bain de boue. Les imprimés du marché rose n’ont pas d’envers teint.',
      value_proposition: 'Du bogolan teint à la main au mètre, 6 500 FCFA, signé par celle qui l’a fait.',
      location: { city: 'Ségou', country: 'Mali' },
      services: ['Tissu au mètre', 'Coussins et plaids', 'Commande de motif'],
    },
  },
  {
    id: 'fr-artisanat-kara',
    language: 'fr',
    sector: 'artisanat',
    country: 'TG',
    brief: {
      business_name: 'Menuiserie Essowè',
      sector: 'menuiserie bois',
      vision:
        'Dans trois ans je voudrais une scie à ruban et quatre apprentis payés. Les gens de Kara ne devraient plus faire venir leurs portes de Lomé.',
      mission:
        "Je fabrique des portes, des lits et des bancs d'école en teck sec. Le bois attend six mois sous le hangar avant la coupe, sinon la porte travaille.",
      target_audience:
        'Familles qui construisent à Kara et directeurs d’écoles, fatigués des portes qui gonflent à la première pluie.',
      differentiation:
        'Une porte qui gonfle pendant la saison des pluies est rabotée gratuitement. Je montre la date de coupe écrite sur le bois.',
      value_proposition:
        'Une porte en teck sec posée et réglée à 85 000 FCFA, rabotage offert la première saison.',
      location: { city: 'Kara', country: 'Togo' },
      services: ['Portes et fenêtres', 'Lits', 'Bancs d’école'],
    },
  },
  {
    id: 'fr-transport-bamako',
    language: 'fr',
    sector: 'transport',
    country: 'ML',
    brief: {
      business_name: 'Kaira Bus Scolaire',
      sector: 'transport scolaire',
      vision:
        'Que plus un seul enfant de Kalaban-Coura ne traverse le pont à pied ou à trois sur une moto pour aller en classe.',
      mission:
        'Deux minibus de seize places passent devant la maison, une accompagnatrice tient la liste et prévient les parents par SMS quand l’enfant est descendu.',
      target_audience:
        'Parents salariés de la rive droite qui arrivent en retard au travail parce qu’ils déposent les enfants eux-mêmes.',
      differentiation:
        'Une accompagnatrice à bord et un SMS à la descente ; les sotramas ne savent pas quel enfant est monté.',
      value_proposition:
        'J’aide les parents de la rive droite à partir travailler tranquilles, avec un trajet d’école aller et retour à 25 000 FCFA par mois.',
      location: { city: 'Bamako', country: 'Mali', region: 'Kalaban-Coura' },
      services: ['Trajet matin et soir', 'Sortie de classe', 'Cours du samedi'],
    },
  },
  {
    id: 'fr-transport-kigali',
    language: 'fr',
    sector: 'transport',
    country: 'RW',
    brief: {
      business_name: 'Imodoka Frigo',
      sector: 'livraison réfrigérée',
      vision: 'Zéro litre de lait jeté entre Musanze et Kigali.',
      mission:
        'Notre camionnette frigorifique part de Musanze à 4 h, ramasse les bidons des coopératives et livre les laiteries et supermarchés avant 8 h.',
      target_audience:
        'Coopératives laitières du Nord, de 200 à 1 000 litres par jour, qui perdent du lait pendant la saison chaude.',
      differentiation:
        'La température est relevée à chaque arrêt et envoyée à la coopérative. Lait tourné dans notre camion : lait payé.',
      value_proposition: 'Votre lait livré froid avant 8 h à Kigali, 40 francs le litre.',
      location: { city: 'Kigali', country: 'Rwanda' },
      services: ['Collecte du matin', 'Tournée supermarchés'],
    },
  },
  {
    id: 'fr-agriculture-kankan',
    language: 'fr',
    sector: 'agriculture',
    country: 'GN',
    brief: {
      business_name: 'Mangues de Haute-Guinée',
      sector: 'séchage de mangues',
      vision:
        'Je souhaite que les mangues qui pourrissent chaque mai sous les arbres de Kankan deviennent un revenu pour les femmes qui les ramassent.',
      mission:
        'Nous achetons les mangues au panier, nous les tranchons et les séchons au soleil sous des serres propres, puis nous les mettons en sachet.',
      target_audience:
        'Des épiceries et des hôtels de Conakry qui veulent un produit guinéen à vendre et reçoivent des fruits secs importés, chers et vieux.',
      differentiation:
        'Nos mangues sont séchées sans sucre ni soufre dans la semaine de la cueillette, et le nom du village est sur le sachet.',
      value_proposition:
        'Des mangues séchées sans sucre, en sachets de 100 grammes à 20 000 francs guinéens, livrées à Conakry chaque lundi.',
      location: { city: 'Kankan', country: 'Guinée' },
      services: ['Sachets pour épiceries', 'Vrac pour hôtels'],
    },
  },
  {
    id: 'fr-agriculture-bafoussam',
    language: 'fr',
    sector: 'agriculture',
    country: 'CM',
    brief: {
      business_name: 'Pépinière Tchuente',
      sector: 'plants maraîchers',
      vision: 'Que les maraîchers de l’Ouest arrêtent de perdre une saison à cause de mauvais plants.',
      mission:
        'Je sème en plateaux sous ombrière, je trie plant par plant et je livre au champ le jour du repiquage avec un conseil pour la première semaine.',
      target_audience:
        'Petits producteurs de tomate et de piment autour de Bafoussam et de Foumbot, moins d’un hectare, qui perdent le tiers de leurs semis.',
      differentiation:
        'Un plant mort dans les dix jours est remplacé. Les vendeurs de bord de route ne savent même pas quelle variété ils donnent.',
      value_proposition:
        'J’aide les maraîchers de Bafoussam à démarrer avec des plants forts, remplacés s’ils meurent, à 25 FCFA le plant.',
      location: { city: 'Bafoussam', country: 'Cameroun' },
      services: ['Plants de tomate', 'Plants de piment', 'Visite de champ'],
    },
  },
  {
    id: 'fr-education-lubumbashi',
    language: 'fr',
    sector: 'education',
    country: 'CD',
    brief: {
      business_name: 'École du Soir Tujifunze',
      sector: 'alphabétisation et calcul',
      vision:
        'Nous voulons que les mamans vendeuses de la Kenya signent leur nom et calculent leur bénéfice sans demander à leurs enfants.',
      mission:
        'Trois soirs par semaine, après le marché, nous enseignons la lecture en swahili puis en français, avec les étiquettes et les factures de tous les jours.',
      target_audience:
        'Femmes de 25 à 55 ans qui vendent au marché, n’ont pas fini l’école primaire et ont honte de le dire.',
      differentiation:
        'Les cours se donnent au marché même, les enfants sont gardés à côté, et la maîtresse a elle-même appris à lire à trente ans.',
      value_proposition:
        'Savoir lire une facture en quatre mois, le soir, près de votre étal, pour 8 000 francs congolais par semaine.',
      location: { city: 'Lubumbashi', country: 'République démocratique du Congo', region: 'Kenya' },
      services: ['Lecture', 'Calcul du bénéfice', 'Garde des enfants'],
    },
  },
  {
    id: 'fr-education-saint-louis',
    language: 'fr',
    sector: 'education',
    country: 'SN',
    brief: {
      business_name: 'Atelier Code Ndar',
      sector: 'cours de robotique pour enfants',
      vision: 'Les enfants de Saint-Louis doivent fabriquer des machines, pas seulement jouer dessus.',
      mission:
        'Le mercredi et le samedi, je fais construire à des groupes de six enfants un robot avec des pièces récupérées et une carte programmable.',
      target_audience:
        'Parents de Sor et de l’île, enfants de 9 à 14 ans, qui s’ennuient pendant les vacances et passent leurs journées au téléphone.',
      differentiation:
        'L’enfant repart chez lui avec le robot qu’il a monté. Je suis enseignant de physique au collège depuis onze ans.',
      value_proposition: 'Un robot construit par votre enfant en huit séances, 30 000 FCFA matériel compris.',
      location: { city: 'Saint-Louis', country: 'Sénégal' },
      services: ['Stage de vacances', 'Club du mercredi'],
    },
  },
  {
    id: 'fr-health-porto-novo',
    language: 'fr',
    sector: 'health',
    country: 'BJ',
    brief: {
      business_name: 'Kiné Ayélawadjè',
      sector: 'kinésithérapie à domicile',
      vision:
        'Je veux que les personnes qui ont eu un AVC à Porto-Novo remarchent chez elles au lieu de rester couchées faute de transport.',
      mission:
        'Je viens à la maison trois fois par semaine avec mes appareils, je montre les exercices à la famille et j’écris les progrès dans un carnet.',
      target_audience:
        'Des familles de Porto-Novo qui s’occupent d’un parent après un AVC ou une fracture et qui ne peuvent pas payer un taxi pour chaque séance.',
      differentiation:
        'Un membre de la famille est formé dès la première séance. Diplômé de l’Université d’Abomey-Calavi, je rends compte au médecin traitant.',
      value_proposition:
        'Une rééducation à domicile à 7 000 FCFA la séance, avec un carnet de progrès que la famille comprend.',
      location: { city: 'Porto-Novo', country: 'Bénin' },
      services: ['Rééducation après AVC', 'Fracture et entorse', 'Formation de l’aidant'],
    },
  },
  {
    id: 'fr-health-bouake',
    language: 'fr',
    sector: 'health',
    country: 'CI',
    brief: {
      business_name: 'Pharmacie du Coin Kôkô',
      sector: 'pharmacie de quartier',
      vision: 'Qu’aucune maman de Kôkô n’achète plus de médicaments sur une cuvette.',
      mission:
        'Nous délivrons, nous expliquons la notice en baoulé et en dioula, et nous rappelons la fin du traitement par téléphone.',
      target_audience:
        'Familles du quartier Kôkô qui achètent leurs comprimés à l’unité dans la rue parce que la boîte entière est trop chère.',
      differentiation:
        'On vend la plaquette et pas seulement la boîte quand l’ordonnance le permet, et la tension se prend gratuitement le matin.',
      value_proposition:
        'Des médicaments sûrs, expliqués dans votre langue, avec un tiroir de génériques dès 300 FCFA.',
      location: { city: 'Bouaké', country: "Côte d'Ivoire" },
      services: ['Ordonnances', 'Prise de tension', 'Rappel de traitement'],
    },
  },
  {
    id: 'fr-technology-yaounde',
    language: 'fr',
    sector: 'technology',
    country: 'CM',
    brief: {
      business_name: 'Nkap Caisse',
      sector: 'logiciel de caisse pour boutiques',
      vision:
        'Les boutiquiers de Mokolo sauront chaque soir ce qui manque en rayon et qui leur doit de l’argent.',
      mission:
        'Nous installons une application de caisse sur le téléphone du boutiquier, saisissons son stock avec lui et revenons chaque semaine le premier mois.',
      target_audience:
        'Des boutiquiers de Yaoundé qui vendent à crédit, oublient qui a payé et se disputent avec leurs clients.',
      differentiation:
        'L’application marche sans réseau et envoie la dette du client par SMS. Les logiciels étrangers demandent un ordinateur et du courant.',
      value_proposition:
        'Nous aidons les boutiquiers de Yaoundé à retrouver leur argent avec une caisse sur téléphone à 3 000 FCFA par mois, installée au comptoir.',
      location: { city: 'Yaoundé', country: 'Cameroun', region: 'Mokolo' },
      services: ['Application de caisse', 'Saisie du stock', 'Carnet de crédit'],
    },
  },
  {
    id: 'fr-technology-conakry',
    language: 'fr',
    sector: 'technology',
    country: 'GN',
    brief: {
      business_name: 'Soleil Taouyah',
      sector: 'kits solaires et informatique',
      vision: 'Que les télécentres de Taouyah ne ferment plus dès que l’électricité part.',
      mission:
        'On mesure la consommation pendant une journée, on pose panneaux et batteries, et on revient vérifier tous les trois mois.',
      target_audience:
        'Gérants de télécentres et de salons de jeux qui perdent la moitié de leur journée à cause des coupures.',
      differentiation:
        'Le kit se paie en six fois et reste notre propriété jusqu’au dernier versement, donc c’est nous qui réparons.',
      value_proposition:
        'Dix heures de courant par jour pour votre télécentre, à 450 000 francs guinéens par mois pendant six mois.',
      location: { city: 'Conakry', country: 'Guinée', region: 'Taouyah' },
      services: ['Étude de consommation', 'Pose du kit', 'Entretien'],
    },
  },
  {
    id: 'fr-other-agadez',
    language: 'fr',
    sector: 'other',
    country: 'NE',
    brief: {
      business_name: 'Association Tarbiyya',
      sector: 'bibliothèque ambulante',
      vision:
        'Je voudrais que les campements autour d’Agadez reçoivent des livres et des histoires une fois par mois, comme ils reçoivent le sel.',
      mission:
        'Deux chameaux et une malle : nous passons dans huit campements, nous lisons à voix haute en tamasheq et nous laissons vingt livres jusqu’au mois suivant.',
      target_audience: 'Enfants nomades et leurs grands-mères conteuses, loin de toute école.',
      differentiation:
        'Nous enregistrons aussi les contes des anciennes et nous les rapportons imprimés au passage suivant.',
      value_proposition: 'Parrainer une malle de livres pour un campement coûte 50 000 FCFA par an.',
      location: { city: 'Agadez', country: 'Niger' },
      services: ['Parrainage de malle', 'Enregistrement de contes'],
    },
  },
  {
    id: 'fr-other-port-gentil',
    language: 'fr',
    sector: 'other',
    country: 'GA',
    brief: {
      business_name: 'Fêtes de Mandji',
      sector: 'location de chapiteaux et sonorisation',
      vision: 'Qu’un mariage à Port-Gentil commence à l’heure, avec des chaises pour tout le monde.',
      mission:
        'Nous montons la veille, nous restons pendant la cérémonie avec un groupe électrogène de secours et nous démontons la nuit même.',
      target_audience:
        'Des familles qui organisent mariages et veillées, qui ont déjà vu le son tomber en panne au milieu du discours.',
      differentiation:
        'Un technicien reste sur place toute la fête. Si le son coupe plus de dix minutes, la location du son n’est pas facturée.',
      value_proposition: 'Chapiteau, chaises et son pour cent invités à 350 000 FCFA, montés la veille.',
      location: { city: 'Port-Gentil', country: 'Gabon' },
      services: ['Chapiteau', 'Sonorisation', 'Groupe électrogène'],
    },
  },
];
