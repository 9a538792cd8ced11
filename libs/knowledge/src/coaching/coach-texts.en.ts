import { ENGLISH_HELP } from './coach-help.en.js';
import type { CoachTexts } from './coach-texts.js';

/** What the coach says in English, plain enough for a reader whose second or third language it is. */
export const ENGLISH_COACH: CoachTexts = {
  welcome:
    'You are welcome here! I am your coach. Together we will make your idea clear, in five short steps. Use your everyday words; nobody marks your grammar. You can stop, come back or correct anything at any time.',
  welcomeBack:
    'Good to see you again! Everything you told me is still here. Let us pick up from where we stopped.',
  stepName: {
    vision: 'Vision',
    mission: 'Mission',
    clientele: 'Customers',
    differentiation: 'Difference',
    offre: 'Offer',
  },
  goal: {
    vision: 'Say what change you want to see around you, and in whose life.',
    mission: 'Describe what your business does, day after day, to get there.',
    clientele: 'Choose the people you will serve before all others.',
    differentiation: 'Find what people come to you for and what nobody can copy overnight.',
    offre: 'Put your promise to the customer into one sentence that anybody understands at once.',
  },
  question: {
    vision: {
      beginner:
        "Let us talk about your dream, with no pressure. Because of your work, what will get better in people's lives? Tell me which people, and in which place.",
      intermediate:
        'Picture your business five years from now. What is different, for which people, and in which area, town or region?',
      expert: 'Your five-year vision: what impact, on whom, in which geography?',
    },
    mission: {
      beginner:
        'Tell me about one working day, as you would to a good friend. What do you do, in what way, and how is the customer better off afterwards?',
      intermediate:
        'In practical terms, what does your business do every day, by what method, for whom, and what result do they get?',
      expert: 'Your mission in one line: what activity, what method, which beneficiaries, what outcome?',
    },
    clientele: {
      beginner:
        'Think of the very first person you want to serve. Who is it, what makes life hard for them, and where can you meet them? Add what they can afford.',
      intermediate:
        'Which group of people comes first for you? Describe how they live, the main problem they face, where you find them and how much they can spend.',
      expert: 'Your priority segment: which profile, what pain point, which channels, what purchasing power?',
    },
    differentiation: {
      beginner:
        'Others may already do something close to yours. What do you do in another way, how can people see it, and why is it hard to imitate quickly?',
      intermediate:
        'What do people find with you and nowhere else? Name the difference, what shows it, and what would stop anyone from copying it within a year.',
      expert: 'Your competitive edge: on which axis, with what evidence, behind what barriers to entry?',
    },
    offre: {
      beginner:
        'Somebody stops and asks what you sell. What do you answer, in one or two sentences: who is it for, what good does it do, how much is it?',
      intermediate:
        'Try this shape: I help this person to get this result with this product. What is the price, and what makes a buyer feel safe?',
      expert: 'Your value proposition: what target, core benefit, product, price point and guarantee?',
    },
  },
  followUps: {
    vision: [
      'Five years from now, what will visitors see when they come to your place?',
      'Whose day will become easier before anyone else notices?',
      'What happened in your own life that made this matter so much to you?',
    ],
    mission: [
      'What is the first thing you do when your working day starts?',
      'Which two promises does every customer get from you, without exception?',
      'What would people miss if you closed tomorrow?',
    ],
    clientele: [
      'How does this person manage today, without you?',
      'Where are they during the week: the market, the office, church, the mosque, WhatsApp?',
      'What would make them want to come back next month?',
    ],
    differentiation: [
      'Which skill was passed on to you, and who taught you?',
      'What do people already say about your work?',
      'If the same business opened across the road, why would your customers stay?',
    ],
    offre: [
      'Which result will the customer notice before anything else?',
      'What do you do when somebody is not happy?',
      'How do people pay you: all at once, every week, by mobile money?',
    ],
  },
  missing: {
    vision: {
      what: 'When your business is doing well, what will no longer be the way it is today?',
      who: 'Whose life should feel this change: mothers, pupils, farmers, somebody else?',
      where: 'Where does this dream begin: one street, a town, a village, a whole region?',
    },
    mission: {
      what: 'What do you actually do, with your hands or your head, from morning to evening?',
      how: 'How do you go about it, step by step, once a customer is in front of you?',
      who: 'For which people do you do this work every day?',
      gain: 'What do people have when they leave that they lacked before: time, money, health, peace of mind?',
    },
    clientele: {
      who: 'If you had to point at one person in the street, who would it be: what age, what work, what kind of life?',
      need: 'What tires or worries these customers, and can be put right by you?',
      where:
        'Where do you meet your customers to talk to them: a market, a bus park, a school, a WhatsApp group?',
      how_much: 'Roughly how much can one customer spend with you, each visit or each month?',
    },
    differentiation: {
      what: 'What one thing do you do that others around you do not?',
      proof: 'How can a person who has never met you check that this is true?',
      hard_to_copy: 'Suppose a rich person wanted to do the same tomorrow: what would they lack?',
    },
    offre: {
      what: 'What exactly does a customer receive for the money?',
      who: 'Who should be the first to hear about this offer?',
      gain: 'After buying, what goes better for the customer?',
      how_much: 'How much does it cost, or from what price does it start?',
      proof: 'Before paying, what can reassure a buyer: a trial, a photo, money back?',
    },
  },
  pattern: {
    vague: {
      vision:
        'Not knowing yet is fine. Which of these touches you most: families who eat or heal better, young people who earn a living, or a local skill that stays alive?',
      mission:
        'Let us begin with the basics. Do you mostly make something, do a job for people, or bring goods to places that lack them?',
      clientele:
        'Let us make a first pick together. Who is closer to what you have in mind: a parent who runs the home, a young person starting out, or a small firm nearby?',
      differentiation:
        'Look at what you have already. Does your strength come from a skill you learned early, from the way you receive people, or from those who trust you?',
      offre:
        'We need something one can picture. Do people pay you for a thing they carry home, for a job you do in their place, or for something they learn?',
    },
    everybody: {
      vision:
        'It is kind to think of everybody! Still, a dream is easier to see with one face in it. If only one life could change, whose would you choose?',
      mission:
        'Your door is open to all, good. Tomorrow morning one person walks in first: who is it, and what do you do for them?',
      clientele:
        'Whoever wants to serve the whole market runs in all directions. Pick one person you really know: how old are they, what work do they do, what troubles them?',
      differentiation:
        'People have their own reasons to choose. Take one person who hesitates between you and the shop next door: what makes them come to you?',
      offre:
        'A promise is made face to face. Choose one person, only one: who is it, and what do you promise them?',
    },
    money_only: {
      vision:
        'Earning well is a fair wish, and the work must pay. Besides the income, what makes you want to get up for this idea?',
      mission:
        'You are right to want a living from your work. Leaving the cash box aside, how does your day help the people who come to you?',
      clientele:
        'We would all like customers who pay well. What do such people lack today that you could bring them?',
      differentiation:
        'Customers do not see what you earn. What useful thing do they find with you that they cannot get elsewhere?',
      offre:
        "The price is your share; now look at the customer's share. What becomes easier or better for the person who pays?",
    },
    several_at_once: {
      vision:
        'So much drive, that is a gift! The other ideas can wait their turn. Which one would change the most if you began with it?',
      mission:
        'Nobody drives two buses at the same time. Out of all you want to do, what will you start with this year?',
      clientele: 'Other kinds of customers can come later. Which kind needs you most right now?',
      differentiation:
        'A long list of strengths is soon forgotten. If your customers repeated just one of them to a neighbour, which should it be?',
      offre:
        'When a stall is too full, buyers hesitate. What is the one thing you would put right in front, to begin with?',
    },
  },
  openings: {
    vision: [
      'I want families in my area to be able to…',
      'Five years from now, young people in my town will have…',
      'What I no longer want to see around me is…',
    ],
    mission: [
      'Every morning, my work is to…',
      'People come to me when they need…',
      'My way of working is to…',
    ],
    clientele: [
      'I think of a person near me who, every week, has to…',
      'The people I want to serve often meet at…',
      'The hardest thing for my customers today is…',
    ],
    differentiation: [
      'Unlike the others, I…',
      'I learned what I can do from…',
      'People come back to me because…',
    ],
    offre: [
      'I help people who want…',
      'When people pay me, they leave with…',
      'If a customer is not happy, I…',
    ],
  },
  criterion: {
    what: 'what you do or what changes',
    who: 'who it is for',
    where: 'where it happens, where people are',
    how: 'the way you do it',
    need: 'what people lack or struggle with',
    gain: 'what people get out of it',
    how_much: 'the price, or what people can pay',
    proof: 'what shows that the promise is kept',
    hard_to_copy: 'why it is hard to copy',
  },
  met: (evidence) => `You said it: “${evidence}”.`,
  notMet: {
    vision: {
      what: 'One cannot see yet what is going to change.',
      who: 'We cannot tell who will live better because of you.',
      where: 'The place is not named.',
    },
    mission: {
      what: 'The daily work still has to be described.',
      how: 'Your way of doing it does not show yet.',
      who: 'We do not know which people you work for.',
      gain: 'What people get out of it is left open.',
    },
    clientele: {
      who: 'A reader cannot picture a real person yet.',
      need: 'The problem you take care of has no name yet.',
      where: 'Nothing says where to meet these customers.',
      how_much: 'What they are able to pay is unknown.',
    },
    differentiation: {
      what: 'It is not clear what you do in another way.',
      proof: 'There is no way to check it yet.',
      hard_to_copy: 'It does not say why others could not copy you soon.',
    },
    offre: {
      what: 'What people buy from you is not clear yet.',
      who: 'One cannot guess who should buy it.',
      gain: 'It does not say what gets better for the buyer.',
      how_much: 'No price is given, not even a rough one.',
      proof: 'A buyer has nothing to feel safe about yet.',
    },
  },
  encouragements: [
    'Thank you, I have noted it.',
    'Thank you for telling me this.',
    'I have read that well, thanks.',
    'Thanks, I am with you.',
    'Step by step, we are moving together.',
    'Received, let us carry on.',
    'Thank you for taking the time.',
    'It is good to use your own words.',
  ],
  saidBack: (answer) => `Here is what I take from it: “${answer}”`,
  transition: {
    vision:
      'That is your vision for now. Next comes your mission: what you do each day to make this change happen.',
    mission: 'Your mission is noted. Now your customers: the people you want to serve first.',
    clientele:
      'Your customers are written down. The next step is your difference: why people should come to you and not go elsewhere.',
    differentiation:
      'Your difference is saved. One step is left, your offer: the promise you make to whoever pays you.',
    offre: 'Your offer is in place, and with it all five steps. Let us read everything through together.',
  },
  keptWeak:
    'I am keeping your answer so that we can go on. It is still a little unclear; complete it whenever an idea comes.',
  keptAsIs: 'All right, your words stay exactly as they are. You can come back to them at any time.',
  skipped:
    'No problem, it happens. For now I put in a usual answer from your line of work; replace it as soon as you can.',
  thinking: 'I am reading your answer…',
  unjudged: 'I could not look into your answer this time. I keep it the way you wrote it, and we go on.',
  otherLanguage:
    'It looks as if you wrote in another language. We are speaking English here: answer in simple words, mistakes do not matter.',
  examplesIntro: 'To give you ideas, here is what other people could say. Your own answer will be different:',
  recap: {
    intro: 'This is your project as I understood it, one line for each step:',
    missing: 'To finish, this is still missing; I would rather ask you than make it up:',
    nothingMissing: 'Nothing is missing to write your project sheet.',
    confirm: 'If it is all correct, confirm. If not, tell me which step to change and we go back to it.',
    contradiction:
      'Have a look at these points, they do not seem to agree. Nothing is blocked, the choice is yours:',
    fields: {
      business_name: 'What is your business called, even if the name may still change?',
      sector: 'What kind of work do you do: cooking, hair, trade, transport, something else?',
      city: 'In which town or village is your business?',
      country: 'Which country do you work in?',
      services: 'Which products or services do you offer, one by one?',
      contact: 'How can customers reach you: phone, WhatsApp, e-mail?',
    },
  },
  completed:
    'Done: your project sheet is written, from your own answers. You can still correct it, or start the next stage whenever you like.',
  help: ENGLISH_HELP,
  tradeProofs: (proofs) => `In your trade, people often trust this: ${proofs}.`,
  tradeSeason: (season) => `Think of the seasons of your trade too. ${season}`,
  proposals: {
    title: {
      ambitious: 'Think big',
      pragmatic: 'Start simple',
      community: 'Grow with the neighbourhood',
    },
    justification: {
      ambitious: 'This version aims far; it gives energy, but asks for time and support.',
      pragmatic: 'This one begins with what you can do straight away, with little money.',
      community: 'Here the people around you come first: neighbours, families, apprentices.',
    },
    advice: 'Take the one that is most like you, then put your own words and figures in it.',
  },
};
