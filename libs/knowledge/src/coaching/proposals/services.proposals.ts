import type { SectorProposals } from './sector-proposals.js';

/**
 * The trade holds repairers as well as advisers, so a job here may be a fault or a paper: houses that need care all
 * year, a single job done as it was told, and help for those who are easily cheated.
 */
export const SERVICES_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon entreprise}, je veux que les écoles, les cliniques et les auberges {à|de ma ville} confient leurs soucis à une équipe d'ici plutôt qu'à un bureau lointain, et que les meilleurs du métier n'aient plus besoin de partir pour bien gagner leur vie.",
      pragmatic:
        "Je veux que confier un travail à quelqu'un ne soit plus un pari : {à|autour de chez moi}, salariés et commerçants obtiennent un prix clair, un jour précis et une personne qui décroche encore après avoir été payée.",
      community:
        "Je rêve que personne ne reste seul devant une panne ou un papier difficile : {à|dans ce quartier}, les personnes âgées et les petites vendeuses viennent me voir, comprennent ce qu'on leur dit et ne se font plus avoir.",
    },
    en: {
      ambitious:
        'With {name|my company} I want schools, clinics and guesthouses {in|in my town} to hand their worries to a local team and no longer to a far-off office, so that the best people of the trade need not leave to make a decent living.',
      pragmatic:
        'I want hiring someone for a job to stop being a gamble: employees and shopkeepers {in|around here} should get a clear price, a fixed day and a person who still picks up the phone after being paid.',
      community:
        'In my dream nobody faces a breakdown or a confusing paper alone: {in|in this neighbourhood} old people and small traders have somebody to turn to who explains, and who does not take advantage of them.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Pour chaque école, clinique ou auberge que je suis {à|en ville}, j'ouvre un cahier : j'y écris ce que nous avons fait, ce qui attend et qui s'en charge. La direction sait où elle en est, et les ennuis sont pris à temps.",
      pragmatic:
        "{À|Dans le quartier}, j'écoute d'abord, je me déplace quand le travail le demande, j'écris un devis ligne par ligne, puis je donne des nouvelles jusqu'au bout : le client sait toujours ce qui se passe et ce qu'il paie.",
      community:
        "Je reçois {à|dans ma rue} les personnes âgées et les petites vendeuses, j'explique dans la langue qu'elles parlent, je fais avec elles ce qu'elles peuvent apprendre et je me charge du reste ; elles repartent le cœur léger.",
    },
    en: {
      ambitious:
        'For each school, clinic or guesthouse in my care {in|around town}, I keep a logbook of what we did, what is waiting and who sees to it, so the people in charge know where they stand and trouble is caught early.',
      pragmatic:
        '{In|In my part of town} I listen, go and see the place when the job calls for it, write a quote line by line and give news until the end, so customers always know what is going on and what they are paying for.',
      community:
        'I sit with old people and small traders {in|on my street}, explain in the language they speak, do together with them what they can learn and take care of the rest; they leave with a lighter heart.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je vise les écoles privées, les petites cliniques et les auberges situées {à|en ville}, où personne n'est là pour s'occuper de tout et où l'on cherche un nouveau numéro à chaque ennui. Je demande à voir la direction, et je propose un montant fixe par trimestre.",
      pragmatic:
        "Mes clients sont des salariés et des commerçants qui vivent {à|dans les environs} et redoutent de verser une avance à quelqu'un qu'on ne revoit plus. Un ami leur donne mon numéro, ou ils lisent mon panneau, et ils préfèrent payer moitié au début, moitié à la fin.",
      community:
        "Je pense aux personnes âgées et aux petites vendeuses qui hésitent à pousser la porte d'un bureau {à|du centre-ville} et que l'on trompe parfois. Je les rencontre à l'église, à la mosquée ou au marché, et je demande peu à la fois, selon ce que leur semaine a rapporté.",
    },
    en: {
      ambitious:
        'My customers are private schools, small clinics and guesthouses {in|in town} that have nobody to see to everything and hunt for a new person at each problem. I ask to meet the head, and suggest one fixed sum for the term.',
      pragmatic:
        'I work for employees and shopkeepers who live {in|in the surroundings} and dread giving a deposit to someone who disappears. They get my number from a friend or from my sign, and would rather pay half at the start and half at the end.',
      community:
        'My people are old neighbours and small traders who do not dare to enter an office {in|in the centre} and are sometimes cheated. I meet them at church, at the mosque or in the market, and ask for little at a time, as their week allows.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Après chaque visite, je laisse une trace écrite que la direction peut relire, et c'est la même personne qui revient, nom et numéro affichés à l'accueil. Connaître une maison dans ses détails prend des mois : {à|en ville}, un rival moins cher repartirait de rien.",
      pragmatic:
        "Mon devis dit aussi ce que je ne ferai pas, et si un travail me dépasse, je le reconnais et j'indique quelqu'un d'autre. {À|Par ici}, cette franchise coûte des commandes au début, et aucun concurrent pressé ne la garde assez longtemps pour se faire un nom.",
      community:
        "On me trouve toujours à la même place, on peut s'asseoir, redemander autant qu'il faut et repartir avec la réponse écrite en mots simples. {À|Dans mon quartier}, les anciens envoient leurs proches à qui les a respectés, et aucune affiche n'achète cela.",
    },
    en: {
      ambitious:
        'After each visit I leave a written trace that the head can read again, and the same person comes back, with name and number posted at reception. To know a house in detail takes months, and a cheaper rival {in|in town} would start from nothing.',
      pragmatic:
        'My quote also says what is not included, and when a job is beyond me I admit it and point to somebody else. {In|Around here} such frankness costs orders at first, and few people keep it up long enough to make a name with it.',
      community:
        'I am found at the same spot, and people may sit down, ask again as often as they need and leave with the answer written in simple words. {In|In my neighbourhood} elders send their relatives to whoever treated them with respect, and no poster buys that.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux écoles, cliniques et auberges situées {à|en ville}, je garantis chaque trimestre des visites fixées d'avance, un cahier à jour, un prix écrit pour toute la période et un numéro pour l'urgence. La direction n'a plus à chercher, et une visite manquée n'est pas payée.",
      pragmatic:
        'Pour les salariés et les commerçants qui vivent {à|dans les environs}, je règle un problème précis avec un devis écrit, un jour fixé et un reçu ; le prix annoncé reste le prix payé, et si le défaut revient, je reprends le travail sans nouvelle facture.',
      community:
        '{À|Dans mon quartier}, je rends service aux personnes âgées et aux petites vendeuses pour une somme modeste affichée à ma porte, payable peu à peu : elles comprennent ce qui est fait, gardent un papier signé et peuvent revenir avec leurs questions.',
    },
    en: {
      ambitious:
        'I offer schools, clinics and guesthouses {in|in town} a follow-up by the term: visits set in advance, a logbook, a price in writing for the whole period and a number for emergencies. Heads need not search any more, and a visit I miss is not charged.',
      pragmatic:
        'For employees and shopkeepers {in|in the surroundings} I settle one definite problem with a written quote, a set day and a receipt; the price told is the price paid, and if the fault returns I do the work again without a new bill.',
      community:
        '{In|In my neighbourhood} I help old people and small traders for a modest sum posted at my door and payable little by little: they understand what is being done, keep a signed paper, and may come back with any question.',
    },
  },
};
