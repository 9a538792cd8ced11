import type { SectorProposals } from './sector-proposals.js';

/** Also what an unknown trade is offered: nothing here supposes a product. */
export const OTHER_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon activité}, je veux montrer {à|dans ma ville} qu'un petit métier bien tenu peut devenir une vraie maison : dans cinq ans, des jeunes y apprendront à travailler et les petits patrons ne chercheront plus ailleurs.",
      pragmatic:
        'Je veux que les familles qui vivent {à|autour de moi} trouvent tout près un travail sérieux, expliqué avec des mots clairs, sans perdre une journée à chercher ni découvrir le prix à la fin.',
      community:
        "Je rêve d'un travail qui profite d'abord aux voisins : {à|dans mon quartier}, les mères de famille ne portent plus tout sans aide, et chaque bonne saison me permet d'accueillir un apprenti de plus.",
    },
    en: {
      ambitious:
        'With {name|my business} I want to show people {in|in my town} that a small trade run well can become a real house: within five years young people will learn their work here, and small firms will no longer look elsewhere.',
      pragmatic:
        'I want families who live {in|around me} to find serious work close to home, explained in clear words, without losing a day in search of it or learning the price only at the end.',
      community:
        'I dream of work that serves the neighbours first: {in|on my street} mothers no longer carry everything without help, and every good season lets me take in one more apprentice.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Chaque semaine, je passe chez les petites entreprises installées {à|en ville}, je travaille selon une liste de gestes écrite et je note ce qui reste à faire ; le patron est servi avec le même soin toute l'année et n'a rien à surveiller.",
      pragmatic:
        "J'écoute la famille qui m'appelle {à|dans le quartier}, je dis le prix et le délai, puis je fais le travail moi-même et je préviens dès qu'il est fini : elle organise sa journée sans courir après moi.",
      community:
        "{À|Dans mon quartier}, je commence par saluer et écouter, je montre aux mères de famille comment je m'y prends, et je confie à des jeunes d'ici ce qu'ils peuvent apprendre ; elles reçoivent l'aide de mains qu'elles connaissent.",
    },
    en: {
      ambitious:
        'Every week I call on small firms {in|across town}, work from a written list of steps and note what remains to be done, so that owners get the same care all year and have nothing to watch over.',
      pragmatic:
        'I listen to the family that calls me {in|in the area}, tell them the price and the day, do the work myself and send word when it is finished, so they can plan around it and need not chase me.',
      community:
        '{In|In my area} I greet and listen first, show mothers how I go about the work, and hand to local youngsters whatever they are ready to learn; homes get help from hands they know.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je veux servir les petits patrons installés {à|en ville}, qui ont besoin de quelqu'un de régulier et manquent de temps pour chercher. Je vais les voir à leur comptoir, et je leur propose de payer un peu chaque mois plutôt qu'une grosse somme.",
      pragmatic:
        'Mes premiers clients sont les parents qui travaillent toute la journée {à|près de chez moi} : il leur faut une personne sûre, joignable par WhatsApp, et un tarif qui entre dans le budget du mois.',
      community:
        "Je pense d'abord aux mères de famille qui portent tout {à|dans mon quartier} et n'osent pas appeler un inconnu. Je les rencontre au marché ou à la tontine, et elles peuvent régler en plusieurs fois si le mois est dur.",
    },
    en: {
      ambitious:
        'I want to serve owners of small firms {in|in town} who need somebody steady and have no time to search. I visit them at their counter, and they can pay a little each month in place of one large sum.',
      pragmatic:
        'My first customers are parents who work all day {in|close to where I live}: they need a person they can rely on and reach by WhatsApp, at a rate that fits the household budget.',
      community:
        'I think first of the mothers who hold everything together {in|in my neighbourhood} and do not dare to call a stranger. I meet them at the market or the savings group, and in a hard month they can pay in parts.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Avant de commencer, j'écris avec le client le résultat attendu, et à la fin nous le vérifions ensemble sur une feuille qu'il garde. Faire cela à chaque commande {à|dans toute la ville} exige une rigueur que l'on n'imite pas du jour au lendemain.",
      pragmatic:
        "Je réponds moi-même au téléphone, je viens à l'heure dite et je préviens si quelque chose change : cela se voit dès la première fois. {À|Par ici}, une parole tenue longtemps ne se copie pas en une semaine.",
      community:
        "Chez moi, on peut entrer, regarder travailler et poser ses questions avant de décider. {À|Dans mon quartier}, je forme des jeunes que tout le monde voit grandir, et quelqu'un qui vient de loin ne peut pas acheter ces liens.",
    },
    en: {
      ambitious:
        'Before I start, the customer and I write down the result we expect, and at the end we check it together on a sheet they keep. Doing so for each job {in|in the whole town} takes a discipline that nobody picks up overnight.',
      pragmatic:
        'I answer the phone myself, arrive when I said and warn people if something changes, which anyone can see from the first visit. {In|Around here} a word kept for a long time is not copied in a week.',
      community:
        'At my place you may walk in, watch the work and ask questions before you decide. {In|In my neighbourhood} I train youngsters whom everybody sees growing up, and somebody from far away cannot buy those ties.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux petites entreprises installées {à|en ville}, je propose un suivi toute l'année au lieu d'un coup de main isolé : des visites régulières, un prix fixé par écrit, et je reprends sans supplément ce qui n'est pas conforme à notre feuille.",
      pragmatic:
        "{À|Dans mon quartier}, j'aide les parents pressés à régler vite ce qui les gêne, avec un prix annoncé avant de commencer et un seul numéro à appeler ; si quelque chose ne va pas, je reviens le corriger.",
      community:
        "Je propose aux ménages qui vivent {à|autour de chez moi} un service de voisinage : un tarif simple écrit à ma porte, la possibilité de se grouper pour partager les frais, et le reste ne se paie qu'une fois le travail vu.",
    },
    en: {
      ambitious:
        'To small firms {in|in town} I offer care all year round in place of a single helping hand: regular visits, a price fixed in writing, and I redo at no extra charge whatever does not match our sheet.',
      pragmatic:
        '{In|In my area} I help busy parents to settle quickly what troubles them, with a price told before I begin and one number to call; if something is not right, I come back and correct it.',
      community:
        'I offer households {in|around my home} a service between neighbours: a simple rate written on my door, the choice to group together and share the cost, and the balance is due only once the work has been seen.',
    },
  },
};
