import type { SectorProposals } from './sector-proposals.js';

/**
 * Nothing is said of illness, effect or cure: what is offered is a visit at work, an hour that is kept, a call at home.
 * The words fit whoever is allowed to give care, sell remedies or guide exercise.
 */
export const HEALTH_PROPOSALS: SectorProposals = {
  vision: {
    fr: {
      ambitious:
        "Avec {name|mon équipe}, je veux que le personnel des ateliers et des écoles {à|de ma ville} trouve sur place quelqu'un à qui parler de sa santé, et que prendre soin de soi devienne une habitude au lieu d'un souci remis à plus tard.",
      pragmatic:
        "Je veux que les parents et les salariés qui vivent {à|près de moi} ne perdent plus leur matinée à attendre : un accueil discret, une heure respectée autant que possible, des mots simples, et un coût connu avant de s'engager.",
      community:
        "Je rêve que vieillir ou devenir mère {à|dans mon quartier} ne veuille plus dire garder ses questions pour soi : quelqu'un passe à la maison, parle la langue de la famille et dit franchement quand il vaut mieux aller à l'hôpital.",
    },
    en: {
      ambitious:
        'With {name|my team} I want the staff of workshops and schools {in|in my town} to have somebody on the spot to talk to about their health, until caring for themselves is part of the week and not a worry they put off.',
      pragmatic:
        'Parents and employees {in|in my area} should no longer spend their morning waiting. I want them to find a discreet welcome, an hour that is kept as far as possible, simple words and a cost they know before they commit.',
      community:
        "I dream of a place {in|close to home} where growing old or becoming a mother no longer means being left with one's questions: someone calls at the house, speaks the family's language, and says frankly when it is time for the hospital.",
    },
  },
  mission: {
    fr: {
      ambitious:
        "À jour fixe, nous nous installons derrière un rideau dans un atelier ou une école {à|en ville} ; j'écoute chaque travailleur, je fais ce que mon métier permet, je garde ses notes sous clé et je l'oriente au besoin. Il reste près de son poste et sait à qui s'adresser.",
      pragmatic:
        "{À|Dans mon local}, je donne une heure de passage, je reçois à l'écart des autres, j'explique avec des mots simples ce que je vais faire et ce que cela coûte, puis je laisse une note écrite : parents et salariés repartent en ayant compris.",
      community:
        "Je passe à l'heure dite {à|dans le quartier}, chez les personnes âgées et les jeunes mères, je me lave les mains avant tout, j'écoute, et j'écris chaque visite dans un cahier qui reste à la maison ; la famille au travail sait ce qui a été dit et fait.",
    },
    en: {
      ambitious:
        'On a set day we settle behind a curtain in a workshop or a school {in|in town}. I listen to each worker, do what my profession allows, keep notes under lock and point them onward if need be, so nobody has to leave the job to find out whom to turn to.',
      pragmatic:
        'I give people {in|in the area} a time to come, see them apart from others, tell them in simple words what I am going to do and what it costs, and leave a written note; parents and employees go home having understood.',
      community:
        'I call at the agreed hour on old people and young mothers {in|in the neighbourhood}, wash my hands before anything else, listen, and write each visit in a book that stays in the house, so relatives at work can read what was said and done.',
    },
  },
  clientele: {
    fr: {
      ambitious:
        "Je m'adresse aux ateliers et aux écoles installés {à|en ville}, dont le personnel remet sa santé à plus tard, faute de temps. Je parle avec la personne qui dirige l'équipe, et l'employeur peut payer une somme convenue par passage, prévue dans son budget.",
      pragmatic:
        "Ceux qui viennent me voir sont surtout des parents et des salariés qui vivent {à|à proximité} et craignent l'attente, un accueil brusque ou une note imprévue. Ils prennent rendez-vous par téléphone ou par WhatsApp, et peuvent payer un tarif connu, en espèces ou par mobile money.",
      community:
        "Je suis là pour les personnes âgées et les jeunes mères qui vivent {à|dans mon quartier}, que le trajet fatigue et qui ont besoin d'être écoutées chez elles. Une voisine ou un agent de santé leur parle de moi, et la famille peut se cotiser pour un tarif modeste par visite.",
    },
    en: {
      ambitious:
        'I work with workshops and schools {in|in town} whose staff keep putting their health off for want of time. I speak to the person who leads the team, and the employer can pay one agreed amount per visit out of the yearly budget.',
      pragmatic:
        'First come parents and employees who live {in|within easy reach} and fear a long wait, a rough welcome or an unexpected bill. They book with me by phone or WhatsApp, and can pay a known fee in cash or by mobile money.',
      community:
        'I look after old people and young mothers {in|in my neighbourhood} for whom the journey is tiring and who need to be heard at home. A neighbour or a health worker tells them about me, and the family can put money together for a modest fee per visit.',
    },
  },
  differentiation: {
    fr: {
      ambitious:
        "Le même visage revient à chaque passage, et l'employeur reçoit la liste des visites faites, sans un nom ni une confidence. {À|En ville}, il faut longtemps avant qu'une équipe se confie ; je place ce secret avant mes affaires, et une confiance pareille ne s'achète pas.",
      pragmatic:
        "Mon tarif et ce que j'ai le droit de faire sont affichés à l'entrée, et chaque personne me redit les consignes jusqu'à ce qu'elles soient claires. {À|Par ici}, prendre ce temps oblige à recevoir moins de monde chaque jour, et peu d'établissements y consentent.",
      community:
        "La famille lit le cahier de visites quand elle veut, et je dis ce qui n'est pas de mon ressort au lieu de vendre un produit de plus. {À|Dans mon quartier}, on ouvre sa chambre à quelqu'un dont on a éprouvé la discrétion ; cela demande du temps, et une publicité n'y change rien.",
    },
    en: {
      ambitious:
        'The same face returns at each visit, and employers receive a list of the calls made, with no name and nothing private in it. Staff {in|in any town} take long to open up; I put their secrets before my business, and money does not buy that kind of trust.',
      pragmatic:
        'My fees, and what I am allowed to do, are posted at the entrance, and people tell the instructions back to me until they are sure of them. Taking that time {in|around here} means seeing fewer visitors in a day, and few places agree to that.',
      community:
        'Relatives may read the visit book whenever they wish, and I say openly what is beyond me instead of selling one more product. {In|In my neighbourhood} a bedroom door opens to somebody whose discretion has been tested; that takes time, and no advertisement replaces it.',
    },
  },
  offre: {
    fr: {
      ambitious:
        "Aux ateliers et aux écoles installés {à|en ville}, je propose un passage à jour fixe, à un prix par visite écrit dans notre accord : le personnel est écouté sans s'absenter longtemps, ce qui est dit reste entre nous, et un passage que j'annule est rattrapé sans frais dans la semaine.",
      pragmatic:
        "Aux parents et aux salariés qui vivent {à|aux alentours}, je propose un rendez-vous à heure donnée, à un prix affiché avant tout engagement : moins d'attente, des explications claires, une note à emporter, et rien ne s'ajoute au prix sans leur accord.",
      community:
        '{À|Dans mon quartier}, je rends visite aux personnes âgées et aux jeunes mères chez elles, pour un tarif modeste affiché et annoncé à la famille ; elles évitent le trajet et gardent un cahier à jour, et une première visite qui ne convient pas est gratuite.',
    },
    en: {
      ambitious:
        'I offer workshops and schools {in|in town} a regular session on a set day, at a price per visit written in our agreement: staff are heard without being away for long, what they say stays between us, and a visit I cancel is made up within the week free of charge.',
      pragmatic:
        'Parents and employees {in|in these streets} can have an appointment with me at a given hour, at a price on display before they commit to anything. They wait less, get clear explanations and a note to take home, and nothing is added to the bill without their consent.',
      community:
        '{In|In my neighbourhood} I visit old people and young mothers at home for a modest fee, posted and told to the family beforehand; they are spared the journey and keep an up-to-date book, and they owe nothing for a first visit that does not suit them.',
    },
  },
};
