import type { SectorCoaching } from '../sector-coaching.js';

export const SALON_COACHING: SectorCoaching = {
  sector: 'salon',
  examples: {
    vision: {
      fr: [
        "Je voudrais qu'à Bamako une petite fille entre en classe avec ses cheveux crépus bien coiffés et s'entende dire qu'elle est belle, sans que personne lui parle de défrisage.",
        'Quand mon salon aura cinq ans, les femmes de Ratoma qui portent toute la maison auront un endroit à elles, calme et parfumé, où souffler une heure par semaine sans se sentir coupables.',
        "À Dschang, je veux que les étudiantes puissent se présenter bien coiffées à un stage même quand la bourse tarde, et que douze d'entre elles apprennent à tresser pour payer leurs études.",
      ],
      en: [
        'I dream of a Cape Coast where girls who grow their hair out after secondary school know from the first month how to care for it, and where relaxer burns become a story their mothers tell.',
        'Five years from now, the barbershop I am building in Mombasa will be where young men come to talk before they do something foolish, as much as for a haircut.',
        "Women in Kaduna who wear the veil deserve a salon with a closed door and only women inside; I want them to stop doing each other's hair in kitchens for lack of a place they trust.",
      ],
    },
    mission: {
      fr: [
        "Je reçois trois clientes par jour à Pikine, une seule à la fois : je lave à l'eau tiède, je démêle aux doigts avec du beurre de karité, et chacune repart avec une coiffure qui tient trois semaines sans tirer sur les tempes.",
        'À Kara, nous coiffons les étudiants à petit prix en travaillant à deux sur chaque tête, la patronne et une apprentie ; la pose dure moitié moins longtemps et personne ne manque son cours.',
        "Du lundi au samedi, à Port-Gentil, nous massons la nuque, les mains et les pieds de femmes qui travaillent debout, téléphone éteint et lumière basse, pour qu'elles rentrent chez elles reposées.",
      ],
      en: [
        'At our studio in Remera, two stylists wash, steam and twist natural hair by appointment only, so a working mother knows at what time she will sit down and at what time she will be home.',
        "I go to brides' homes around Ibadan with a clean kit and one assistant, do hair and make-up in the family sitting room, and spare them the traffic on the one morning when every minute counts.",
        "We cut men's hair at our stand in Arusha with a new blade opened in front of each of them and combs boiled between two heads, and they walk out neat, without the bumps that used to itch for days.",
      ],
    },
    clientele: {
      fr: [
        'Mes clientes sont des vendeuses de pagnes de Goma, entre trente et quarante-cinq ans, dont les tempes se dégarnissent à force de tresses serrées. Je passe les voir à leur étal, et elles peuvent mettre 25 000 francs congolais par mois dans leurs cheveux.',
        "Les étudiantes du campus d'Abomey-Calavi, qui veulent changer de tête pour 3 000 FCFA et n'ont que le samedi de libre ; ce sont les déléguées de chaque promotion qui leur donnent mes horaires.",
        "Je m'adresse aux futures mariées de Niamey, qui ont peur d'un maquillage trop clair ou qui coule sous la chaleur. Leurs tantes m'appellent après m'avoir vue à une cérémonie, et la famille prévoit autour de 50 000 FCFA pour la journée.",
      ],
      en: [
        'Women lawyers and bankers in East Legon with locs or short natural hair, who need a neat look for Monday and dread losing their Saturday. They find me through colleagues and my WhatsApp status, and 250 cedis a visit suits them.',
        "I look after schoolboys in Bamenda whose mothers are tired of ringworm caught from dirty clippers. I meet the mothers at the parents' association, and they can manage 500 CFA francs a cut every two weeks.",
        'Young women on shifts in the factories of Thika, who want braids that survive a hairnet and are finished in one afternoon. A friend at each gate hands out my card, and most of them can afford 1,200 shillings.',
      ],
    },
    differentiation: {
      fr: [
        "Avant de coiffer, je regarde le cuir chevelu à la loupe, je prends une photo et je la compare tous les deux mois devant la cliente. J'ai appris ce regard pendant deux ans auprès d'une infirmière de Yopougon, et cela ne s'attrape pas en un week-end.",
        "Dans mon salon de Moungali, l'huile de palmiste est pressée derrière le rideau et la cliente voit couler celle qu'on lui applique. La presse, les noix de la coopérative de mon village et des dosages cherchés pendant six années : l'argent seul ne suffit pas à refaire tout cela.",
        "Nous sommes trois coiffeuses sourdes à Koudougou : chez nous on choisit sur des images, et le calme qui règne revient dans presque chaque page du livre d'or. D'autres peuvent baisser la musique, pas inventer une équipe qui a grandi avec cette attention.",
      ],
      en: [
        'I weave the old Yoruba styles, suku, koroba and ipako elede, just as my grandmother did, and pictures of her work and mine hang side by side in the shop. Few braiders in Abeokuta learned them as children, and there is no school for it.',
        'At our salon in Rubavu a braiding job has a finishing time in writing, and the book of the last two years shows how seldom we missed it. It works because we train our braiders in pairs for a whole year, which nobody does in a hurry.',
        'The bridal scrub I give in Mikocheni comes from two elder women of my family, who taught it to me over six wedding seasons and sign a letter for each bride. They pass it on only to their own.',
      ],
    },
    offre: {
      fr: [
        'Pour les mamans de Rufisque, une coiffure protectrice pour leur fillette à 4 000 FCFA, faite en une heure et sans larmes devant un dessin animé ; je refais pour rien toute natte qui lâche avant dix jours.',
        "J'ai créé pour les lycéens de Bafoussam une carte de cinq coupes à 4 500 FCFA : ils restent nets tout le trimestre au lieu de payer plein tarif, et une coupe ratée ne compte pas.",
        'Je propose aux femmes fatiguées de Bukavu une heure de soin du visage et de massage des épaules à 20 000 francs congolais, pour se relever légères ; celle qui ne sent aucune différence garde son argent.',
      ],
      en: [
        'A loc repair for people in Takoradi whose roots are thinning: one visit at 180 cedis, mended by hand without glue, so they keep the length they waited years for, and I redo free of charge any loc that opens within a month.',
        'I give men in Nyeri who hate waiting a haircut and a hot towel for 350 shillings, at an hour they choose by text, and if I keep them more than ten minutes both are on me.',
        'New graduates in Owerri come in the day before an interview and leave with tidy hair, shaped brows and clean nails for 6,000 naira, looking ready for the job; should anything come loose, we put it right at seven the next morning at no charge.',
      ],
    },
  },
  questions: {
    vision: {
      fr: [
        "Qu'aimerais-tu qu'une fille de ton quartier se dise en se regardant dans le miroir ?",
        "Dans cinq ans, que viendra-t-on chercher chez toi en plus d'une coiffure ?",
      ],
      en: [
        'What should a girl from your area think when she looks in the mirror?',
        'In five years, what will people come to you for besides their hair?',
      ],
    },
    mission: {
      fr: [
        "Que vit la personne assise chez toi, du bonjour jusqu'au dernier coup de peigne ?",
        "Comment fais-tu pour que personne n'attende tout un après-midi ?",
      ],
      en: [
        'What happens between the greeting and the moment your client leaves the chair?',
        'How do you make sure that nobody waits a whole afternoon?',
      ],
    },
    clientele: {
      fr: [
        'Quels cheveux, quelle peau ou quel âge connais-tu le mieux ?',
        "Chez qui cette personne se fait-elle coiffer aujourd'hui, et de quoi se plaint-elle ?",
      ],
      en: [
        'Which hair, which skin or which age do you know best?',
        "Who does this person's hair today, and what annoys them there?",
      ],
    },
    differentiation: {
      fr: [
        "Quel geste fais-tu que les salons de ta rue ne savent pas faire, et qui te l'a appris ?",
        'Que montres-tu à une nouvelle cliente qui ne te croit pas encore ?',
      ],
      en: [
        'What do your hands do that the salons nearby cannot, and who taught you?',
        'What do you show a new client who does not believe you yet?',
      ],
    },
    offre: {
      fr: [
        'Combien de temps ta coiffure tient-elle, et que fais-tu si elle lâche avant ?',
        "Peux-tu dire ton prix d'avance, mèches et supplément compris ?",
      ],
      en: [
        'How long does your style hold, and if it gives way sooner, what then?',
        'Which price can you name before the client sits down?',
      ],
    },
  },
  seasons: {
    fr: [
      "À l'approche de Noël, de la Korité ou de la Tabaski, tout le monde veut le fauteuil en même temps.",
      'La saison des mariages remplit les samedis et laisse souvent les mardis vides.',
      'Juste avant la rentrée, les mères amènent leurs filles pour des tresses qui durent.',
      'Quand les pluies commencent, les coiffures lisses se font plus rares et les rendez-vous se décalent.',
    ],
    en: [
      'The days before Eid, Christmas and Easter fill every chair, and latecomers are turned away.',
      'Wedding months bring bridal parties on Saturdays and leave quiet mornings in midweek.',
      'The last holiday week is for school haircuts and neat cornrows.',
      'In the rains people choose styles that do not mind water, and some put off their visit.',
    ],
  },
  proofs: {
    fr: [
      "une photo avant et après, prise avec l'accord de la cliente",
      'le flacon ouvert devant elle',
      'une lame neuve sortie de son papier pour chaque tête',
      "l'heure de fin tenue et notée dans le cahier de rendez-vous",
      'la retouche gratuite promise par écrit',
      'le carnet de soins que la cliente garde chez elle',
    ],
    en: [
      'before and after pictures shared with permission',
      'a bottle opened in front of the client',
      'a new blade unwrapped for each head',
      'a finishing time that was kept, visible in the booking book',
      'a free touch-up promised in writing',
      'a hair record that the client takes home',
    ],
  },
};
