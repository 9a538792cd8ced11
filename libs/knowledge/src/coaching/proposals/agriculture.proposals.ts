import type { SectorProposals } from './sector-proposals.js';

/**
 * Fields, animals, fish and mills alike, so the goods stay unnamed: steady lots for kitchens, a weekly order for families,
 * and small lots for the women who sell at the market.
 */
export const AGRICULTURE_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        'Avec {name|ma ferme}, je veux que les cantines et les restaurants {à|de la ville} servent ce que notre terre donne avant les produits venus par bateau, et que des jeunes choisissent ce travail avec fierté plutôt que de le fuir.',
      pragmatic:
        "Je veux que chaque famille installée {à|à portée de ma ferme} sache d'où vient ce qu'elle mange : du frais, récolté ou préparé depuis peu, sans toute une file de revendeurs entre sa marmite et mon travail.",
      community:
        "Je rêve d'une campagne qui retient ses enfants : les femmes qui revendent {à|au marché} reçoivent leur juste part de la récolte, rien ne pourrit faute d'acheteur, et, chaque saison, je montre le travail à un jeune de plus.",
    },
    en: {
      ambitious:
        'With {name|my farm} I want canteens and restaurants {in|in town} to cook what our own land gives before they turn to imports, and I hope to see farming become something that a school leaver boasts about.',
      pragmatic:
        'I want families {in|within reach of my farm} to know the hands behind their supper, and to eat produce that has not spent days on a lorry, with no row of middlemen between the field and the pot.',
      community:
        "My dream is a countryside that young people stay in: women who retail {in|at the market} get a fair part of each harvest's worth, nothing rots for lack of a buyer, and every season I teach the work to a newcomer.",
    },
  },
  mission: {
    fr: {
      ambitious:
        "Je demande aux cantines et aux restaurants installés {à|en ville} ce qu'il leur faut mois par mois, je règle ma production sur ce calendrier, puis nous trions, pesons et livrons aux jours convenus : les cuisiniers savent sur quoi compter.",
      pragmatic:
        "Au début de la semaine, j'envoie par WhatsApp la liste de ce qui est prêt ; les familles qui vivent {à|tout près} commandent, je récolte ou je prépare la veille et je pèse devant elles : elles mangent frais et ne paient que ce qu'elles prennent.",
      community:
        "Dès l'aube, je prépare de petits lots avec les jeunes que je forme ; {à|sur place}, je les trie devant les vendeuses et nous fixons le prix ensemble. Elles partent tôt, avec moins de pertes au fond de la bassine.",
    },
    en: {
      ambitious:
        'I ask each canteen or restaurant {in|in town} what it will need in the months ahead, plant or raise to that calendar, then grade, weigh and bring the goods on agreed days, so that cooks can write their menus with confidence.',
      pragmatic:
        'Once a week I send out a WhatsApp list of what is ready, take orders from families {in|around the farm}, pick or prepare everything the day before and weigh it with them looking on; they eat fresh food and pay for nothing they did not choose.',
      community:
        'At first light the youngsters I train help me make up small lots for market women {in|from nearby}, sorted where they can see and priced by common agreement, so they are off to sell early and throw less away.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je m'adresse aux cantines d'école et aux petits restaurants situés {à|en ville}, qui souffrent des arrivages irréguliers et des sacs mal triés. Je vais voir les cuisiniers après le service, avec un échantillon, et ils peuvent payer en fin de mois, au prix convenu avant la saison.",
      pragmatic:
        "Mes clients sont des familles qui vivent {à|non loin d'ici}, se méfient de l'étal fané et des traitements cachés, et aiment voir qui produit. Elles me trouvent à la ferme ou dans un groupe WhatsApp de parents, et mettent dans leur commande une part raisonnable de l'argent des courses.",
      community:
        "Mes clientes sont les vendeuses de détail installées {à|au marché voisin}, qui partent de nuit chercher la marchandise et perdent ce qui se gâte en route. Je passe par leur doyenne, et elles peuvent payer une partie au chargement, l'autre quand la bassine est vide.",
    },
    en: {
      ambitious:
        'My buyers are school canteens and small restaurants {in|in town} that suffer from supplies that come and go and from badly sorted sacks. I see the cooks after service with a sample in hand, and they can pay at month end at a rate agreed before the season.',
      pragmatic:
        "Families who live {in|not far from here} are the ones I produce for: they distrust wilted stalls and hidden chemicals, and like to see who does the work. They reach me at the farm gate or in a parents' WhatsApp group, and can put a sensible part of the food money into a weekly order.",
      community:
        'I produce for women who sell by the heap {in|at the next market}; they travel at night to fetch stock and lose whatever spoils on the road. I meet them through their senior trader, and they can pay part at loading and the rest once the basin is empty.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Je mets sur chaque lot une étiquette avec la date, la parcelle ou le bâtiment et le nom du responsable, et le cuisinier peut venir vérifier. {À|Dans la région}, étaler la production pour livrer à date sûre demande des saisons d'essais et de notes, que l'argent seul ne remplace pas.",
      pragmatic:
        "Une fois par saison, ma ferme s'ouvre aux familles ; ma balance est tournée vers elles, et je dis quels traitements j'ai employés. {À|Par ici}, un revendeur qui mélange les sacs de plusieurs villages devrait changer toute sa façon d'acheter pour en dire autant.",
      community:
        "Avant la saison, les vendeuses choisissent avec moi ce que je vais produire, et le cahier où nous écrivons les lots et les prix est ouvert à toutes. {À|Dans la région}, un collecteur pressé de remplir son camion n'attend personne ; un tel accord se bâtit en revenant aussi après les mauvaises récoltes.",
    },
    en: {
      ambitious:
        'On each lot I put a label with the date, the plot or shed it came from and the person in charge, and cooks may come and check. {In|In this climate} spreading production so as to deliver on sure dates takes seasons of trial and notes, and money alone will not shorten them.',
      pragmatic:
        'My gate is open to families on a set day each season, my scale faces the customer and I say plainly which treatments were used. A reseller {in|in the area} who mixes sacks from several villages could not say as much without changing the way they buy.',
      community:
        'Market women decide with me before the season what I should grow or raise, and the book where we write lots and prices is open to them all. A collector {in|on the road} with a lorry to fill does not wait around; an agreement like ours means turning up after poor harvests too.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux cantines et aux restaurants installés {à|en ville}, je fournis aux jours convenus des lots triés et pesés, à un prix fixé par écrit pour la saison : ils cuisinent sans courir les marchés, et un lot qui déçoit à l'ouverture, je le remplace ou je le retire du compte.",
      pragmatic:
        "Pour les familles qui vivent {à|dans le coin}, je prépare chaque semaine une commande de ce que la ferme donne, à un prix affiché au poids ou à la pièce : elles ont du frais dont elles connaissent l'origine, et tout ce qui est abîmé à la remise, je le reprends.",
      community:
        "{À|Au marché voisin}, je fournis aux vendeuses de petits lots déjà triés, au prix décidé ensemble et affiché sur la caisse ; elles s'épargnent des heures de route, et si une partie arrive gâtée, nous la comptons devant témoin et la perte est pour moi.",
    },
    en: {
      ambitious:
        'Canteens and restaurants {in|in town} can have sorted, weighed lots from me on agreed days at a price set in writing for the season: cooks stop combing the markets, and a lot that disappoints when it is opened I replace or deduct.',
      pragmatic:
        'For families {in|round about} I put together a weekly order of whatever the farm is giving, at a price posted by weight or by piece. They know where their fresh food comes from, and I take back anything that is damaged when I hand it over.',
      community:
        '{In|In the market nearby} I supply women who sell by the heap with small lots already sorted, at a price we settle together and mark on the crate; they save hours on the road, and if part of it arrives spoilt we count it in the open and I bear the loss.',
    },
  },
};
