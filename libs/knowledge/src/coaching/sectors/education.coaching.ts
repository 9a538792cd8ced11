import type { SectorCoaching } from '../sector-coaching.js';

export const EDUCATION_COACHING: SectorCoaching = {
  sector: 'education',
  examples: {
    vision: {
      fr: [
        "À Parakou, des enfants adroits de leurs mains se croient nuls parce qu'ils ratent les dictées. Je rêve d'une école où la menuiserie et le dessin comptent autant que le calcul, et d'où chacun sort avec un talent reconnu.",
        "Je voudrais que, dans cinq ans, cent filles de Talangaï, à Brazzaville, gagnent leur vie comme électriciennes ou soudeuses. Ma cousine voulait ce métier et aucun patron n'a osé la prendre.",
        "Une école à Kankan où l'on calcule sur tablette le matin et où les anciens transmettent les contes, le balafon et le maninka l'après-midi : c'est ainsi que nos enfants avanceront sans oublier d'où ils viennent.",
      ],
      en: [
        'School leavers in Tamale wait years for an office job that never comes. I want a college where they learn solar wiring in nine months and employers call them before graduation day.',
        'My hope is that deaf children in Mwanza sit their national exams with pride, in classes where the teacher signs, by the time my own daughter reaches Form Four.',
        'I see evening classrooms across Surulere, in Lagos, where market women read their own contracts and then teach the next group. My grandmother once thumb-printed a paper that cost her the shop.',
      ],
    },
    mission: {
      fr: [
        "Du lundi au jeudi soir, à Guédiawaye, nous faisons travailler des groupes de huit élèves de troisième sur d'anciens sujets du BFEM, corrigés ensemble. Ils entrent dans la salle sans peur, et les parents ont des nouvelles chaque dimanche.",
        'Nos apprentis de Yopougon réparent de vraies motos dès le premier jour, guidés pendant six mois par un mécanicien du quartier. Ils repartent avec un carnet de travaux que les garages peuvent vérifier, et trouvent une place plus vite.',
        "Chaque jour ouvré à Bobo-Dioulasso, deux éducatrices accueillent quinze petits, en dioula puis en français, par le chant et le jeu. Leurs mères vendent sans souci et l'enfant arrive au CP en osant parler.",
      ],
      en: [
        'Twice a week our tutors sit with primary pupils at home in Kicukiro, Kigali, and solve the maths homework aloud with them. The child learns to explain, and parents hear the progress for themselves.',
        'A van with ten laptops visits a different secondary school in Kakamega every morning. We teach typing, spreadsheets and safe browsing, so that leavers can apply for clerk jobs without paying for a city course.',
        'At our tailoring school in Aba, trainees sew real orders under the eye of a master from nine to three and keep a third of the fee. They finish with a skill and some savings.',
      ],
    },
    clientele: {
      fr: [
        "Des bacheliers de Deido, à Douala, qui n'ont pas eu de place à l'université et veulent un métier en moins d'un an. Je les aborde devant les lycées le jour des résultats, et leurs parents peuvent verser 30 000 FCFA chaque mois.",
        "Les jeunes mères sans emploi de Nzeng-Ayong, à Libreville, qui ont besoin d'apprendre la pâtisserie pendant que bébé dort à côté. L'église et l'assistante sociale me les envoient ; 10 000 FCFA la semaine reste possible pour elles.",
        "À Maradi, je m'adresse aux commerçants passés par l'école coranique qui veulent lire une facture en français. Je m'arrête à leur étal après la prière de l'après-midi, et 2 500 FCFA par semaine ne les gêne pas.",
      ],
      en: [
        'Parents of Grade Six pupils in Kasarani, Nairobi, who come home too late to check homework. I speak to them at the school gate and in the estate WhatsApp group; 4,000 shillings a month fits their pay.',
        'Young hotel waiters in Arusha who lose tips because their English freezes in front of guests. Supervisors let me talk at the Monday briefing, and a waiter can spare 35,000 shillings monthly.',
        'Secretaries in Buea who must write good French before they can be promoted. My posters hang in the photocopy shops where they queue at noon, and they are ready to pay 20,000 CFA francs after payday.',
      ],
    },
    differentiation: {
      fr: [
        "À Sokodé, notre soutien repart de la langue tem quand l'élève bloque, puis revient au français ; les cahiers d'avant et d'après sont ouverts aux parents. Former des maîtresses nées ici et à l'aise dans les deux langues m'a pris des années.",
        "Notre formation de soudeur à Lubumbashi finit par huit semaines payées en atelier, avec une lettre du patron remise avant l'inscription. J'ai travaillé quinze ans à côté de ces patrons ; un nouveau venu n'a pas leur porte ouverte.",
        "Le vendredi à Ségou, un ancien raconte son métier ou le fleuve, et nos élèves l'enregistrent puis l'écrivent. Quarante récits sont déjà reliés au fond de la classe : cette bibliothèque-là ne s'achète pas.",
      ],
      en: [
        'Our coding classes in Enugu run without internet: lessons sit on a small server in the room, and a visitor can unplug the modem to see. We wrote them over four years with our own teachers, so there is nothing to download.',
        'Children at my nursery in Koforidua learn in a teaching garden, and parents take home a basket of what their child planted. The land is a gift from my family; schools squeezed into rented houses have no such yard.',
        'I teach driving in Kigali with women instructors only, and the monthly count of first-time passes hangs on our door. It takes two years to train an instructor, and each of mine is a partner in the school.',
      ],
    },
    offre: {
      fr: [
        "L'anglais du guide touristique en vingt soirées à Saint-Louis, 45 000 FCFA payables en trois fois : à la fin, le guide mène une visite d'une heure sans papier. Sinon, il refait le cours gratuitement.",
        "J'enseigne la couture pratique aux jeunes filles de Daloa pendant neuf mois, machine prêtée, 15 000 FCFA le mois. Elles sortent capables de livrer une robe, et la semaine d'essai n'est due que si elle plaît.",
        "Aux familles de Yaoundé, un répétiteur dont j'ai vérifié les diplômes vient deux fois par semaine pour 25 000 FCFA par mois et envoie la photo du cahier. L'enfant reprend pied, et on change de maître sans frais si le courant ne passe pas.",
      ],
      en: [
        'A twelve-week plumbing course in Thika for youths who left school early, 18,000 shillings with tools. They leave able to fit a bathroom alone, or they repeat the last month free.',
        'Saturday robotics for children of nine to thirteen in Dar es Salaam, 60,000 shillings a term: each one builds three machines to carry home and show. A parent who is unhappy after two Saturdays gets the money back.',
        'For nurses in Accra who face their licensing exam, a night revision group with a mock paper every week at 250 cedis a month. They know their weak chapters before the day, and a week without a paper is refunded.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        'Que saura faire un de tes élèves que ses parents ne croyaient pas possible ?',
        "Quel souvenir de ta propre école te donne envie de faire autrement aujourd'hui ?",
      ],
      en: [
        'What will one of your learners be able to do that the parents did not think possible?',
        'Which memory of your own school days makes you want to do it another way?',
      ],
    },
    mission: {
      fr: [
        'Raconte une séance : que fait ton élève de ses mains ou de sa voix pendant la première heure ?',
        "Comment sais-tu, au bout d'un mois, que ton élève avance ?",
      ],
      en: [
        'Can you tell me about one session: what do your learners do in the first hour?',
        'How do you know, after a month, that your learner is moving forward?',
      ],
    },
    clientele: {
      fr: [
        "Qui décide et qui paie chez toi : l'élève, le parent ou l'employeur ?",
        'À quel âge et à quel niveau ton élève arrive-t-il, et où le trouves-tu ?',
      ],
      en: [
        'Who decides and who pays you: the learner, the parent or the employer?',
        'At what age and level does your learner come, and where do you find them?',
      ],
    },
    differentiation: {
      fr: ['Que fait ton enseignement que la grande école ou les vidéos gratuites ne font pas ?'],
      en: ['What does your teaching do that the big school or the free videos do not?'],
    },
    offre: {
      fr: [
        'Combien coûte le parcours complet chez toi, fournitures et examen compris ?',
        "Que fais-tu pour l'élève qui a payé et qui n'y arrive pas ?",
      ],
      en: [
        'What does your whole course cost, with materials and exam included?',
        'What do you do for a learner who has paid and still struggles?',
      ],
    },
  },
  seasons: {
    fr: [
      'Les inscriptions affluent autour de la rentrée et se calment une fois les classes installées.',
      'À mesure que les examens approchent, les familles cherchent du soutien en urgence.',
      'Les grandes vacances vident les cours du soir mais remplissent les stages pour enfants.',
      'Les règlements rentrent mieux juste après la paie et après la vente des récoltes.',
    ],
    en: [
      'Enrolments crowd around the start of the school year and calm down once classes settle.',
      'As exams draw near, families look for tutoring in a hurry.',
      'Long holidays empty evening classes but fill workshops for children.',
      'Fees come in more easily just after payday and after crops are sold.',
    ],
  },
  proofs: {
    fr: [
      "des travaux d'élèves exposés et signés",
      "le numéro d'un ancien qui veut bien témoigner",
      "l'agrément affiché à l'entrée",
      'le programme écrit, séance après séance',
      'une première leçon à laquelle le parent assiste',
      'le bilan envoyé chaque mois à la famille',
    ],
    en: [
      'signed work of learners on the wall',
      'the number of a former learner who agrees to be called',
      'the operating licence shown at the entrance',
      'a written plan, lesson after lesson',
      'a first lesson that the parent may watch',
      'the monthly report sent to the family',
    ],
  },
};
