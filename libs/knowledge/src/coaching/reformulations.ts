import type { Language } from '../language.js';
import { INFINITIVE } from '../reading/lexicon.js';
import { fold } from '../text/fold.js';
import { inline } from '../writing/inline.js';
import { sentencesOf, upperFirst, withoutFinalPunctuation } from '../writing/prose.js';
import { languageOf } from '../writing/text-language.js';
import { type AnswerContext, NOTHING_TOLD } from './answer-reading.js';
import type { CoachingStep, Criterion } from './coaching-step.js';
import { judgeAnswer } from './judge-answer.js';
import { tidyAnswer } from './tidy-answer.js';

/** A person's text in other words of the same content. */
export interface Reformulations {
  readonly reformulated: string;
  /** False where nothing could be made better. */
  readonly isBetter: boolean;
  readonly suggestions: readonly [string, string];
}

/** Shorter texts are left alone. Source: agents specification §3.4. */
const SHORTEST = 30;

/** What can follow a colon, whatever the answer's form is. */
const HEADINGS: Readonly<Record<Language, Readonly<Record<CoachingStep, string>>>> = {
  fr: {
    vision: 'Ma vision',
    mission: 'Au quotidien',
    clientele: 'Mes premiers clients',
    differentiation: 'Ce qui me distingue',
    offre: 'Mon offre',
  },
  en: {
    vision: 'My vision',
    mission: 'Day to day',
    clientele: 'My first customers',
    differentiation: 'What sets me apart',
    offre: 'My offer',
  },
};
const IN_ONE_SENTENCE: Readonly<Record<Language, string>> = { fr: 'En une phrase', en: 'In one sentence' };
const IN_SHORT: Readonly<Record<Language, string>> = { fr: 'En résumé', en: 'In short' };

/** What each criterion's words are put under. */
const LABELS: Readonly<Record<Language, Readonly<Record<Criterion, string>>>> = {
  fr: {
    what: 'Quoi',
    who: 'Pour qui',
    where: 'Où',
    how: 'Comment',
    need: 'Le besoin',
    gain: 'Ce qu’on y gagne',
    how_much: 'Combien',
    proof: 'La preuve',
    hard_to_copy: 'Difficile à copier',
  },
  en: {
    what: 'What',
    who: 'For whom',
    where: 'Where',
    how: 'How',
    need: 'The need',
    gain: 'What they gain',
    how_much: 'How much',
    proof: 'The proof',
    hard_to_copy: 'Hard to copy',
  },
};

const colon = (heading: string, text: string, language: Language): string =>
  language === 'fr' ? `${heading} : ${text}` : `${heading}: ${text}`;

/** "Je veux que …", "Que …": what follows can stand after "je rêve". */
const WISHED = /^(?:(?:je|nous|on) (?:veux|voulons|veut|voudrais|souhaite|souhaitons) )?(?=que |qu['’])/iu;
/** Infinitives only: nouns in -er and -re that an answer may open with are left out. */
const NO_INFINITIVE =
  /^(?:hier|atelier|panier|papier|cahier|cuisinier|premier|dernier|chantier|quartier|metier|courrier|dossier|diner|souper|offre|notre|votre|autre|quatre|entre|contre|centre|chambre|titre|lettre|livre|mere|pere|frere|terre|pierre|biere|verre|beurre|cuir|soir|plaisir|loisir|miroir|espoir|tiroir|mer|fer|hiver|cher|leader|poster|dealer|super|voiture|couture|culture|nourriture|ouverture|peinture|teinture|coiffure|chaussure|histoire|armoire|foire|affaire|salaire|dictionnaire|partenaire|proprietaire|fonctionnaire|secretaire|infirmiere|couturiere)$/u;
const isInfinitive = (word: string): boolean =>
  INFINITIVE.test(word) && /(?:er|ir|oir|dre|tre|ire)$/u.test(word) && !NO_INFINITIVE.test(word);
const ACTOR: Readonly<Record<Language, RegExp>> = {
  fr: /^(?:je |j['’]|nous |on )(?!veux|voulons|veut|voudrais|souhaite|souhaitons|suis|sommes|rêve|ai )/iu,
  en: /^(?:i|we) (?!want|would|wish|hope|am|are|dream|was|were|have)/iu,
};

/** The answer in a sentence of its step; null where its form does not fit one. */
function framed(text: string, step: CoachingStep, language: Language): string | null {
  const opening = fold(text).split(' ')[0] ?? '';
  if (language === 'fr' && step === 'vision' && WISHED.test(text)) {
    const clause = text.replace(WISHED, '');
    return `Je rêve ${clause.charAt(0).toLowerCase()}${clause.slice(1)}`;
  }
  const small = `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
  if (language === 'fr' && isInfinitive(opening)) {
    if (step === 'vision') return `Je rêve de ${small}`.replace(/\bde (?=[aeiouyhâéèêîô])/iu, "d'");
    if (step === 'mission') return `Mon entreprise existe pour ${small}`;
  }
  if (!ACTOR[language].test(text) || step === 'vision' || step === 'clientele') return null;
  const told = language === 'en' && /^I /u.test(text) ? text : small;
  return language === 'fr' ? `Concrètement, ${told}` : `In practice, ${told}`;
}

const FEWEST_CRITERIA = 3;

/** The words that show the criteria, each under its name and none twice; null where there are too few. */
function byCriteria(answer: string, context: AnswerContext, language: Language): string | null {
  const told = judgeAnswer(answer, context).criteria.flatMap(({ criterion, evidence }) =>
    evidence === null ? [] : [{ criterion, words: evidence }],
  );
  const apart = told.filter(
    ({ words }, index) =>
      !told.some(
        (other, at) =>
          at !== index && fold(other.words).includes(fold(words)) && (other.words !== words || at < index),
      ),
  );
  if (apart.length < FEWEST_CRITERIA) return null;
  return apart
    .map(
      ({ criterion, words }) =>
        `${colon(LABELS[language][criterion], withoutFinalPunctuation(words), language)}.`,
    )
    .join(' ');
}

/**
 * The answer said back in clean form, and twice more in the frame of its step. Only the person's own words, with
 * headings; a frame that could break the grammar is not used.
 */
export function reformulations(answer: string, context: AnswerContext): Reformulations {
  const text = tidyAnswer(answer, context);
  const own = languageOf(text) ?? context.language;
  const told = inline(text, { brief: { ...NOTHING_TOLD, vision: answer }, language: own });
  const headed = colon(HEADINGS[own][context.step], told, own);
  if (answer.trim().length < SHORTEST) {
    const short = colon(IN_ONE_SENTENCE[own], told, own);
    return { reformulated: answer, isBetter: false, suggestions: [headed, short] };
  }
  const isSentence = sentencesOf(text).length === 1;
  const neutral = colon(isSentence ? IN_ONE_SENTENCE[own] : IN_SHORT[own], told, own);
  const first = framed(text, context.step, own) ?? headed;
  // Elsewhere the words of two criteria are too often the same.
  const apart = context.step === 'clientele' ? byCriteria(text, context, own) : null;
  const second = apart ?? (first === headed ? neutral : headed);
  return {
    reformulated: text,
    isBetter: text !== answer.trim(),
    suggestions: [upperFirst(first), upperFirst(second)],
  };
}
