import type { SectorProposals } from './sector-proposals.js';

/** Celebrations, the short break of people at work, and the evening meal of mothers who come home late. */
export const RESTAURANT_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|ma cuisine}, je veux que les mariages et les baptêmes {à|de ma ville} se fêtent autour des saveurs du pays, présentées avec le soin d'un grand hôtel, et que nos recettes passent un jour pour le plus beau cadeau fait aux invités.",
      pragmatic:
        'Je veux que les gens qui travaillent {à|près de chez moi} ne sautent plus de repas faute de temps : ils trouvent tout de suite de quoi manger frais et propre, préparé le jour même, pour une somme que leur poche supporte.',
      community:
        "Je rêve d'une cuisine qui rassemble : {à|autour de moi}, les mères qui rentrent tard rapportent à la maison un bon repas sans toucher au feu, et les vendeuses du marché vivent un peu mieux de ce que je leur achète.",
    },
    en: {
      ambitious:
        'With {name|my kitchen} I want weddings and naming days {in|in my town} to be remembered for our own food, plated as finely as in a big hotel, until our recipes are the part of the feast that guests talk about longest.',
      pragmatic:
        'Nobody who works {in|around here} should have to skip lunch or gamble on their stomach. I want them to have a clean place close by, where the food was cooked that same day and costs what an ordinary day allows.',
      community:
        'My dream is a pot that brings people together: {in|in my neighbourhood} tired mothers carry home a proper supper, children eat well on a weekday, and the women who sell me vegetables earn a steadier living.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Avant chaque fête {à|en ville}, je fais goûter, j'écris le menu avec la famille, puis nous préparons, livrons et servons à l'heure dite : ceux qui invitent profitent de la fête au lieu de surveiller les marmites.",
      pragmatic:
        "Tous les matins, j'achète au marché ce qu'il faut pour la journée, je prépare tout avant midi et j'envoie le menu par WhatsApp ; les travailleurs {à|des environs} commandent d'avance et mangent sans faire la queue.",
      community:
        "L'après-midi, je cuisine dans de grandes marmites avec ce que vendent les femmes du marché, pendant que des jeunes apprennent à mes côtés ; le soir venu {à|dans ma rue}, les mères remplissent leur propre plat, se reposent, et la famille mange bien.",
    },
    en: {
      ambitious:
        'I sit down with each family before their celebration, let them taste and write the menu with them; then we cook, carry and serve at the agreed hour anywhere {in|in town}, so the hosts can dance with their guests.',
      pragmatic:
        'I shop at the market early, cook everything before noon and send the menu out by WhatsApp, so people who work {in|nearby} can order ahead and spend their break eating instead of queuing.',
      community:
        'In the afternoon I cook big pots from what the market women sell, with young people learning at my side, and when evening comes {in|to our street} mothers fill their own bowls: they rest, and the children still get home food.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je vise d'abord les familles qui préparent un mariage, un baptême ou une autre grande fête {à|en ville}, et qui craignent de manquer ou de servir froid devant leurs invités. Je les rencontre par les couturières et les loueurs de chaises, et nous fixons ensemble un budget par personne.",
      pragmatic:
        "Les employés et les commerçants qui travaillent {à|tout près} n'ont qu'une courte pause : ils veulent manger vite sans craindre pour leur ventre. Ils lisent mon menu sur WhatsApp, et peuvent mettre chaque jour le prix d'un repas simple.",
      community:
        "Je pense aux mères qui vendent ou travaillent toute la journée {à|dans le quartier} et n'ont plus la force de faire à manger le soir. Elles passent devant ma porte en rentrant, et celles que je connais peuvent payer à la fin de la semaine, sur un petit carnet.",
    },
    en: {
      ambitious:
        'I go first to families preparing a wedding, a naming or a funeral meal {in|in town}, who lie awake over whether the food will be enough and still hot. I get to know them through tailors and canopy renters, and together we settle a budget for each guest.',
      pragmatic:
        'My first customers are shop workers and office staff {in|around here}, with a short break and no wish to fall sick from lunch. They read my menu on WhatsApp in the morning, and can spend the price of a plain meal each working day.',
      community:
        'The person I cook for is a mother who trades or works all day {in|in this area} and comes home with no strength left for the stove. She passes my door on her way back, and once I know her she may settle at the end of the week in a small notebook.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Avant la fête, on goûte chez moi ce qui sera servi, et la feuille du menu, signée des deux côtés, dit les quantités et l'heure. {À|Dans cette ville}, bien servir beaucoup de monde d'un seul coup demande une organisation que personne n'apprend en un mois.",
      pragmatic:
        "Ma cuisine se voit pendant qu'on attend, et je préfère annoncer qu'il n'y a plus rien plutôt que de servir les restes de la veille. {À|Par ici}, les habitués remarquent si cette règle est tenue tous les jours, et il faut bien de la patience pour la tenir.",
      community:
        "Une ardoise à l'entrée dit chez quelle vendeuse ou quel maraîcher j'ai fait mes achats, et chacun peut aller lui demander. {À|Dans mon quartier}, ces liens tiennent parce que je paie un prix juste à chaque fois, et une enseigne venue d'ailleurs mettrait longtemps à les nouer.",
    },
    en: {
      ambitious:
        'Before the day, the hosts taste what will be served, and a menu sheet signed on both sides states the quantities and the hour. To feed a crowd well {in|in a busy town} takes an organisation that is learned party after party, and after each I write down what to do better.',
      pragmatic:
        "People can look into my kitchen while they wait, and when the pot is empty I say so, because yesterday's leftovers are not for sale. {In|Around here} regulars notice whether such a rule is kept on a bad day too, and few others keep it for long.",
      community:
        "A board by the entrance names the stall or the grower behind today's food, and anyone may go and ask them. I pay them fairly and on the day, and a newcomer {in|to the neighbourhood} would need a good while to earn the same trust.",
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux familles qui font la fête {à|en ville}, je propose de nourrir tous leurs invités avec un menu goûté d'avance, livré à l'heure et servi : le prix par personne est écrit à la commande, et un plat prévu qui manque n'est pas facturé.",
      pragmatic:
        "Aux employés et aux commerçants {à|d'à côté}, je sers un repas du jour prêt dès le début de la pause, au prix affiché à l'entrée : ils mangent sur place ou emportent sans attendre, et si l'assiette déçoit, je la reprends et je la refais.",
      community:
        '{À|Près de chez moi}, les mères achètent mon repas du soir au plat ou à la marmite, à un prix affiché, dans leur propre récipient et après avoir goûté une cuillère : tout le monde est servi dès le retour, et le compte peut attendre la fin de la semaine.',
    },
    en: {
      ambitious:
        'For families who celebrate {in|in town} I offer a full meal tasted beforehand, brought on time and served to their guests. The price per person is agreed in writing, and a dish that was promised and did not come is taken off the bill.',
      pragmatic:
        'People who work {in|close by} get a dish of the day that is ready when their break starts, so they lose no minute of it, at a price on the board outside, to eat here or carry away; if a plate disappoints, I take it back and cook it again.',
      community:
        '{In|In my neighbourhood} mothers buy my evening meal by the bowl or by the pot, at a price written by the door, and may taste a spoonful before deciding: supper is on the table soon after they get home, and the bill can wait until the week is over.',
    },
  },
};
