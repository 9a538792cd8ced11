import type { SectorProposals } from './sector-proposals.js';

/**
 * A trade for those who left school, help for pupils who fall behind, and evenings for grown-ups. A job, a diploma or a
 * mark is never promised.
 */
export const EDUCATION_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon centre}, je veux que les jeunes sortis de l'école sans métier {à|dans ma ville} sachent faire ce que les patrons cherchent, et qu'un jour l'on vienne d'autres villes apprendre avec nous.",
      pragmatic:
        "Je veux qu'un enfant qui décroche {à|dans le quartier} retrouve l'envie d'apprendre : des groupes où chacun ose lever la main, des leçons tirées de la vie de tous les jours, des parents tenus au courant.",
      community:
        "Je rêve que ceux qui ont quitté l'école trop tôt {à|autour de moi} n'aient plus honte devant un papier : une vendeuse lit sa facture sans aide, un apprenti sait ce qu'il signe, et chacun aide ensuite le suivant.",
    },
    en: {
      ambitious:
        'With {name|my centre} I want school leavers without a trade {in|in my town} to become the able hands that employers come looking for, until learners travel here from other towns to study with us.',
      pragmatic:
        'No child who falls behind {in|in my area} should decide that learning is for others. I want groups small enough to raise a hand in, lessons drawn from everyday life, and parents who know how things are going.',
      community:
        'I dream that people {in|around me} who left school too soon will no longer feel shame before a sheet of paper: traders and apprentices reading, counting and signing with full understanding, then helping the next person along.',
    },
  },
  mission: {
    fr: {
      ambitious:
        "Les jeunes apprennent avec moi par la pratique {à|dans mes locaux} : je montre le geste, chacun l'essaie sur un vrai travail, je note ses progrès et je l'emmène observer un professionnel. Ils repartent avec un savoir-faire qu'ils peuvent montrer.",
      pragmatic:
        "Après l'école, je reçois de petits groupes d'élèves {à|dans ma salle}, je cherche avec chacun où il s'est perdu, je lui fais refaire l'exercice à voix haute et j'envoie un mot aux parents en fin de semaine : l'enfant reprend confiance et la famille suit.",
      community:
        'Le soir {à|dans ma cour}, je pars de la langue que parlent les vendeuses et les apprentis, puis de leurs factures et de leurs messages ; nous lisons, comptons et écrivons ensemble, et ils se débrouillent mieux le lendemain au travail.',
    },
    en: {
      ambitious:
        'Young people learn by doing {in|on my premises}: I show the skill, they try it on a real piece of work, I write down how each one is getting on and take them to watch a professional, so they leave able to show what they can do.',
      pragmatic:
        'When school is over I teach small groups {in|in my room}, look with each pupil for the spot where they got lost, let them solve the exercise aloud and send parents a note at the weekend; confidence comes back and the family can follow.',
      community:
        '{In|In my yard} I begin each evening with the language that traders and apprentices speak, then with their own receipts and messages; we read, count and write together, and the next day they manage better at work.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je vise les jeunes qui ont quitté l'école {à|dans ma ville}, veulent un métier et ne trouvent que des cours trop théoriques. Je vais à leur rencontre sur les terrains de sport et après la prière, et leurs familles peuvent payer par tranches, au rythme de leurs rentrées.",
      pragmatic:
        "Je m'adresse à des parents qui vivent {à|dans le quartier}, rentrent tard, voient les notes baisser et ne peuvent pas aider aux devoirs. Nous faisons connaissance à la sortie de l'école, et ils peuvent régler chaque mois, juste après la paie.",
      community:
        "Mes élèves sont des vendeuses et des apprentis qui travaillent {à|par ici}, connaissent leur métier mais butent sur une facture ou un formulaire. Je les rencontre par les patrons d'atelier et les tontines, et ils peuvent donner une petite somme par soirée.",
    },
    en: {
      ambitious:
        'I am looking for young people {in|in my town} who left school early, want a trade and find only courses that never leave the blackboard. I go to meet them on sports grounds and after prayers, and their families can pay in parts as money comes in.',
      pragmatic:
        'Parents {in|in the neighbourhood} who come home late, see marks going down and cannot sit over homework are the ones I teach for. We get talking at the school gate, and they can pay each month just after payday.',
      community:
        'My learners are traders and apprentices {in|from here} who know their job well yet stumble over an invoice or a form. I reach them through workshop masters and savings groups, and a small sum per evening is what they can give.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Chez moi, chaque jeune tient un carnet où figure ce qu'il a réussi seul, et un patron peut le lire avant de le prendre à l'essai. {À|En ville}, les grandes écoles remplissent leurs salles ; la porte ouverte des ateliers se gagne visite après visite, et cela ne se copie pas.",
      pragmatic:
        "J'accepte peu d'enfants à la fois, les parents peuvent assister à une séance sans prévenir, et le cahier montre ce qui était faux, puis compris. {À|Par ici}, il est tentant d'ajouter des chaises ; suivre ainsi chaque élève demande une année de notes qu'un nouveau venu n'a pas.",
      community:
        "J'enseigne avec les papiers que chacun apporte, dans sa langue d'abord, et l'on voit si la leçon a servi quand il relit sa propre facture. {À|Dans mon quartier}, mes exemples viennent de la vie des gens, et un manuel acheté ailleurs ne peut pas les remplacer.",
    },
    en: {
      ambitious:
        'Every learner keeps a work book of what they managed alone, and an employer can read it before giving them a try. Big schools {in|in town} fill their halls; I would rather earn the open door of local workshops visit by visit, which is slow and cannot be copied.',
      pragmatic:
        'I admit only a few children at a time, parents may walk in on a lesson unannounced, and the exercise book shows what was wrong and later understood. It is tempting {in|around here} to add more chairs; following each pupil closely takes a whole year of notes, and a newcomer has none.',
      community:
        'Lessons start from the papers that people bring, in their own language first, and I can tell whether it worked when they read their own invoice back to me. What I teach {in|in my neighbourhood} is drawn from lives I listen to, and a textbook bought elsewhere cannot replace it.',
    },
  },
  offre: {
    fr: {
      ambitious:
        'Aux jeunes qui cherchent un métier {à|dans ma ville}, je propose une formation pratique à un prix total affiché, matériel compris et payable par tranches : ils en sortent avec un carnet de travaux réels, et reviennent refaire sans frais un geste encore mal acquis.',
      pragmatic:
        "Pour les parents qui vivent {à|tout autour}, j'encadre les devoirs de leurs enfants en petit groupe, à un tarif mensuel affiché : l'élève sait où il en est, la soirée est plus calme à la maison, et une séance d'essai qui ne convient pas n'est pas due.",
      community:
        "{À|Dans mon quartier}, j'apprends le soir aux vendeuses et aux apprentis à lire, à compter et à remplir un formulaire, pour une somme affichée, payée à la soirée : ils s'en servent dès le lendemain, et une leçon mal comprise, je la redonne gratuitement.",
    },
    en: {
      ambitious:
        'Young people without a trade {in|in my town} can take a hands-on course with me at a full price on display, materials included and payable in parts. They finish with a book of real work, and for any skill that is still weak they come back and practise free.',
      pragmatic:
        'For parents {in|close around} I look after homework in a small group at a monthly rate posted on the door: the child knows where they stand, the evening at home is calmer, and a trial lesson that does not suit is not charged.',
      community:
        '{In|In my neighbourhood} I teach traders and apprentices in the evening to read, count and fill in a form, for a sum on display and paid by the evening; it serves them the very next day, and a lesson that stayed unclear I give again for nothing.',
    },
  },
};
