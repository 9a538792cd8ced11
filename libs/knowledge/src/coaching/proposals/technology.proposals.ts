import type { SectorProposals } from './sector-proposals.js';

/**
 * Whoever builds, installs, mends or teaches: a tool in stages for wholesalers and cooperatives, plain help for shopkeepers,
 * and women of small trades who learn on their own phones.
 */
export const TECHNOLOGY_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        'Avec {name|mon équipe technique}, je veux que les grossistes et les coopératives {country|du pays} travaillent avec des outils pensés chez nous, qui parlent nos langues et supportent notre réseau, et que les pays voisins nous les demandent un jour.',
      pragmatic:
        "Je veux que la technique cesse de faire peur aux commerçants installés {à|au marché} : un outil simple sur le téléphone qu'ils possèdent, des comptes du soir faciles à comprendre, et une personne qui répond quand l'écran se fige.",
      community:
        "Je rêve que les artisanes et les vendeuses qui travaillent {à|dans mon quartier} manient leur téléphone aussi bien que leurs outils, au lieu de s'en remettre à un neveu ou à un inconnu, et que des jeunes en fassent leur métier sans partir loin.",
    },
    en: {
      ambitious:
        'With {name|my tech team} I want wholesalers and cooperatives {country|across my country} to run on tools imagined at home, made for our languages and our patchy network, and good enough that the neighbours come asking for them.',
      pragmatic:
        'I want technology to stop frightening shopkeepers {in|in my area}: a simple tool on the phone they already own, evening accounts they can make sense of, and somebody who answers when the screen freezes.',
      community:
        'My dream is that craftswomen and traders {in|on my street} no longer hand their phone to a nephew or a stranger each time it gets difficult, and that youngsters find a trade in helping them.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Je commence par regarder travailler le grossiste ou la coopérative {à|sur place}, je livre l'outil par petites étapes, nous formons l'équipe sur ses propres dossiers et je sauvegarde ses données : elle retrouve commandes et paiements au même endroit.",
      pragmatic:
        "Je me rends chez les commerçants qui tiennent boutique {à|dans le quartier}, j'installe ou je répare ce qu'il faut à côté d'eux, je les laisse essayer, je dessine un aide-mémoire et je rappelle la semaine suivante : l'outil sert vraiment et ne finit pas au fond d'un tiroir.",
      community:
        '{À|Dans mon atelier}, je réunis artisanes et vendeuses en petits groupes, je pars de leur téléphone et de leur langue ; nous prenons une photo, rangeons un contact, protégeons un code, puis elles recommencent seules. Elles montrent mieux leur travail et se font moins piéger.',
    },
    en: {
      ambitious:
        'I begin by watching a cooperative or a wholesaler {in|in the field} at work, deliver the tool in small stages, train the team on its own files and back up its records, so orders and payments can be found in one place.',
      pragmatic:
        'I go to shopkeepers {in|in the area}, set up or repair what is needed by their side, let them try it themselves, leave a memo in pictures and call again the week after, so that they get real use out of it.',
      community:
        'I bring craftswomen and traders together {in|in my workshop} in small groups and start from their own phone and language: we take a picture, save a contact, protect a code, and then they do it alone. They show their work better and fall into fewer traps.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        'Je vise les grossistes et les coopératives installés {à|dans la région}, dont les commandes se perdent entre cahiers, appels et messages. Je les rencontre au dépôt ou à leur assemblée, et leur budget permet de payer par étapes, chacune réglée quand elle fonctionne.',
      pragmatic:
        "Mes clients sont des commerçants installés {à|au marché}, qui notent encore ventes et dettes sur papier, ou dont le matériel tombe en panne, et qui ont peur qu'un technicien les trompe. Ils voient mon affiche ou demandent au voisin, et peuvent payer au service ou par petit abonnement.",
      community:
        "Je travaille avec des artisanes et des vendeuses qui vivent {à|dans le quartier}, ont un téléphone, hésitent à s'en servir pour vendre et craignent l'arnaque. Je vais à la réunion de leur groupement, et chacune peut donner une petite participation à la séance.",
    },
    en: {
      ambitious:
        'My customers are wholesalers and cooperatives {in|in the region} whose orders get lost between notebooks, calls and messages. I meet them at the depot or at their general meeting, and their budget allows stage-by-stage payment, each stage due once it works.',
      pragmatic:
        'I serve shopkeepers {in|in my market} who still write sales and debts on paper, or whose equipment breaks down, and who are afraid of being fooled by a technician. They see my poster or ask a neighbour, and can pay by the job or through a small subscription.',
      community:
        'Craftswomen and traders {in|from my neighbourhood} who own a phone but hesitate to sell with it, for fear of fraud, are the people I work with. I go to the meeting of their group, and each can give a little for a session.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Avant de payer une étape, le client l'essaie réseau coupé, avec ses vrais dossiers, et le contrat dit que données et mots de passe sont à lui. {À|Dans la région}, je reste dans un seul type d'activité ; cette connaissance s'amasse client après client et ne se télécharge pas.",
      pragmatic:
        "Je rends la pièce usée ou les codes du compte, j'écris sur le reçu ce que j'ai fait, sans mot savant, et je dis quand une réparation n'en vaut pas la peine. {À|Par ici}, certains techniciens vivent de ce que le client ignore ; pour m'imiter, ils devraient y renoncer.",
      community:
        "Mes séances se donnent dans la langue du groupe, sur le téléphone de chacune, et personne ne repart avant d'avoir réussi sans aide. {À|Dans mon quartier}, je prends mes exemples chez celles qui exercent le métier, et une vidéo venue de loin ne saura jamais les écouter.",
    },
    en: {
      ambitious:
        'Clients try each stage with the network off and on their real files before paying, and the contract says that records and passwords are theirs. I stay within one kind of activity {in|in the region}, and that knowledge piles up client after client; nobody can download it.',
      pragmatic:
        'I hand back the worn part or the account with its codes, write what was done on the receipt in ordinary words, and say when a repair is not worth the money. Some technicians {in|around here} live by keeping people in the dark, and to copy me they would have to give that up.',
      community:
        'I teach in the language of the group, on the phone that each woman owns, and nobody leaves until she has done the thing unaided. My examples {in|in this neighbourhood} come from listening to those who practise the craft, something that a video from far away will never do.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux grossistes et aux coopératives installés {à|dans la région}, je propose un outil monté par étapes, avec un devis écrit pour chacune, formation et sauvegarde comprises : commandes et paiements se retrouvent, et une étape qui ne marche pas comme convenu n'est pas facturée.",
      pragmatic:
        "Pour les commerçants installés {à|au marché}, j'installe, je répare ou j'explique à un prix affiché par service : ils se remettent vite au travail, gardent un reçu détaillé, et si la même panne revient bientôt, je m'en occupe sans leur reprendre un sou.",
      community:
        "{À|Dans mon quartier}, je propose aux artisanes et aux vendeuses des séances pratiques sur leur propre téléphone, pour une participation affichée à l'entrée ; elles savent présenter leur travail, repèrent mieux l'arnaque, et peuvent refaire gratuitement une séance mal comprise.",
    },
    en: {
      ambitious:
        'Wholesalers and cooperatives {in|in the region} get a tool from me built in stages, with a written quote for each one, training and backup included: orders and payments are easy to find again, and a stage that does not work as agreed is not billed.',
      pragmatic:
        'For shopkeepers {in|in my market} I set up, repair or explain at a price posted for each service. They are soon back at work and hold a detailed receipt, and if the same fault shows up again shortly after, I see to it without taking another coin.',
      community:
        '{In|In my neighbourhood} I offer craftswomen and traders practical sessions on their own phones, for a contribution shown at the entrance; they learn to present their work and to spot a fraud, and may repeat without charge any session they did not follow.',
    },
  },
};
