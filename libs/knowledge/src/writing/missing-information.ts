import type { Language } from '../language.js';
import type { MissingInformation } from '../provenance.js';
import { numbersIn } from '../reading/numbers.js';
import { atTown as to, withDe as of, withQue as that } from './french-voice.js';
import type { IdeaVoice } from './idea-voice.js';
import { excerpt, listed, quoted } from './prose.js';

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

/** The wordings of one question, at least five for those that nearly every brief is asked. */
type Question = readonly ((idea: IdeaVoice) => string)[];

/** "à Dakar" with the space before it; empty when no place is known. */
const at = ({ place }: IdeaVoice): string => (place.within ? ` ${place.within}` : '');
/** Words of the person inside a question; enough of them to know which are meant. */
const said = (text: string, language: Language): string => quoted(excerpt(text, 160), language);
const promise = ({ offer, language }: IdeaVoice): string => quoted(offer.title, language);
const firstService = ({ services, offer, language }: IdeaVoice): string =>
  quoted(services[0] ?? offer.title, language);
const priced = ({ services, language }: IdeaVoice): string => listed(services.slice(0, 6), language);
const usual = ({ pack, language, variety }: IdeaVoice): string =>
  variety
    .order(
      'usual services',
      pack.usualServices[language].filter((service) => numbersIn(service).length === 0),
    )
    .slice(0, 3)
    .join(', ');

/** For a text that was left empty or holds no word. */
const NOTHING_SAID: Readonly<Record<Language, Readonly<Partial<Record<AskedField, string>>>>> = {
  fr: {
    vision: "Qu'est-ce qui sera différent autour de vous si votre entreprise réussit ?",
    mission: 'Que faites-vous chaque jour pour vos clients ?',
    target_audience: 'Qui sont vos clients, et quel souci ont-ils ?',
    differentiation: 'Que faites-vous que les autres ne font pas ?',
    value_proposition: 'Que reçoit votre client, en combien de temps et à quel prix ?',
  },
  en: {
    vision: 'What will be different around you if your business succeeds?',
    mission: 'What do you do for your customers every day?',
    target_audience: 'Who are your customers, and what trouble do they have?',
    differentiation: 'What do you do that others do not?',
    value_proposition: 'What does your customer get, how soon and at what price?',
  },
};

