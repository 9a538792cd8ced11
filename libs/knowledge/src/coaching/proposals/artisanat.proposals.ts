import type { SectorProposals } from './sector-proposals.js';

/** Small series for shops and hotels, one piece for a great day, and new life for what homes already own. */
export const ARTISANAT_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon atelier}, je veux que les boutiques et les hôtels {à|de ma ville} montrent des pièces nées ici plutôt que des copies d'usine, et que ce savoir-faire nourrisse une nouvelle génération au lieu de s'éteindre.",
      pragmatic:
        "Je veux qu'une famille qui commande une pièce {à|dans mon quartier} la reçoive telle qu'elle l'a imaginée, et au jour promis : plus de fête gâchée par un retard, plus de finition qui lâche au premier usage.",
      community:
        "Je rêve que les gestes de nos aînés restent vivants {à|dans mon quartier} : les enfants s'arrêtent pour regarder, des jeunes en font leur métier, et même un foyer modeste peut garder ou réparer une belle chose.",
    },
    en: {
      ambitious:
        'With {name|my workshop} I want shops and hotels {in|in my town} to show pieces born here in place of factory copies, and a new generation to live from this skill instead of watching it fade.',
      pragmatic:
        'I want families who order something handmade {in|around here} to receive it as they pictured it and on the promised day, with no feast spoiled by a delay and no finish that gives way at first use.',
      community:
        'I would love the skills of our elders to stay alive {in|in my neighbourhood}, so that a youngster can make a living from them and even a modest home can mend a fine thing instead of throwing it away.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Je dessine de petites séries avec chaque boutique ou hôtel, je choisis la matière chez ceux qui la produisent, et, {à|à l'atelier}, nous terminons chaque pièce à la main : l'acheteur a une histoire vraie à raconter et la même qualité à chaque commande.",
      pragmatic:
        "Dans mon atelier {à|du quartier}, je prends les mesures ou je fais le croquis avec le client, j'écris la date sur un reçu et j'envoie une photo à chaque étape : la famille corrige à temps et ne court pas derrière sa commande.",
      community:
        "Semaine après semaine {à|dans ma rue}, je répare, je transforme ou je fabrique à partir de ce que les voisins apportent, et des jeunes s'exercent près de moi : les ménages dépensent moins, et le geste passe de main en main.",
    },
    en: {
      ambitious:
        'I design small series together with each shop or hotel, choose materials from the people who produce them, and {in|in the workshop} we finish all pieces by hand; buyers get a true story to tell and the same quality each time.',
      pragmatic:
        'At my bench {in|in the area} I measure or sketch with the customer, write the date on a receipt and send a picture at each stage, so families can correct me in time instead of running after their order.',
      community:
        'Week after week I mend, transform or make things {in|on my street} from what neighbours bring, and let youngsters practise near me: homes spend less, and the skill passes from hand to hand.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je m'adresse aux boutiques et aux petits hôtels installés {à|en ville}, qui cherchent des pièces que l'on ne voit pas partout et un atelier qui livre à la date dite. Je pose mes échantillons sur leur comptoir, et je fais un tarif de gros selon la quantité.",
      pragmatic:
        "Je travaille pour les familles qui préparent une fête ou une nouvelle maison {à|dans les environs} et qui ont peur du retard, ou d'un résultat différent du modèle. Elles m'envoient une photo par WhatsApp et s'accordent avec moi sur une avance, puis sur le reste à la remise.",
      community:
        'Mes clients sont des ménages modestes qui vivent {à|à côté}, tiennent à leurs affaires et ne peuvent pas racheter du neuf. Ils me voient travailler devant ma porte, et peuvent payer par petites sommes ou apporter eux-mêmes la matière.',
    },
    en: {
      ambitious:
        'My customers are small hotels and shops {in|in town} that want pieces not seen everywhere and a maker who delivers on the day agreed. I lay my samples on their counter, and give a wholesale rate that depends on the quantity.',
      pragmatic:
        'Families getting ready for a celebration or a new home {in|nearby} come to me uneasy about delays and about a result unlike the model. They send me a picture on WhatsApp, and can pay a deposit and then the balance on delivery.',
      community:
        'I work for modest households {in|from next door} that care for their things and cannot buy new. They see me busy outside my door, and may pay in small sums or bring the material themselves.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Chaque pièce porte une étiquette avec le prénom de qui l'a faite, la matière et son origine, et l'acheteur peut venir nous voir travailler {à|à l'atelier}. Une usine copie une forme ; elle ne copiera jamais une main, ni nos liens avec ceux qui préparent la matière.",
      pragmatic:
        "Le client garde le croquis et voit une photo à chaque étape, il compare donc le résultat à ce qui était promis. {À|Par ici}, refuser une commande quand le mois est plein demande du courage ; je m'y tiens, et c'est ainsi que je respecte mes dates.",
      community:
        "Devant mon atelier, on m'apporte une pièce usée, on me regarde la reprendre et l'on apprend un peu du geste. {À|Dans mon quartier}, on connaît les mains qui travaillent, et aucun article d'importation n'offre cela, même moins cher.",
    },
    en: {
      ambitious:
        'On every piece a label gives the first name of its maker, the material and where it came from, and buyers may visit us at work {in|in the workshop}. A factory can copy a shape; it cannot copy a hand, or our ties with those who prepare the material.',
      pragmatic:
        'Customers keep the sketch and see a picture at each stage, so they can hold the result against the promise. I also refuse orders when my month is full, which takes nerve {in|around here}, and that is how I keep my dates.',
      community:
        'People may bring me a worn piece, watch me rework it and learn a little on the way. {In|In my neighbourhood} they know the hands that work for them, and no imported article gives them that, however cheap.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux boutiques et aux petits hôtels {à|de la place}, je propose de courtes séries à leur goût, avec un échantillon d'abord, un tarif de gros écrit et une date ferme : leurs visiteurs découvrent du neuf, et toute pièce mal finie, je la remplace.",
      pragmatic:
        "Quand une famille prépare un grand jour {à|dans les environs}, je réalise pour elle une pièce sur mesure d'après sa photo ou son idée, à un prix inscrit sur le reçu avec la date ; elle l'essaie ou l'examine avant de payer le reste, et je reprends ce qui ne va pas.",
      community:
        '{À|Dans mon quartier}, je redonne vie à ce que les ménages possèdent déjà : le prix de chaque travail est affiché, on peut fournir sa matière et payer par petites sommes, et si la réparation lâche, je la refais sans frais.',
    },
    en: {
      ambitious:
        'I offer small hotels and shops {in|in this town} short series to their taste, with a sample first, a wholesale rate in writing and a firm date: their own visitors find something new, and I replace any badly finished piece.',
      pragmatic:
        'For families preparing a great day {in|nearby} I make one piece to measure from their photo or idea, at a price put on the receipt with the date. They try or examine it before paying the balance, and I rework what is not right.',
      community:
        '{In|In my neighbourhood} I give new life to what households already own: the price of each kind of work is posted, they can bring material and pay in small sums, and if a repair gives way I do it again free.',
    },
  },
};
