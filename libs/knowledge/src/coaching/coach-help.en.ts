import type { CoachTexts } from './coach-texts.js';

/** English help questions. A choice is only begun, so that nobody sends it as an answer. */
export const ENGLISH_HELP: CoachTexts['help'] = {
  vision: [
    {
      question: 'What do you see around you that should not stay this way?',
      hint: 'Many dreams begin with a trouble seen from close by.',
      choices: [
        'Families here still cannot find…',
        'Young people with talent who…',
        'A skill of our people that is dying because…',
      ],
    },
    {
      question: 'Picture somebody thanking you five years from now: who is it?',
      hint: 'A dream with a face is easier to tell.',
      choices: [
        'A mother who is finally able to…',
        'Learners whom I taught to…',
        'My own neighbours, because…',
      ],
    },
    {
      question: 'How far should the change reach?',
      hint: 'Starting small is allowed; just say where.',
      choices: ['First the streets close to me, in…', 'The whole town, since…', 'From my village up to…'],
    },
  ],
  mission: [
    {
      question: 'What goes on at your place between opening and closing?',
      hint: 'Small daily actions explain your work better than big words.',
      choices: [
        'Early in the day I get ready…',
        'Once a customer comes in, I first…',
        'I do not close before I have…',
      ],
    },
    {
      question: 'What does a person go home with?',
      hint: 'Good work is known by what it leaves behind.',
      choices: ['Hours saved, because…', 'Money kept in the pocket, since…', 'A calm mind, as they now…'],
    },
    {
      question: 'Which rule do you keep, however busy the day is?',
      hint: 'One or two rules that you never break bring people back.',
      choices: [
        'Nothing leaves my hands until…',
        'Before I start, I always tell people…',
        'Even when I am late, I make time to…',
      ],
    },
  ],
  clientele: [
    {
      question: 'Whom have you helped already, perhaps for free?',
      hint: 'Your first customers may be saved in your phone today.',
      choices: [
        'A neighbour who needed…',
        'Someone in my family who wanted…',
        'A market trader who struggled to…',
      ],
    },
    {
      question: 'When does this person need you most?',
      hint: 'Know the right moment and you know where to wait for them.',
      choices: ['On market days, when…', 'Before work in the morning, to…', 'Right after payday, because…'],
    },
    {
      question: 'What could they pay without going short?',
      hint: 'A fair price is measured by the purse of the buyer.',
      choices: [
        'A small amount every day, about…',
        'Once a month, close to…',
        'For a wedding or the new school year, up to…',
      ],
    },
  ],
  differentiation: [
    {
      question: 'What do people come and ask your advice about?',
      hint: 'Things that feel easy to you can be rare for others.',
      choices: [
        'They call me whenever…',
        'My family has been doing this work since…',
        'It took me a long time to learn how to…',
      ],
    },
    {
      question: 'What could you show right now to somebody who doubts?',
      hint: 'Seeing it once is better than hearing about it ten times.',
      choices: [
        'Before and after pictures of…',
        'A notebook in which customers wrote…',
        'A short trial, where they can…',
      ],
    },
    {
      question: 'What would the shop next door need in order to do the same?',
      hint: 'Whatever takes time or trust to build protects you.',
      choices: [
        'They would need years to…',
        'They would not get my suppliers, because…',
        'They would first have to be trusted by…',
      ],
    },
  ],
  offre: [
    {
      question: 'If you could put only one thing on the table, what would you sell?',
      hint: 'People remember one clear thing better than a long list.',
      choices: ['The first thing I sell is…', 'The job I do best is…', 'To begin with, I only offer…'],
    },
    {
      question: 'What is better for the buyer on the very next day?',
      hint: 'That difference is what they truly pay for.',
      choices: ['They no longer have to…', 'They save…', 'At last they can…'],
    },
    {
      question: 'What do you charge, and what happens if something goes wrong?',
      hint: 'A clear price and a simple guarantee calm people before they pay.',
      choices: ['My price starts at…', 'Customers pay in two parts: first…', 'Should there be a problem, I…'],
    },
  ],
};
