import type { SectorProposals } from './sector-proposals.js';

/** Parcels for families far from the markets, goods that mothers can trust, and neighbours who buy together. */
export const ECOMMERCE_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|ma boutique}, je veux permettre aux familles installées loin des grands marchés, {country|partout dans le pays}, d'acheter à distance sans peur : dans cinq ans, commander chez nous leur semblera aussi sûr que de toucher l'article sur l'étal.",
      pragmatic:
        "Je veux qu'une mère de famille trouve {à|près de chez elle} le bon article du premier coup, au prix écrit dessus, sans courir tout le marché ni rentrer avec un faux.",
      community:
        "Je rêve d'une boutique qui fait circuler l'argent entre nous : {à|dans mon quartier}, les voisins achètent ensemble pour payer moins, et ceux qui fabriquent sur place ont une étagère où se faire connaître.",
    },
    en: {
      ambitious:
        'With {name|my shop} I want families {country|all over the country} who live far from the big markets to buy from a distance without fear, until in five years ordering from us feels as safe as holding the goods in their hands.',
      pragmatic:
        'I want a mother {in|in my area} to find the right thing at the first try, at the price written on it, rather than walk the whole market and go home with a fake.',
      community:
        'My dream is a shop that keeps money moving among us: {in|in my neighbourhood} households buy together and pay less, and small makers nearby get a shelf where people discover them.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Depuis mon local {à|en ville}, je filme chaque article avant l'envoi, je l'emballe, je donne le contact du transporteur et je suis le colis jusqu'au retrait : les familles éloignées savent ce qu'elles ont payé et où cela se trouve.",
      pragmatic:
        "Toute la journée, je réponds aux messages, je mets de côté l'article demandé et je le livre {à|dans le quartier} ou le garde pour qui préfère passer ; la cliente regarde, essaie, puis paie, et elle emporte vraiment ce qu'elle voulait.",
      community:
        "{À|Dans ma rue}, je réunis les commandes de plusieurs foyers, j'achète en gros, je partage devant tout le monde et je place devant ce que fabriquent les gens du coin : chaque famille économise et sait à qui va son argent.",
    },
    en: {
      ambitious:
        "From my base {in|in town} I film each item before it leaves, pack it, pass on the driver's contact and follow the parcel until it is collected, so families upcountry know what they paid for and where it is.",
      pragmatic:
        'I answer messages through the day, set the item aside and bring it to homes {in|in the area} or keep it for whoever prefers to come by; customers look, try and only then pay, so what they take home is what they wanted.',
      community:
        '{In|On my street} I gather orders from several homes, buy in bulk, share everything out with all of them watching and give local makers the front shelf; each family saves and can see whose work its money rewards.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je vends aux familles qui vivent loin des grands marchés et demandent toujours à un cousin {à|en ville} d'acheter pour elles, faute de savoir à qui se fier. Elles me découvrent dans les groupes WhatsApp, et peuvent verser une part à la commande, le reste au retrait du colis.",
      pragmatic:
        "Je vise les mères qui habitent {à|tout près} et tiennent le budget de la maison : elles n'ont pas le temps de marchander à chaque étal et craignent la contrefaçon. Elles m'écrivent sur WhatsApp ou passent me voir, et mettent un peu de côté chaque mois pour ces achats.",
      community:
        "Mes premières clientes sont les femmes des tontines {à|de mon quartier}, qui veulent de bonnes choses pour la maison mais ont rarement toute la somme d'un coup. Je viens à leur réunion avec des échantillons, et elles paient par petites parts jusqu'au jour du partage.",
    },
    en: {
      ambitious:
        'I sell to families far from the big markets who still ask a cousin {in|in town} to shop for them, because they cannot tell which seller to trust. They find me in WhatsApp groups, and can pay part when they order and the rest when they collect.',
      pragmatic:
        'My customer is the mother who lives {in|close by} and runs the household purse: she has no hours to bargain at every stall and worries about fakes. She writes to me on WhatsApp or comes by, and puts a little aside each month for such things.',
      community:
        'Women in the savings groups {in|of my neighbourhood} come first: they want good things for the home but seldom hold the whole sum at once. I bring samples to their meeting, and they pay bit by bit until the day we share out.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Avant l'envoi, je montre en vidéo l'article même qui va voyager, pas une image prise ailleurs, et le client peut encore dire non. {À|En ville}, on vend souvent sur une simple photo ; filmer, emballer et suivre chaque colis est une méthode longue à mettre en place.",
      pragmatic:
        "Avant de payer, on touche et on essaie tout devant moi, et mes prix sont écrits sur les articles, les mêmes pour le voisin et pour l'inconnu. {À|Par ici}, cela finit par se savoir, et celui qui fixe les siens à la tête du client aura du mal à me suivre.",
      community:
        "Quand nous achetons en gros, la facture est posée sur la table et chaque foyer voit sa part. {À|Dans mon quartier}, ce sont les voisines qui comptent avec moi, et un vendeur qui ne connaît personne devrait d'abord gagner leur confiance.",
    },
    en: {
      ambitious:
        'I show each buyer a video of the very item that will travel, with its flaws if it has any, and they may still say no. Plenty of sellers {in|in town} work from a borrowed picture; filming, packing and following all parcels is a method that takes long to build.',
      pragmatic:
        'With me people touch and try things before they pay, and the tag shows one price for the neighbour and for the stranger. {In|Around here} word of that gets out, and a trader who prices by the look of the customer will struggle to follow.',
      community:
        'When we buy in bulk the invoice lies on the table and each household sees its share. {In|In my neighbourhood} the buyers count along with me, and a seller who knows nobody would first have to win them over.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "J'envoie aux familles éloignées l'article choisi sur vidéo, à un prix tout compris dit avant le paiement, avec des nouvelles jusqu'au retrait : elles s'épargnent le voyage {à|en ville}, et si le colis ne contient pas ce qu'elles ont vu, je le reprends et je rends l'argent.",
      pragmatic:
        "Pour les mères qui vivent {à|dans le coin}, je tiens prêts des articles contrôlés avant la vente, à un prix affiché, à prendre sur place ou à recevoir chez elles : pas de journée perdue au marché, et un échange simple tant que rien n'a servi.",
      community:
        "{À|Dans mon quartier}, je propose d'acheter à plusieurs : un prix affiché qui baisse quand d'autres foyers s'ajoutent, des parts pesées ou comptées devant eux, un paiement par petites sommes ; ce qui est abîmé, je le remplace avant le partage.",
    },
    en: {
      ambitious:
        'I send families upcountry the item they chose on video, at a full price told before any payment and with news until they collect it. That spares them the journey, and if what arrives is not what they saw, I fetch it again and return the money.',
      pragmatic:
        'For mothers {in|around here} I stock goods that are checked before they are sold, at a posted price, to collect or to receive at home: no day lost in the market, and a simple exchange as long as the item is unused.',
      community:
        '{In|In my neighbourhood} I offer buying together: a posted price that goes down when more homes join, portions weighed or counted in front of them, and payment in small sums; anything damaged I replace before we share out.',
    },
  },
};
