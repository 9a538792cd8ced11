import type { SectorProposals } from './sector-proposals.js';

/** People who face the public at work, busy parents, and students and young mothers with little money. */
export const SALON_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon salon}, je veux que ceux qui travaillent face au public {à|dans ma ville} aient fière allure toute l'année sans abîmer leur peau ni leurs cheveux, et qu'un jour des débutants fassent la route pour se former chez nous.",
      pragmatic:
        "Je veux qu'un passage au salon ne mange plus une journée entière : {à|dans mon quartier}, les parents pressés viennent à leur heure, connaissent le prix avant de s'asseoir et repartent contents de ce qu'ils voient dans le miroir.",
      community:
        "Je rêve d'un fauteuil où l'on souffle : {à|dans mon quartier}, les étudiants et les jeunes mamans se sentent bien dans leur peau même avec une petite bourse, et des jeunes d'ici apprennent avec moi un métier qui nourrit.",
    },
    en: {
      ambitious:
        'With {name|my salon} I want people who face the public {in|in my town} to look sharp all year without paying for it with their skin or their hair, and one day I hope beginners will travel far to train gentle hands with us.',
      pragmatic:
        'A visit to the salon should not swallow a whole Saturday. I want busy parents {in|in my area} to come at their own hour, know the price beforehand and walk out pleased with themselves.',
      community:
        'I dream of a chair where anyone can breathe: {in|on my street} students and young mothers feel good about themselves on a small budget, and young people from nearby pick up a trade that feeds them.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Pour chaque personne, je tiens une fiche : j'y note sa peau ou ses cheveux, ce que j'ai appliqué et ce qu'elle en dit. Nous recevons ainsi les mêmes clients mois après mois {à|en ville}, et ils restent présentables sans avoir à y penser.",
      pragmatic:
        "Je reçois sur rendez-vous : j'annonce le prix et la durée, je nettoie mes outils sous les yeux de la personne et je préviens si je prends du retard. {À|Dans le quartier}, les parents organisent leur samedi au lieu de l'user sur un banc.",
      community:
        "Jour après jour {à|dans ma rue}, j'accueille des étudiants et de jeunes mamans, je leur montre comment entretenir le résultat à la maison, et je laisse un débutant s'exercer à mes côtés : on dépense moins, et on revient sans gêne.",
    },
    en: {
      ambitious:
        'I keep a card for each client with their skin or hair, what I used and how it turned out, and receive the same people month after month {in|in town}, so they stay neat without having to think about it.',
      pragmatic:
        'I work by appointment: price and time are told first, tools are cleaned where the client can watch, and a message goes out if I run late. That way parents {in|in the neighbourhood} plan their day and leave the waiting bench empty.',
      community:
        'Day after day I welcome students and young mothers {in|from the streets around}, show them how to care for the result at home and let a learner practise beside me; they spend less and come back without shyness.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        'Je vise les salariés qui reçoivent du public {à|en ville}, dans les banques, les boutiques ou les hôtels : ils doivent être impeccables et ne sont libres que le soir ou le samedi. Je vais me présenter là où ils travaillent, et je leur propose une somme fixe par mois.',
      pragmatic:
        "Je m'adresse aux parents qui travaillent {à|près d'ici} et en ont assez de perdre un samedi à attendre leur tour. Ils me joignent par WhatsApp, choisissent leur heure, et veulent bien payer un prix juste s'il ne change pas à la fin.",
      community:
        "Mes clients sont des étudiants et de jeunes mamans qui vivent {à|à deux pas} et renoncent au salon quand le mois est serré. Ils se passent mon numéro entre amis, viennent aux heures calmes, quand le tarif est plus doux, et peuvent étaler le prix d'un grand jour.",
    },
    en: {
      ambitious:
        'My clients meet the public {in|in town}, at bank counters, in shops and in hotels. They must look right on every working day, are free only in the evening or on Saturday, and hear of me when I call at their workplace; I suggest one fixed sum a month.',
      pragmatic:
        'I am here for parents with jobs {in|close by} who are tired of losing half a weekend to a queue. They book by WhatsApp, pick the hour, and will pay a fair rate as long as it does not grow at the till.',
      community:
        'Students and young mothers who live {in|a few steps away} come first for me, because they give up on the salon when money is short. They pass my number to friends, use the quiet hours when my rate is lower, and can spread the cost of a big day.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "La fiche que je tiens montre ce qui a été fait, avec quels produits, et comment la peau ou les cheveux l'ont supporté ; la personne peut la lire quand elle veut. Un autre salon {à|en ville} devrait tout réapprendre d'elle, et de telles notes ne se devinent pas.",
      pragmatic:
        "Je commence à l'heure, j'ouvre le flacon ou la lame devant la personne et je ne touche plus à un prix annoncé. {À|Par ici}, cela se vérifie à chaque visite, et il faut savoir refuser du monde les jours pleins, ce que peu de salons acceptent.",
      community:
        "Je montre à mes clients, miroir en main, comment entretenir eux-mêmes le résultat, même s'ils viennent ensuite moins souvent. {À|Dans mon quartier}, cette honnêteté amène les sœurs et les amis, et les salons qui ne pensent qu'à leur caisse n'oseront jamais m'imiter.",
    },
    en: {
      ambitious:
        'The card I keep shows what was done, with which products and how skin or hair took it, and the client may read it whenever they like. Another salon {in|in town} would have to learn all that from the beginning, and such notes cannot be guessed.',
      pragmatic:
        'I start on time, open the bottle or the blade in front of the client and never raise a price once it is said. Anyone {in|around here} can check that on each visit, and it means turning people away on busy days, which few salons will do.',
      community:
        'With a mirror in their hand, I teach clients to look after the result themselves, even if I then see them less often. {In|In my neighbourhood} that honesty brings sisters and friends, and a salon that only counts heads will never dare to follow.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux salariés qui reçoivent du public {à|en ville}, je réserve chaque mois la même heure pour leur entretien, à une somme fixe écrite d'avance : ils gardent bonne mine sans chercher ni attendre, et ce qui lâche entre deux passages, je le reprends sans supplément.",
      pragmatic:
        "Les parents qui travaillent {à|dans les parages} trouvent chez moi une coupe, une coiffure ou un soin à l'heure choisie, au prix affiché sur mon mur, fournitures comprises ; ils sauvent leur samedi, et je corrige gratuitement ce qui ne tient pas.",
      community:
        "{À|Dans mon quartier}, je garde les matinées calmes pour les étudiants et les jeunes mamans, à un tarif réduit affiché à l'entrée, avec un conseil pour faire durer le résultat ; on peut venir à plusieurs, et je retouche ce qui ne plaît pas.",
    },
    en: {
      ambitious:
        'For people who deal with the public {in|in town} I offer monthly upkeep at a reserved hour, for one sum fixed in writing: they look presentable with no searching and no queue, and whatever comes loose between two visits I put right without an extra charge.',
      pragmatic:
        'Working parents {in|in the area} can book a cut, a style or a treatment for the hour they choose, supplies included, at the rate shown on my wall; they keep their Saturday, and what does not hold I correct free of charge.',
      community:
        '{In|In my neighbourhood} I keep calm mornings for students and young mothers, at a lower rate posted by the entrance and with advice on making the result last; friends may come as a group, and I touch up anything they are unhappy with.',
    },
  },
};