const FRENCH: Readonly<Record<AskedField, Question>> = {
  'contact.whatsapp': [
    ({ name }) => `Quel numéro WhatsApp afficher pour ${name} ?`,
    ({ name }) => `Sur quel numéro un client peut-il écrire ${to(name)} ?`,
    (idea) => `Qui veut ${firstService(idea)} doit pouvoir vous appeler : à quel numéro ?`,
    ({ name }) => `${name} n'a pas encore de numéro sur le site : lequel mettre ?`,
    ({ name }) => `Téléphone ou WhatsApp ${of(name)} : quel numéro donner ?`,
  ],
  'contact.email': [
    ({ name }) => `Y a-t-il une adresse e-mail pour ${name} ?`,
    ({ name }) => `Faut-il une adresse e-mail pour écrire ${to(name)} ?`,
    ({ name }) => `Quelle adresse e-mail donner pour ${name}, s'il y en a une ?`,
    ({ name }) => `Un e-mail pour ${name} : oui ou non, et lequel ?`,
    ({ name }) => `Si ${name} lit ses e-mails, à quelle adresse ?`,
  ],
  'contact.address': [
    (idea) => `Où trouver ${idea.name}${at(idea)} : quel quartier, quelle rue, quel repère ?`,
    (idea) => `Un client cherche ${idea.name}${at(idea)} : que lui dire pour qu'il arrive ?`,
    (idea) => `Recevez-vous du public${at(idea)} ? Si oui, près de quel repère connu ?`,
    (idea) => `Quelle adresse mettre pour ${idea.name}${at(idea)}, ou préférez-vous vous déplacer ?`,
    (idea) => `Près de quoi se trouve ${idea.name}${at(idea)} ?`,
  ],
  'contact.hours': [
    ({ name }) => `À quels moments peut-on joindre ${name} ?`,
    ({ name }) => `Quels jours et à quelles heures peut-on joindre ${name} ?`,
    (idea) => `Pour ${firstService(idea)}, quels sont vos jours et vos heures ?`,
    ({ name }) => `Les horaires ${of(name)}, fêtes et jours de repos compris ?`,
    (idea) => `De quelle heure à quelle heure travaillez-vous${at(idea)} ?`,
  ],
  photos: [
    (idea) => `Avez-vous vos propres photos de ceci : ${promise(idea)} ?`,
    (idea) => `Quelles photos, prises par vous, montrent ${firstService(idea)} ?`,
    ({ name }) => `Pouvez-vous photographier une journée chez ${name} ?`,
    (idea) => `Une image vraie vaut mieux qu'un texte : en avez-vous pour ${promise(idea)} ?`,
    ({ name }) => `Quelles images ${of(name)} pouvons-nous montrer ?`,
  ],
  services: [
    (idea) =>
      `Que vendez-vous exactement ? Par exemple : ${usual(idea)} ? Gardez seulement ce que vous faites vraiment.`,
    (idea) => `Quels services faut-il écrire pour ${idea.name} ? Peut-être ${usual(idea)} ?`,
    (idea) => `Faites la liste de ce qu'on peut vous demander, sur ce modèle : ${usual(idea)}.`,
    (idea) => `Que propose ${idea.name}, en quelques lignes ? Dans ce métier on voit ${usual(idea)}.`,
    (idea) => `Un client demande ce que vous faites : répondez-vous ${usual(idea)}, ou autre chose ?`,
  ],
  'services.prices': [
    (idea) => `Quel prix pour chaque service : ${priced(idea)} ?`,
    (idea) => `Combien coûtent ${priced(idea)} ?`,
    (idea) => `Donnez un prix, même un minimum, pour ${priced(idea)}.`,
    (idea) => `Chez ${idea.name}, on paie combien pour ${priced(idea)} ?`,
    (idea) => `Quels tarifs écrire à côté de ${priced(idea)} ?`,
  ],
  'offer.price': [
    (idea) => `À quel prix vendez-vous ${promise(idea)}, et pour quelle quantité ou quelle durée ?`,
    ({ name }) => `Combien paie un client chez ${name} ?`,
    (idea) => `Quel est le prix de ceci : ${promise(idea)} ?`,
    ({ name }) => `Quel tarif annoncer pour ${name}, même un minimum ?`,
    (idea) => `Un prix rassure : lequel pour ${promise(idea)} ?`,
  ],
  'location.city': [
    ({ name }) => `Dans quelle ville et quel quartier travaille ${name} ?`,
    ({ name }) => `Où se trouve ${name} ?`,
    ({ name }) => `Quelle ville écrire pour ${name} ?`,
  ],
  'location.country': [
    ({ name }) => `Dans quel pays travaille ${name} ?`,
    ({ name }) => `Quel pays écrire pour ${name} ?`,
    ({ name }) => `${name} se trouve dans quel pays ?`,
  ],
  sector: [
    ({ name }) => `Quel est le métier ${of(name)}, avec les mots de vos clients ?`,
    ({ name }) => `Comment vos clients appellent-ils ce que fait ${name} ?`,
    ({ name }) => `${name} fait quel métier, en quelques mots ?`,
  ],
  vision: [
    ({ vision }) =>
      `Vous écrivez ${said(vision.raw, 'fr')}. Qu'est-ce qui sera différent pour vos clients ou votre quartier si vous réussissez ?`,
    ({ vision, name }) =>
      `Votre vision : ${said(vision.raw, 'fr')}. Si ${name} marche bien, qui vivra mieux, et comment ?`,
    ({ vision }) => `${said(vision.raw, 'fr')} : et pour les autres, qu'est-ce que cela changera ?`,
  ],
  mission: [
    ({ mission }) =>
      `Vous écrivez ${said(mission.raw, 'fr')}. Que faites-vous de vos mains, du matin au soir, pour un client ?`,
    ({ mission }) => `${said(mission.raw, 'fr')} : racontez une journée de travail, étape par étape.`,
    ({ mission, name }) =>
      `Votre mission : ${said(mission.raw, 'fr')}. Qu'est-ce ${that(name)} fait concrètement ?`,
  ],
  target_audience: [
    ({ audience }) =>
      `Vous écrivez ${said(audience.raw, 'fr')}. Qui achète le plus souvent : quel âge, quel travail, quel quartier, quel souci ?`,
    ({ audience }) =>
      `${said(audience.raw, 'fr')} : décrivez un client que vous connaissez, et ce qui l'ennuie aujourd'hui.`,
    ({ audience, name }) =>
      `Votre clientèle : ${said(audience.raw, 'fr')}. Qui voulez-vous servir avant les autres, chez ${name} ?`,
  ],
  differentiation: [
    ({ difference }) =>
      `Vous écrivez ${said(difference.raw, 'fr')}. Que faites-vous que le voisin ne fait pas, et comment le montrer ?`,
    ({ difference }) =>
      `${said(difference.raw, 'fr')} : vos concurrents le disent aussi. Quelle preuve pouvez-vous donner ?`,
    ({ difference, name }) =>
      `Votre différence : ${said(difference.raw, 'fr')}. Pourquoi un client quitterait-il un autre pour ${name} ?`,
  ],
  value_proposition: [
    ({ offer }) =>
      `Vous écrivez ${said(offer.raw, 'fr')}. Que reçoit le client, en combien de temps et à quel prix ?`,
    ({ offer }) => `${said(offer.raw, 'fr')} : précisez ce que le client emporte, quand et pour combien.`,
    ({ offer, name }) => `Votre offre : ${said(offer.raw, 'fr')}. Qu'obtient-on exactement chez ${name} ?`,
  ],
  'trust.social_proof': [
    ({ name }) => `Un client content accepterait-il que vous citiez ses mots sur ${name}, avec son prénom ?`,
    (idea) => `Qui, après ${firstService(idea)}, serait d'accord pour dire son avis sur le site ?`,
    ({ name }) => `Avez-vous un vrai témoignage de client ${of(name)}, avec son accord ?`,
    (idea) => `Quel client${at(idea)} pourrait parler ${of(idea.name)} avec ses mots ?`,
    ({ name }) => `Avez-vous reçu des messages de merci ${that(name)} peut montrer ?`,
  ],
  market_size: [
    (idea) =>
      `Connaissez-vous un chiffre vérifiable sur votre marché${at(idea)} (chambre de commerce, mairie, association) ?`,
    (idea) =>
      `Qui pourrait vous donner un nombre sérieux de clients possibles${at(idea)} pour ${idea.name} ?`,
    (idea) => `Avez-vous lu ou compté quelque chose sur la demande${at(idea)}, et où ?`,
    (idea) => `Quelle source donne la taille du marché${at(idea)} pour : ${idea.trade || idea.name} ?`,
    (idea) => `Combien de personnes ont ce besoin${at(idea)}, et d'où vient ce nombre ?`,
  ],
  'competitors.names': [
    (idea) => `Quels concurrents vos clients citent-ils${at(idea)}, et que leur reprochent-ils ?`,
    (idea) => `Où vont aujourd'hui ceux qui ne connaissent pas ${idea.name} ?`,
    (idea) => `Qui d'autre propose cela${at(idea)} : ${promise(idea)} ?`,
    (idea) => `Nommez les adresses que l'on compare avec ${idea.name}${at(idea)}.`,
    (idea) => `Chez qui vos clients allaient-ils avant ${idea.name} ?`,
  ],
};

