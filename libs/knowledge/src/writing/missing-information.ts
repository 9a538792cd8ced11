import type { Language } from '../language.js';
import type { MissingInformation } from '../provenance.js';
import type { IdeaVoice } from './idea-voice.js';
import { listed, quoted } from './prose.js';

/** Fields that only the entrepreneur can fill; stable names, part of the public results. */
export const ASKED_FIELDS = [
  'contact.whatsapp',
  'contact.email',
  'contact.address',
  'contact.hours',
  'photos',
  'services',
  'services.prices',
  'offer.price',
  'location.city',
  'location.country',
  'sector',
  'vision',
  'mission',
  'target_audience',
  'differentiation',
  'value_proposition',
  'trust.social_proof',
  'market_size',
  'competitors.names',
] as const;
export type AskedField = (typeof ASKED_FIELDS)[number];

type Question = (idea: IdeaVoice) => string;

const FRENCH: Readonly<Record<AskedField, Question>> = {
  'contact.whatsapp': ({ name }) => `Quel numéro de téléphone ou WhatsApp faut-il afficher pour ${name} ?`,
  'contact.email': () => 'Avez-vous une adresse e-mail à donner à vos clients ?',
  'contact.address': ({ place }) =>
    place.city ? `Où peut-on vous trouver ${place.within} : quartier, rue, repère connu ?` : 'À quelle adresse peut-on vous trouver ?',
  'contact.hours': () => 'Quels jours et à quelles heures êtes-vous joignable ou ouvert ?',
  photos: ({ offer }) => `Avez-vous des photos à vous qui montrent ceci : ${quoted(offer.title, 'fr')} ?`,
  services: ({ pack }) =>
    `Que vendez-vous exactement ? Par exemple : ${pack.usualServices.fr.slice(0, 3).join(', ')} ? Gardez seulement ce que vous faites vraiment.`,
  'services.prices': ({ services }) => `Quel est le prix de chaque service : ${listed(services.slice(0, 6), 'fr')} ?`,
  'offer.price': () => 'À quel prix vendez-vous, et pour quelle quantité ou quelle durée ?',
  'location.city': () => 'Dans quelle ville et quel quartier travaillez-vous ?',
  'location.country': () => 'Dans quel pays travaillez-vous ?',
  sector: () => 'Quel est votre métier, en quelques mots que vos clients emploient ?',
  vision: ({ vision }) => `Vous écrivez ${quoted(vision.raw, 'fr')}. Qu'est-ce qui sera différent pour vos clients ou votre quartier si vous réussissez ?`,
  mission: ({ mission }) => `Vous écrivez ${quoted(mission.raw, 'fr')}. Que faites-vous de vos mains, du matin au soir, pour un client ?`,
  target_audience: ({ audience }) => `Vous écrivez ${quoted(audience.raw, 'fr')}. Qui achète le plus souvent : quel âge, quel travail, quel quartier, quel souci ?`,
  differentiation: ({ difference }) => `Vous écrivez ${quoted(difference.raw, 'fr')}. Que faites-vous que le voisin ne fait pas, et comment le montrer ?`,
  value_proposition: ({ offer }) => `Vous écrivez ${quoted(offer.raw, 'fr')}. Que reçoit le client, en combien de temps et à quel prix ?`,
  'trust.social_proof': () => 'Un client content accepterait-il que vous citiez ses mots, avec son prénom ?',
  market_size: ({ place }) =>
    `Connaissez-vous un chiffre vérifiable sur votre marché${place.within ? ` ${place.within}` : ''} (chambre de commerce, mairie, association) ?`,
  'competitors.names': ({ place }) => `Quels concurrents vos clients citent-ils${place.within ? ` ${place.within}` : ''}, et que leur reprochent-ils ?`,
};

const ENGLISH: Readonly<Record<AskedField, Question>> = {
  'contact.whatsapp': ({ name }) => `Which phone or WhatsApp number should ${name} show?`,
  'contact.email': () => 'Do you have an e-mail address for your customers?',
  'contact.address': ({ place }) =>
    place.city ? `Where can people find you ${place.within}: area, street, a landmark?` : 'At which address can people find you?',
  'contact.hours': () => 'On which days and at what hours are you open or reachable?',
  photos: ({ offer }) => `Do you have photos of your own that show this: ${quoted(offer.title, 'en')}?`,
  services: ({ pack }) =>
    `What exactly do you sell? For example: ${pack.usualServices.en.slice(0, 3).join(', ')}? Keep only what you really do.`,
  'services.prices': ({ services }) => `What is the price of each service: ${listed(services.slice(0, 6), 'en')}?`,
  'offer.price': () => 'At what price do you sell, and for what quantity or time?',
  'location.city': () => 'In which town and area do you work?',
  'location.country': () => 'In which country do you work?',
  sector: () => 'What is your trade, in the words your customers use?',
  vision: ({ vision }) => `You wrote ${quoted(vision.raw, 'en')}. What will be different for your customers or your area if you succeed?`,
  mission: ({ mission }) => `You wrote ${quoted(mission.raw, 'en')}. What do you do with your hands, from morning to evening, for a customer?`,
  target_audience: ({ audience }) => `You wrote ${quoted(audience.raw, 'en')}. Who buys most often: what age, what work, which area, what trouble?`,
  differentiation: ({ difference }) => `You wrote ${quoted(difference.raw, 'en')}. What do you do that your neighbour does not, and how can you show it?`,
  value_proposition: ({ offer }) => `You wrote ${quoted(offer.raw, 'en')}. What does the customer get, how soon and at what price?`,
  'trust.social_proof': () => 'Would a happy customer let you quote their words with their name?',
  market_size: ({ place }) =>
    `Do you know a figure on your market${place.within ? ` ${place.within}` : ''} that can be checked (chamber of commerce, town hall, association)?`,
  'competitors.names': ({ place }) => `Which rivals do your customers mention${place.within ? ` ${place.within}` : ''}, and what do they hold against them?`,
};

const QUESTIONS: Readonly<Record<Language, Readonly<Record<AskedField, Question>>>> = { fr: FRENCH, en: ENGLISH };

/** The question for a field, in the language of the idea. */
export function ask(idea: IdeaVoice, field: AskedField): MissingInformation {
  return { field, question: QUESTIONS[idea.language][field](idea) };
}

/** Questions for the texts that say too little to write from, and for what the brief leaves open. */
export function openQuestions(idea: IdeaVoice): MissingInformation[] {
  const texts = [
    ['vision', idea.vision],
    ['mission', idea.mission],
    ['target_audience', idea.audience],
    ['differentiation', idea.difference],
    ['value_proposition', idea.offer],
  ] as const;
  const fields: AskedField[] = texts.filter(([, passage]) => passage.isVague).map(([field]) => field);
  if (idea.place.city === null) fields.push('location.city');
  if (idea.country === null) fields.push('location.country');
  if (idea.sector === 'other' && idea.trade === '') fields.push('sector');
  if (idea.services.length === 0) fields.push('services');
  if (idea.price === null) fields.push('offer.price');
  return fields.map((field) => ask(idea, field));
}
