import type { SectorCoaching } from '../sector-coaching.js';

export const ECOMMERCE_COACHING: SectorCoaching = {
  sector: 'ecommerce',
  examples: {
    vision: {
      fr: [
        "Je rêve que les familles de San-Pédro paient leur riz, leur huile et leur savon au prix d'Abidjan, parce que nous aurons appris à acheter ensemble et à nous passer des intermédiaires inutiles.",
        "J'ai grandi au milieu des pots d'argile, et je veux voir dans cinq ans une potière des villages autour de Bobo-Dioulasso vendre chaque semaine à Ouagadougou sans quitter son atelier, et montrer à ses enfants qu'on peut vivre de ses mains.",
        "À Brazzaville, où l'on aime tant la belle tenue, je veux que les jeunes s'habillent avec fierté chez nos propres couturiers plutôt qu'avec des copies venues de loin, et que l'élégance fasse vivre le quartier.",
      ],
      en: [
        'I want mothers in Kakamega to buy school shoes, mattresses and pots at Nairobi prices without a night on the bus, and to spend the saved fare on their children.',
        'I picture the day when the basket weavers around Bolgatanga sell straight to homes in Accra and Kumasi, set their own price, and see their daughters choose the craft freely.',
        'My dream is that office workers in Dar es Salaam wear kitenge to work every Friday, cut by tailors of Temeke, and that finding the right piece takes them less time than scrolling through imported clothes.',
      ],
    },
    mission: {
      fr: [
        "Chaque lundi je relève les prix de gros au marché de Kaolack, je regroupe les commandes reçues par message et je livre le mercredi en tricycle, ce qui fait gagner aux ménages le prix d'un sac de charbon par mois.",
        "Nous photographions les bijoux des forgerons d'Agadez dans leur atelier, nous écrivons avec eux l'histoire de chaque croix et nous expédions à Niamey deux fois par semaine : l'acheteur sait qui a fait l'objet, et le forgeron est payé le jour même.",
        "Depuis Owendo, nous essayons chaque chauffe-biberon et chaque poussette avant la mise en vente, nous filmons l'essai et nous livrons les jeunes parents après dix-huit heures, pour qu'ils achètent une seule fois et sans mauvaise surprise.",
      ],
      en: [
        'We measure customers by video call, send the sketch to one of five tailors in Nyamirambo and bring the dress to the door within eight days, so busy women own clothes that fit without a single trip to the workshop.',
        'Every morning my team in Kano checks tins and packets for date and seal, bundles a week of groceries and hands them over at four pick-up points, saving civil servants the Saturday crush in the market.',
        "I collect soap and honey from women's groups around Kumba on Tuesdays, test and label each batch, and ship on Thursdays to families in Douala, who get a product with a name and a date instead of a guess.",
      ],
    },
    clientele: {
      fr: [
        "Les institutrices de Kankan, payées en fin de mois, qui cherchent des tissus et des sacs convenables sans attendre le voyage d'une cousine à Conakry. Je montre mes arrivages dans leur groupe de collègues, et elles disposent d'environ 150 000 francs guinéens par trimestre.",
        "Je vends aux femmes de mineurs de Kolwezi, qui veulent équiper leur cuisine pour longtemps, car la casserole bon marché perce en une saison. Elles m'entendent à la radio locale et me voient le dimanche après la messe ; elles peuvent payer 90 000 francs congolais en trois fois.",
        "De jeunes mamans de Tokoin qui reprennent le travail et n'ont plus le temps de courir à Assigamé pour les couches et le lait. La sage-femme du quartier leur donne mon numéro, et leur panier tourne autour de 12 000 FCFA par semaine.",
      ],
      en: [
        'Young couples moving into their first flat in Umoja, who need curtains, a gas ring and a table that all arrive together. They see my notice with the estate caretakers and keep 15,000 shillings for the move.',
        'I sell to wedding aunties in Uyo who must find forty yards of the same lace on time. They send a voice note after seeing my samples in church, and they can pay 9,000 naira a yard.',
        'Final-year students in Koforidua who need one smart outfit for a presentation and own almost nothing formal. I find them through the hall representatives, and they can put down 120 cedis in two parts.',
      ],
    },
    differentiation: {
      fr: [
        "Chaque bogolan de ma boutique porte le nom de la teinturière de Ségou et une courte vidéo du bain de boue, que le client regarde avant de payer. J'ai vécu quatre ans auprès de ces familles, qui me réservent leurs plus belles pièces par accord signé.",
        "Je publie mes factures d'achat à côté de mes prix de vente : à Makepe, chaque mère voit ce que je gagne sur son carton de savon. Un commerçant qui vit de prix cachés devrait changer tout son métier pour en faire autant.",
        "Nous gardons une fiche de mesures par client depuis sa première robe, et sur nos deux dernières saisons à Porto-Novo presque aucun vêtement n'est revenu. Ces centaines de fiches, corrigées une à une à la main, un nouveau venu mettrait des années à les réunir.",
      ],
      en: [
        'From Tanga I sell solar lamps only after burning each one for twelve hours on my own bench, and the test sheet with its serial number goes in the box. I am a trained electrician; traders who only move cartons have neither the bench nor the years.',
        'Each basket we sell carries the recorded voice of its weaver telling what the pattern means, and a copy of what she was paid. The sixty weavers around Huye own shares in the shop, so they have no reason to supply anyone else.',
        'My mother traded wax print in Makola for thirty years and taught me to tell a true print by its smell and its edge; I film that check for each piece. Such fingers are not for sale, and her old suppliers answer only to our family.',
      ],
    },
    offre: {
      fr: [
        "Aux familles de Guédiawaye qui préparent la rentrée, je livre un cartable complet selon la liste du maître pour 14 500 FCFA, vérifié article par article devant elles : l'enfant a tout le premier jour, sinon j'apporte moi-même ce qui manque à l'école.",
        "Je livre et je monte chez les jeunes ménages de Cocody une table basse faite par un menuisier de Grand-Bassam, à 65 000 FCFA tout compris : ils ont enfin un meuble solide qui raconte quelque chose, avec sept jours pour changer d'avis.",
        "J'habille les choristes et les demoiselles d'honneur de Kinshasa d'un ensemble en pagne prêt en quatre tailles, à 110 000 francs congolais, pour qu'elles soient assorties sans trois essayages ; la retouche est comprise et l'échange se fait sur place.",
      ],
      en: [
        'Each month I bring families of five in Ilorin a box of staples at 48,000 naira, with the rice, beans, garri and oil weighed in front of them, which takes the month-end worry off the table; I make up any short measure double.',
        'For women in Machakos who love bold colours, I cut a work dress in sizes 8 to 24 at 2,800 shillings, and my rider brings a second size to try on the spot: they keep the one that flatters them and hand back the other.',
        'I send coffee lovers in Moshi half a kilo roasted that very week by a grower they can visit, for 14,000 shillings; they drink what used to leave on a ship, and I replace at once a bag that tastes flat.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        "Qu'est-ce que les gens de ta ville n'arrivent pas encore à acheter à un prix juste ?",
        "Si ta boutique marche, qui d'autre que toi en vivra mieux ?",
      ],
      en: [
        'What can people in your town still not buy at a fair price?',
        'If your shop does well, who besides you will live better from it?',
      ],
    },
    mission: {
      fr: [
        "Que devient une commande, du message reçu jusqu'au colis remis ?",
        'Comment choisis-tu un article, et que vérifies-tu avant de le vendre ?',
      ],
      en: [
        'What becomes of an order, from the first message to the knock on the door?',
        'How do you pick an article, and what do you check before it goes on sale?',
      ],
    },
    clientele: {
      fr: [
        "Qui a acheté chez toi en dernier, et qu'avait cette personne cherché en vain ailleurs ?",
        "Préfère-t-elle payer d'avance, à la livraison ou en plusieurs fois ?",
      ],
      en: [
        'Who bought from you last, and what had that person looked for in vain elsewhere?',
        'Do they prefer to pay first, on delivery or in parts?',
      ],
    },
    differentiation: {
      fr: [
        "D'où vient ta marchandise, et pourquoi te la donne-t-on à toi plutôt qu'à un autre ?",
        "Comment l'acheteur voit-il avant de payer que l'article est bien celui de la photo ?",
      ],
      en: [
        'Where do your goods come from, and why do they come to you and to nobody else?',
        'How can buyers tell before paying that the article is the one in the picture?',
      ],
    },
    offre: {
      fr: [
        'Quel article mettrais-tu seul en vitrine, et combien coûte-t-il une fois livré ?',
        'Que proposes-tu si la taille ne va pas ou si le colis arrive cassé ?',
      ],
      en: [
        'Which single article would you put in the window, at what price once delivered?',
        'What happens if the size is wrong or the parcel arrives broken?',
      ],
    },
  },
  seasons: {
    fr: [
      'La rentrée fait partir les cartables, les chaussures et les uniformes, puis les bourses restent serrées un moment.',
      'Les semaines avant la Tabaski et avant Noël sont les plus chargées pour les habits, les tissus et la vaisselle.',
      "La paie fait monter les commandes, qui retombent à mesure que le mois s'étire.",
      'Après une bonne récolte, les campagnes achètent plus volontiers ce qui se garde longtemps.',
    ],
    en: [
      'Back-to-school weeks move bags, shoes and uniforms, and pockets stay tight for a while afterwards.',
      'Before Eid and Christmas people buy clothes, fabric and gifts, and couriers are overloaded.',
      'Orders rise just after salaries arrive and thin out as the month drags on.',
      'Once a good harvest is sold, rural customers spend on things that last.',
    ],
  },
  proofs: {
    fr: [
      "une vidéo de l'article filmée le jour de la commande",
      'le colis ouvert devant le livreur avant le paiement',
      "le nom de l'artisan ou du fournisseur sur l'étiquette",
      'un message de suivi à chaque étape du trajet',
      'les retours acceptés, racontés par ceux qui en ont fait un',
      'le même prix pour tous, affiché sous la photo',
    ],
    en: [
      'a clip of the article filmed on the day of the order',
      'a parcel that may be opened before payment',
      "the maker's or supplier's name on the label",
      'a message at each stage of the journey',
      'stories from people who sent something back',
      'one price for all, shown under the picture',
    ],
  },
};
