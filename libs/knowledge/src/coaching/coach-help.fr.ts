import type { CoachTexts } from './coach-texts.js';

/** French help questions. A choice is only begun, so that nobody sends it as an answer. */
export const FRENCH_HELP: CoachTexts['help'] = {
  vision: [
    {
      question: "Qu'est-ce qui te fait mal au cœur quand tu regardes autour de toi ?",
      hint: "Un rêve part souvent d'une gêne que l'on a vue de près.",
      choices: [
        "Des familles qui n'arrivent pas à trouver…",
        'Des jeunes qui ont du talent mais…',
        'Un savoir de chez nous qui disparaît parce que…',
      ],
    },
    {
      question: 'Dans cinq ans, qui viendra te remercier ?',
      hint: 'Un visage rend le rêve plus facile à raconter.',
      choices: [
        'Une mère de famille qui pourra enfin…',
        "Des apprentis à qui j'aurai…",
        'Les habitants de mon quartier, parce que…',
      ],
    },
    {
      question: "Jusqu'où veux-tu que ce changement se sente ?",
      hint: 'Tu as le droit de commencer petit, il suffit de dire où.',
      choices: [
        "D'abord dans ma rue et autour, à…",
        'Dans toute ma ville, parce que…',
        'Entre mon village et la ville de…',
      ],
    },
  ],
  mission: [
    {
      question: "Que se passe-t-il chez toi entre l'ouverture et la fermeture ?",
      hint: "Les gestes de tous les jours parlent mieux qu'un grand mot.",
      choices: [
        'Le matin, je prépare…',
        "Quand quelqu'un arrive, je commence par…",
        'Avant de fermer, je vérifie que…',
      ],
    },
    {
      question: 'Avec quoi la personne repart-elle ?',
      hint: 'Un travail se reconnaît à ce qui reste après lui.',
      choices: [
        'Elle a gagné du temps, parce que…',
        'Elle dépense moins, car maintenant…',
        "Elle rentre plus tranquille, puisqu'elle…",
      ],
    },
    {
      question: 'Quelle règle respectes-tu même les jours où il y a du monde ?',
      hint: 'Deux règles bien tenues suffisent pour que les gens reviennent.',
      choices: [
        'Je ne livre jamais sans avoir…',
        "Je dis toujours d'avance…",
        'Même en retard, je prends le temps de…',
      ],
    },
  ],
  clientele: [
    {
      question: 'Qui as-tu déjà aidé, même gratuitement ?',
      hint: 'Ta première clientèle est peut-être déjà dans ton téléphone.',
      choices: [
        'Une voisine qui cherchait…',
        "Quelqu'un de ma famille qui voulait…",
        "Une vendeuse du marché qui n'arrivait pas à…",
      ],
    },
    {
      question: 'À quel moment cette personne a-t-elle le plus besoin de toi ?',
      hint: "Connaître le bon moment, c'est savoir où l'attendre.",
      choices: ['Les jours de marché, quand…', 'Tôt le matin, avant de…', 'À la fin du mois, dès que…'],
    },
    {
      question: 'Que peut-elle payer sans se priver ?',
      hint: 'Un prix juste se mesure à la poche du client.',
      choices: [
        'Chaque jour, une petite somme : environ…',
        'Une fois par mois, autour de…',
        "Pour une fête ou une rentrée, jusqu'à…",
      ],
    },
  ],
  differentiation: [
    {
      question: 'Sur quoi les gens te demandent-ils conseil ?',
      hint: 'Ce qui te semble facile est parfois rare pour les autres.',
      choices: [
        "On m'appelle quand il faut…",
        'Dans ma famille, on fait ce métier depuis…',
        "J'ai mis longtemps à apprendre à…",
      ],
    },
    {
      question: "Que peux-tu montrer tout de suite à quelqu'un qui doute ?",
      hint: "Ce que l'on voit de ses yeux vaut mieux qu'un long discours.",
      choices: [
        'Des photos, avant et après, de…',
        'Un cahier où les clients ont écrit…',
        'Un petit essai, pendant lequel…',
      ],
    },
    {
      question: 'De quoi un voisin aurait-il besoin pour faire comme toi ?',
      hint: 'Ce qui demande du temps ou de la confiance te protège.',
      choices: [
        'Il lui faudrait des années pour…',
        "Il n'aurait pas les mêmes fournisseurs, parce que…",
        'Il devrait gagner la confiance de…',
      ],
    },
  ],
  offre: [
    {
      question: 'Que poserais-tu en premier sur la table, devant un client ?',
      hint: 'Une chose bien expliquée se retient mieux que dix mélangées.',
      choices: [
        "Ce que je vends d'abord, c'est…",
        "Le service que je réussis le mieux, c'est…",
        'Pour commencer, je propose seulement…',
      ],
    },
    {
      question: "Qu'est-ce qui change pour l'acheteur dès le lendemain ?",
      hint: "C'est ce changement qu'il paie, plus que l'objet.",
      choices: ["Il n'a plus besoin de…", 'Il économise…', 'Il peut enfin…'],
    },
    {
      question: 'Quel est ton prix, et que fais-tu en cas de souci ?',
      hint: 'Un prix clair et une garantie simple rassurent avant de payer.',
      choices: [
        'Le prix de départ est de…',
        "On paie en deux fois : d'abord…",
        'Si quelque chose ne va pas, je…',
      ],
    },
  ],
};