const ENGLISH: Readonly<Record<AskedField, Question>> = {
  'contact.whatsapp': [
    ({ name }) => `Which WhatsApp number should ${name} show?`,
    ({ name }) => `On which number can a customer write to ${name}?`,
    (idea) => `Whoever wants ${firstService(idea)} must be able to call you: on which number?`,
    ({ name }) => `${name} has no number on the site yet: which is it?`,
    ({ name }) => `Phone or WhatsApp of ${name}: what number do we give?`,
  ],
  'contact.email': [
    ({ name }) => `Does ${name} have an email address?`,
    ({ name }) => `Should people be able to email ${name}, and where?`,
    ({ name }) => `Which email address belongs to ${name}, if any?`,
    ({ name }) => `An email for ${name}: yes or no, and which?`,
    ({ name }) => `If ${name} reads email, at what address?`,
  ],
  'contact.address': [
    (idea) => `Where is ${idea.name}${at(idea)}: what area, street or landmark?`,
    (idea) => `A customer looks for ${idea.name}${at(idea)}: how do they get there?`,
    (idea) => `Do you receive people${at(idea)}? If so, near what landmark?`,
    (idea) => `Which address should ${idea.name} give${at(idea)}, or do you prefer to travel?`,
    (idea) => `What is ${idea.name} close to${at(idea)}?`,
  ],
  'contact.hours': [
    ({ name }) => `When is ${name} open or reachable?`,
    ({ name }) => `On which days and hours can people reach ${name}?`,
    (idea) => `For ${firstService(idea)}, what are your days and hours?`,
    ({ name }) => `The hours of ${name}, public holidays and rest days included?`,
    (idea) => `From what hour to what hour do you work${at(idea)}?`,
  ],
  photos: [
    (idea) => `Do you have your own photos of this: ${promise(idea)}?`,
    (idea) => `Which photos, taken by you, show ${firstService(idea)}?`,
    ({ name }) => `Could you photograph a day at ${name}?`,
    (idea) => `A true picture beats a text: do you have some for ${promise(idea)}?`,
    ({ name }) => `Which pictures of ${name} may we show?`,
  ],
  services: [
    (idea) => `What exactly do you sell? For example: ${usual(idea)}? Keep only what you really do.`,
    (idea) => `Which services should be listed for ${idea.name}? Perhaps ${usual(idea)}?`,
    (idea) => `List what people can ask you for, in this manner: ${usual(idea)}.`,
    (idea) => `What does ${idea.name} offer, in a few lines? In this trade people see ${usual(idea)}.`,
    (idea) => `A customer asks what you do: is it ${usual(idea)}, or something else?`,
  ],
  'services.prices': [
    (idea) => `What is the price of each service: ${priced(idea)}?`,
    (idea) => `How much for ${priced(idea)}?`,
    (idea) => `Give a price, even a minimum, for ${priced(idea)}.`,
    (idea) => `At ${idea.name}, what do people pay for ${priced(idea)}?`,
    (idea) => `Which prices belong beside ${priced(idea)}?`,
  ],
  'offer.price': [
    (idea) => `At what price do you sell ${promise(idea)}, and for what quantity or time?`,
    ({ name }) => `How much does a customer pay at ${name}?`,
    (idea) => `What is the price of this: ${promise(idea)}?`,
    ({ name }) => `Which price does ${name} announce, even a minimum?`,
    (idea) => `A price reassures: which is it for ${promise(idea)}?`,
  ],
  'location.city': [
    ({ name }) => `In which town and area does ${name} work?`,
    ({ name }) => `Where is ${name}?`,
    ({ name }) => `Which town should be written for ${name}?`,
  ],
  'location.country': [
    ({ name }) => `In which country does ${name} work?`,
    ({ name }) => `Which country should be written for ${name}?`,
    ({ name }) => `${name} is in which country?`,
  ],
  sector: [
    ({ name }) => `What is the trade of ${name}, in the words of your customers?`,
    ({ name }) => `What do your customers call the work that ${name} does?`,
    ({ name }) => `${name} does what kind of work, in a few words?`,
  ],
  vision: [
    ({ vision }) =>
      `You wrote ${said(vision.raw, 'en')}. What will be different for your customers or your area if you succeed?`,
    ({ vision, name }) =>
      `Your vision: ${said(vision.raw, 'en')}. If ${name} does well, who will live better, and how?`,
    ({ vision }) => `${said(vision.raw, 'en')}: and for other people, what will it change?`,
  ],
  mission: [
    ({ mission }) =>
      `You wrote ${said(mission.raw, 'en')}. What do you do with your hands, from morning to evening, for a customer?`,
    ({ mission }) => `${said(mission.raw, 'en')}: tell us about a working day, step by step.`,
    ({ mission, name }) => `Your mission: ${said(mission.raw, 'en')}. What does ${name} do in practice?`,
  ],
  target_audience: [
    ({ audience }) =>
      `You wrote ${said(audience.raw, 'en')}. Who buys most often: what age, what work, which area, what trouble?`,
    ({ audience }) =>
      `${said(audience.raw, 'en')}: describe a customer you know, and what bothers them today.`,
    ({ audience, name }) =>
      `Your customers: ${said(audience.raw, 'en')}. Whom does ${name} want to serve before others?`,
  ],
  differentiation: [
    ({ difference }) =>
      `You wrote ${said(difference.raw, 'en')}. What do you do that your neighbour does not, and how can you show it?`,
    ({ difference }) => `${said(difference.raw, 'en')}: your rivals say it too. What proof can you give?`,
    ({ difference, name }) =>
      `Your difference: ${said(difference.raw, 'en')}. Why would a customer leave another for ${name}?`,
  ],
  value_proposition: [
    ({ offer }) =>
      `You wrote ${said(offer.raw, 'en')}. What does the customer get, how soon and at what price?`,
    ({ offer }) => `${said(offer.raw, 'en')}: say what the customer takes home, when and for how much.`,
    ({ offer, name }) => `Your offer: ${said(offer.raw, 'en')}. What exactly do people get at ${name}?`,
  ],
  'trust.social_proof': [
    ({ name }) => `Would a happy customer let you quote their words on ${name}, with their name?`,
    (idea) => `Who, after ${firstService(idea)}, would agree to say so on the site?`,
    ({ name }) => `Do you have a real word from a customer of ${name}, with their consent?`,
    (idea) => `Which customer${at(idea)} could speak about ${idea.name} in their own words?`,
    ({ name }) => `Have you had messages of thanks that ${name} may show?`,
  ],
  market_size: [
    (idea) =>
      `Do you know a figure on your market${at(idea)} that can be checked (chamber of commerce, town hall, association)?`,
    (idea) => `Who could give you a serious number of possible customers${at(idea)} for ${idea.name}?`,
    (idea) => `Have you read or counted anything on demand${at(idea)}, and where?`,
    (idea) => `Which source gives the size of the market${at(idea)} for ${idea.trade || idea.name}?`,
    (idea) => `How many people have this need${at(idea)}, and where does that number come from?`,
  ],
  'competitors.names': [
    (idea) => `Which rivals do your customers mention${at(idea)}, and what do they hold against them?`,
    (idea) => `Where do people go today who do not know ${idea.name}?`,
    (idea) => `Who else offers this${at(idea)}: ${promise(idea)}?`,
    (idea) => `Name the places that people compare with ${idea.name}${at(idea)}.`,
    (idea) => `Whom did your customers go to before ${idea.name}?`,
  ],
};

const QUESTIONS: Readonly<Record<Language, Readonly<Record<AskedField, Question>>>> = {
  fr: FRENCH,
  en: ENGLISH,
};

/** The question for a field, in the language of the idea. */
export function ask(idea: IdeaVoice, field: AskedField): MissingInformation {
  return { field, question: idea.variety.pick(`ask ${field}`, QUESTIONS[idea.language][field])(idea) };
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
  const empty = texts.flatMap(([field, { raw }]) => {
    const question = raw === '' ? NOTHING_SAID[idea.language][field] : undefined;
    return question === undefined ? [] : [{ field, question }];
  });
  const fields: AskedField[] = texts
    .filter(([, { isVague, raw }]) => isVague && raw !== '')
    .map(([field]) => field);
  if (idea.place.city === null) fields.push('location.city');
  if (idea.country === null) fields.push('location.country');
  if (idea.sector === 'other' && idea.trade === '') fields.push('sector');
  if (idea.services.length === 0) fields.push('services');
  if (idea.price === null) fields.push('offer.price');
  return [...empty, ...fields.map((field) => ask(idea, field))];
}
