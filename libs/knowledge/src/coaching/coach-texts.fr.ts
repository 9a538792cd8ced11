import { FRENCH_HELP } from './coach-help.fr.js';
import type { CoachTexts } from './coach-texts.js';

/** What the coach says in French. No form agrees with the person spoken to, whose gender is not known. */
export const FRENCH_COACH: CoachTexts = {
  welcome:
    "Bonne arrivée ! Je suis ton coach. En cinq petites étapes, on va mettre ton idée au clair, avec tes mots à toi. Pas besoin de belles phrases, et tu peux t'arrêter ou corriger quand tu veux.",
  welcomeBack:
    "Te revoilà, ça fait plaisir ! Tes réponses sont bien gardées. On reprend là où la conversation s'est arrêtée.",
  stepName: {
    vision: 'Vision',
    mission: 'Mission',
    clientele: 'Clientèle',
    differentiation: 'Différence',
    offre: 'Offre',
  },
  goal: {
    vision: 'Dire quel changement tu veux voir autour de toi, et dans la vie de qui.',
    mission: 'Décrire ce que ton activité fait, jour après jour, pour y arriver.',
    clientele: 'Choisir les personnes que tu serviras avant toutes les autres.',
    differentiation:
      'Trouver ce que les gens viennent chercher chez toi et qui ne se copie pas du jour au lendemain.',
    offre: 'Résumer ta promesse au client dans une phrase que chacun comprend du premier coup.',
  },
  question: {
    vision: {
      beginner:
        "Parlons de ton rêve, tranquillement. Grâce à ton activité, qu'est-ce qui va s'améliorer dans la vie des gens ? Dis-moi aussi de quelles personnes et de quel endroit tu parles.",
      intermediate:
        "Imagine ton activité dans cinq ans. Qu'est-ce qui a changé, pour qui, et dans quel quartier, quelle ville ou quelle région ?",
      expert: 'Ta vision à cinq ans : quel impact, pour quel public, sur quel territoire ?',
    },
    mission: {
      beginner:
        "Raconte-moi une journée de travail, comme autour d'un thé. Que fais-tu, de quelle façon, et qu'est-ce que la personne servie y gagne ?",
      intermediate:
        'Concrètement, que fait ton activité chaque jour, avec quelle méthode, pour qui, et quel résultat ces personnes obtiennent-elles ?',
      expert: 'Ta mission en une phrase : quelle action, quelle méthode, quels bénéficiaires, quel gain ?',
    },
    clientele: {
      beginner:
        "Pense à la toute première personne que tu veux servir. Qui est-ce, qu'est-ce qui lui complique la vie, et où peux-tu la rencontrer ? Ajoute ce qu'elle peut payer.",
      intermediate:
        'Quel groupe de personnes passe en premier ? Décris sa vie, son problème principal, les endroits où tu le trouves et ce que ces gens peuvent dépenser.',
      expert:
        "Ton segment prioritaire : quel profil, quel problème à résoudre, quels canaux d'accès, quel pouvoir d'achat ?",
    },
    differentiation: {
      beginner:
        "D'autres font peut-être déjà un travail proche du tien. Que fais-tu autrement, à quoi ça se voit, et pourquoi est-ce difficile de t'imiter vite ?",
      intermediate:
        "Que trouve-t-on chez toi et nulle part ailleurs ? Dis la différence, ce qui la montre, et ce qui empêche quelqu'un de la copier en un an.",
      expert:
        "Ton avantage concurrentiel : sur quel axe, avec quelles preuves, derrière quelles barrières à l'entrée ?",
    },
    offre: {
      beginner:
        "Quelqu'un s'arrête et demande ce que tu vends. Que réponds-tu, en une ou deux phrases : c'est pour qui, ça apporte quoi, ça coûte combien ?",
      intermediate:
        "Essaie cette forme : j'aide telle personne à obtenir tel résultat grâce à tel produit. Quel est le prix, et qu'est-ce qui rassure avant de payer ?",
      expert:
        'Ta proposition de valeur : quelle cible, quel bénéfice clé, quel produit, quel prix, quelle garantie ?',
    },
  },
  followUps: {
    vision: [
      'Dans cinq ans, que verra-t-on en poussant ta porte ?',
      'Dans ta rue, qui remarquera la différence avant les autres ?',
      "Qu'as-tu vécu pour que ce sujet te tienne autant à cœur ?",
    ],
    mission: [
      'Quel est ton premier geste, une fois la journée commencée ?',
      'Quelles sont les deux choses que tu promets à chaque client, sans exception ?',
      "Si tu fermais demain, qu'est-ce qui manquerait aux gens ?",
    ],
    clientele: [
      "Comment cette personne se débrouille-t-elle aujourd'hui, sans toi ?",
      "Où passe-t-elle dans la semaine : le marché, le bureau, l'église, la mosquée, WhatsApp ?",
      "Qu'est-ce qui lui donnerait envie de revenir le mois suivant ?",
    ],
    differentiation: [
      "Quel savoir-faire as-tu reçu, et qui te l'a transmis ?",
      "Qu'est-ce que les gens disent déjà de ton travail ?",
      'Si la même chose ouvrait en face de chez toi, pourquoi les clients resteraient-ils ?',
    ],
    offre: [
      'Quel résultat le client verra-t-il avant tout le reste ?',
      "Que fais-tu quand quelqu'un n'est pas content ?",
      'Comment paie-t-on chez toi : en une fois, par semaine, par Mobile Money ?',
    ],
  },
  missing: {
    vision: {
      what: "Quand ton activité marchera bien, qu'est-ce qui ne sera plus comme avant ?",
      who: "Dans la vie de qui verra-t-on ce changement : des mamans, des élèves, des cultivateurs, d'autres personnes ?",
      where: 'Ce rêve commence où : dans un quartier, une ville, un village, toute une région ?',
    },
    mission: {
      what: 'Que fais-tu de tes mains ou de ta tête, concrètement, du matin au soir ?',
      how: "Comment t'y prends-tu, étape par étape, quand quelqu'un vient te voir ?",
      who: 'Ce travail de tous les jours, pour quelles personnes le fais-tu ?',
      gain: "Qu'est-ce que la personne servie a en plus quand elle repart : du temps, de l'argent, la santé, la tranquillité ?",
    },
    clientele: {
      who: 'Si tu devais montrer une seule personne dans la rue, ce serait qui : quel âge, quel travail, quelle vie ?',
      need: "Qu'est-ce qui fatigue ou inquiète ces clients, et que toi, tu peux arranger ?",
      where:
        'Où rencontres-tu tes clients pour leur parler : un marché, une gare routière, une école, un groupe WhatsApp ?',
      how_much: 'Combien un client peut-il dépenser chez toi, par visite ou par mois, même à peu près ?',
    },
    differentiation: {
      what: 'Quelle est la chose que tu fais et que les autres, autour de toi, ne font pas ?',
      proof: "Comment quelqu'un qui ne te connaît pas peut-il vérifier que c'est vrai ?",
      hard_to_copy: "Si une personne riche voulait faire pareil dès demain, qu'est-ce qui lui manquerait ?",
    },
    offre: {
      what: 'Que reçoit le client, exactement, contre son argent ?',
      who: 'Qui doit entendre parler de cette offre en premier ?',
      gain: "Une fois l'achat fait, qu'est-ce qui va mieux pour le client ?",
      how_much: 'Ça coûte combien, ou à partir de combien ?',
      proof:
        "Avant de payer, qu'est-ce qui peut rassurer un client : un essai, une photo, un remboursement ?",
    },
  },
  pattern: {
    vague: {
      vision:
        "Ne pas savoir, c'est normal au début. Qu'est-ce qui te touche le plus : des familles qui mangent ou se soignent mieux, des jeunes qui gagnent leur vie, ou un savoir du pays qui reste vivant ?",
      mission:
        "Partons du plus simple. Ton travail, c'est surtout fabriquer quelque chose, rendre un service, ou apporter un produit là où il manque ?",
      clientele:
        'Faisons un premier choix ensemble. Tu te vois plutôt servir un parent qui gère la maison, un jeune qui démarre dans la vie, ou une petite entreprise du coin ?',
      differentiation:
        "Cherchons dans ce que tu as déjà. Ta force vient plutôt d'un savoir-faire appris tôt, de ta façon d'accueillir, ou de gens qui te font confiance ?",
      offre:
        "Mettons une image dessus. On te paie pour un objet que l'on emporte, pour un travail que tu fais à la place des gens, ou pour apprendre quelque chose ?",
    },
    everybody: {
      vision:
        "C'est généreux de penser à tout le monde ! Mais un rêve se voit mieux avec un visage. Si la vie d'une seule personne devait changer, ce serait celle de qui ?",
      mission:
        "Une porte ouverte à tous, d'accord. Demain matin, une seule personne entre la première : qui est-ce, et que fais-tu pour elle ?",
      clientele:
        'Qui veut servir tout le marché court dans tous les sens. Choisis une personne que tu connais vraiment : quel est son âge, son métier, son souci de tous les jours ?',
      differentiation:
        "Chacun a ses raisons de choisir. Prends une personne précise qui hésite entre toi et le voisin : qu'est-ce qui la décide à venir chez toi ?",
      offre:
        'Une promesse se fait les yeux dans les yeux. Choisis une personne, une seule : qui est-ce, et que lui promets-tu ?',
    },
    money_only: {
      vision:
        "Bien gagner sa vie, c'est un bon but, et il faut que ça paie. À part le revenu, qu'est-ce qui te donne envie de te lever pour cette idée ?",
      mission:
        'Tu as raison de vouloir vivre de ton travail. En dehors de la caisse, à quoi sert ta journée pour les gens qui viennent te voir ?',
      clientele:
        "Un client qui paie bien, tout le monde en rêve. Qu'est-ce qui lui manque aujourd'hui, à ce client, et que tu peux lui apporter ?",
      differentiation:
        "Ce que tu gagnes, le client ne le voit pas. Lui, que trouve-t-il d'utile chez toi qu'il n'a pas ailleurs ?",
      offre:
        "Le prix, c'est ta part ; regardons maintenant la part du client. En échange de son argent, qu'est-ce qui devient plus facile ou meilleur pour lui ?",
    },
    several_at_once: {
      vision:
        "Quel élan, c'est une chance ! Les autres idées attendront leur tour. Laquelle changerait le plus de choses si tu commençais par elle ?",
      mission:
        'Deux mains ne remuent pas cinq marmites à la fois. Parmi tout ce que tu veux faire, par quoi commences-tu cette année ?',
      clientele:
        "Plusieurs sortes de clients, c'est possible plus tard. Laquelle a le plus besoin de toi en ce moment ?",
      differentiation:
        "Une longue liste de qualités s'oublie vite. Si tes clients n'en répétaient qu'une à leurs voisins, ce serait laquelle ?",
      offre:
        "Devant un étal trop chargé, l'acheteur hésite. Quelle est la seule chose que tu mettrais devant, bien en vue, pour commencer ?",
    },
  },
  openings: {
    vision: [
      'Je voudrais que, dans mon quartier, les familles puissent…',
      "D'ici cinq ans, les jeunes de ma ville auront…",
      "Ce que je ne veux plus voir autour de moi, c'est…",
    ],
    mission: [
      'Chaque matin, mon travail consiste à…',
      'Les gens viennent me voir quand ils ont besoin de…',
      "Ma manière de travailler, c'est de…",
    ],
    clientele: [
      'Je pense à une personne de mon quartier qui, chaque semaine, doit…',
      'Les gens que je veux servir se retrouvent souvent à…',
      "Le plus dur pour mes clients, aujourd'hui, c'est…",
    ],
    differentiation: [
      'Contrairement aux autres, moi je…',
      "Ce que je sais faire, je l'ai appris…",
      'On revient chez moi parce que…',
    ],
    offre: [
      "J'aide les personnes qui veulent…",
      'Quand on me paie, on repart avec…',
      "Si le client n'est pas content, je…",
    ],
  },
  criterion: {
    what: 'ce que tu fais ou ce qui change',
    who: "à qui tu t'adresses",
    where: 'où ça se passe, où sont les gens',
    how: "ta façon de t'y prendre",
    need: 'ce qui leur manque ou les gêne',
    gain: 'ce que les gens y gagnent',
    how_much: 'le prix, ou ce que les gens peuvent payer',
    proof: 'ce qui montre que la promesse est tenue',
    hard_to_copy: "pourquoi c'est difficile à copier",
  },
  met: (evidence) => `Tu l'as dit : « ${evidence} ».`,
  notMet: {
    vision: {
      what: 'On ne voit pas encore ce qui va changer.',
      who: 'On ne sait pas qui vivra mieux grâce à toi.',
      where: "L'endroit n'est pas dit.",
    },
    mission: {
      what: 'Le travail de chaque jour reste à décrire.',
      how: "Ta façon de faire n'apparaît pas encore.",
      who: 'On ignore pour quelles personnes tu travailles.',
      gain: "Ce que les gens y gagnent n'est pas dit.",
    },
    clientele: {
      who: "On n'arrive pas encore à imaginer une vraie personne.",
      need: "Le problème que tu règles n'est pas nommé.",
      where: 'On ne sait pas où rencontrer ces clients.',
      how_much: "On n'a aucune idée de ce qu'ils peuvent payer.",
    },
    differentiation: {
      what: 'On ne sait pas ce que tu fais autrement.',
      proof: "Rien ne permet encore de vérifier que c'est vrai.",
      hard_to_copy: 'On ne voit pas ce qui empêche de te copier.',
    },
    offre: {
      what: "Ce que l'on achète chez toi n'est pas encore clair.",
      who: "On ne devine pas à qui c'est destiné.",
      gain: "Il manque ce que l'achat améliore pour le client.",
      how_much: "Aucun prix n'est donné, même à peu près.",
      proof: "Il n'y a pas encore de quoi rassurer avant de payer.",
    },
  },
  encouragements: [
    "Merci, c'est noté.",
    'Merci de me raconter ça.',
    "J'ai bien lu, merci.",
    'Merci, je te suis.',
    'Petit à petit, on avance ensemble.',
    'Bien reçu, on continue.',
    'Merci pour le temps que tu prends.',
    "C'est bien d'en parler avec tes mots.",
  ],
  saidBack: (answer) => `Voici ce que je retiens : « ${answer} »`,
  transition: {
    vision:
      'Voilà pour ta vision. Maintenant, ta mission : ce que tu fais chaque jour pour que ce changement arrive.',
    mission: 'Ta mission est notée. Passons à ta clientèle : les gens que tu veux servir en premier.',
    clientele:
      "Pour ta clientèle, c'est fait. L'étape suivante, c'est ta différence : pourquoi venir chez toi et pas ailleurs.",
    differentiation:
      'Ta différence est enregistrée. Il reste ton offre : la promesse que tu fais à la personne qui te paie.',
    offre: 'Ton offre est posée, et les cinq étapes avec elle. Relisons tout ensemble avant la suite.',
  },
  keptWeak:
    'Je garde ta réponse pour avancer. Elle est encore un peu floue ; tu pourras la compléter quand une idée te viendra.',
  keptAsIs: "D'accord, je garde tes mots tels quels. Tu peux y revenir à tout moment.",
  skipped:
    'Pas de souci, ça arrive. En attendant, je mets une réponse courante dans ton métier ; remplace-la dès que tu peux.',
  thinking: 'Je lis ta réponse…',
  unjudged:
    "Cette fois, je n'ai pas pu analyser ta réponse. Je la garde comme tu l'as écrite, et on continue.",
  otherLanguage:
    'On dirait que tu écris dans une autre langue. Ici, on échange en français : réponds avec tes mots de tous les jours, les fautes ne comptent pas.',
  examplesIntro: "Pour t'inspirer, voici ce que d'autres pourraient dire. Ta réponse à toi sera différente :",
  recap: {
    intro: "Voici ton projet tel que je l'ai compris, une ligne par étape :",
    missing: "Pour finir, il manque encore ceci ; je préfère te le demander que l'inventer :",
    nothingMissing: 'Il ne manque rien pour écrire ta fiche de projet.',
    confirm: 'Si tout est juste, confirme. Sinon, dis-moi quelle étape corriger et on la reprend.',
    contradiction:
      "Regarde ces points, ils semblent se contredire. Rien n'est bloqué, c'est toi qui décides :",
    fields: {
      business_name: "Comment s'appelle ton activité, même si le nom peut encore changer ?",
      sector: 'Dans quel domaine travailles-tu : cuisine, coiffure, commerce, transport, autre chose ?',
      city: 'Dans quelle ville ou quel village se trouve ton activité ?',
      country: 'Dans quel pays travailles-tu ?',
      services: 'Quels produits ou services proposes-tu, un par un ?',
      contact: 'Comment les clients peuvent-ils te joindre : téléphone, WhatsApp, e-mail ?',
    },
  },
  completed:
    "C'est fait : ta fiche de projet est écrite, à partir de tes réponses. Tu peux encore la corriger, ou lancer la suite quand tu veux.",
  help: FRENCH_HELP,
  tradeProofs: (proofs) => `Dans ton métier, les gens se fient souvent à ceci : ${proofs}.`,
  tradeSeason: (season) => `Pense aussi aux saisons de ton métier. ${season}`,
  proposals: {
    title: {
      ambitious: 'Voir grand',
      pragmatic: 'Commencer simple',
      community: 'Grandir avec son quartier',
    },
    justification: {
      ambitious: 'Cette version vise loin ; elle donne de la force, mais demande du temps et des soutiens.',
      pragmatic: 'Celle-ci part de ce que tu peux faire tout de suite, avec peu de moyens.',
      community: 'Ici, les gens autour de toi passent devant : voisins, familles, apprentis.',
    },
    advice: 'Prends celle qui te ressemble le plus, puis remplace les mots et les chiffres par les tiens.',
  },
};
