import { describe, expect, it } from '@jest/globals';
import { type Language, LANGUAGES } from '../language.js';
import { type CoachTexts, PROPOSAL_STYLES } from './coach-texts.js';
import { coachTexts } from './coach-texts-of.js';
import { COACHING_LEVELS, COACHING_STEPS, STEP_CRITERIA, VAGUE_PATTERNS } from './coaching-step.js';

const MESSAGE_WORDS = 120;
const MESSAGE_QUESTIONS = 3;

/** Words that somebody without business schooling would have to ask about; a star stands for any ending. */
const JARGON: Readonly<Record<Language, readonly string[]>> = {
  fr: [
    'segment*',
    'proposition* de valeur',
    'kpi',
    'business*',
    'modèle* économique*',
    'cibl*',
    'persona*',
    'concurren*',
    'différenciat*',
    'différenciant*',
    'positionnement*',
    'marketing',
    'stratég*',
    'b2b',
    'b2c',
    'roi',
    'prospect*',
    'leads?',
    'scalab*',
    'pitch*',
    'benchmark*',
    'valeur ajoutée',
    'part* de marché',
    'barrière*',
    'canaux',
    'canal',
    'pouvoir d.achat',
    'bénéfice*',
    'impact*',
    'brief*',
    'feedback*',
    'deadline*',
    'objectif*',
    'optimis*',
    'innov*',
    'solution*',
  ],
  en: [
    'segment*',
    'value proposition*',
    'kpis?',
    'business (?:model|plan)*',
    'target*',
    'persona*',
    'competit*',
    'differentiat*',
    'positioning',
    'marketing',
    'strateg*',
    'b2b',
    'b2c',
    'roi',
    'prospect*',
    'leads',
    'scalab*',
    'pitch*',
    'benchmark*',
    'added value',
    'market share*',
    'barrier*',
    'channel*',
    'purchasing power',
    'pain points?',
    'beneficiar*',
    'benefit*',
    'impact*',
    'outcome*',
    'price points?',
    'brief*',
    'feedback*',
    'stakeholder*',
    'leverag*',
    'niche*',
    'usp',
    'optimi*',
    'innovat*',
    'solution*',
  ],
};
/** As a reader of plain words sees a word: letters before or after would make it another one. */
const aWord = (words: readonly string[]): RegExp =>
  new RegExp(`(?<!\\p{L})(?:${words.join('|').replaceAll('*', '\\p{L}*')})(?!\\p{L})`, 'iu');

/** Strings by path, e.g. "question.vision.beginner"; functions are called with `said`. */
const textsBelow = (value: unknown, path: string, said: string): readonly (readonly [string, string])[] => {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, (value as (said: string) => string)(said)]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    textsBelow(inner, path === '' ? key : `${path}.${key}`, said),
  );
};
const textsOf = (coach: CoachTexts): readonly (readonly [string, string])[] =>
  textsBelow(coach, '', 'Azertyuiop');
const beginnerTextsOf = (coach: CoachTexts): readonly (readonly [string, string])[] =>
  textsOf(coach).filter(([path]) => !/^question\..*\.expert$/u.test(path));

/** Every run of non-blanks counts, so that French punctuation that stands alone makes the count stricter. */
const wordCount = (text: string): number => text.split(/\s+/u).filter(Boolean).length;
const questionCount = (text: string): number => text.split('?').length - 1;
const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (wordCount(text) > wordCount(best) ? text : best));
const sentencesOf = (text: string): readonly string[] =>
  text.split(/(?<=[.!?…:])\s+(?=\p{Lu})/u).map((sentence) => sentence.trim());

const offenders = (
  texts: readonly (readonly [string, string])[],
  isWrong: (text: string, path: string) => boolean,
): readonly string[] =>
  texts.filter(([path, text]) => isWrong(text, path)).map(([path, text]) => `${path}: ${text}`);

const under = (coach: CoachTexts, ...keys: readonly (keyof CoachTexts)[]) =>
  textsOf(coach).filter(([path]) => keys.some((key) => path === key || path.startsWith(`${key}.`)));

/** What may stand before the question of the step that follows an accepted answer. */
const acceptances = (coach: CoachTexts): readonly string[] => [
  longest(coach.encouragements),
  coach.keptWeak,
  coach.keptAsIs,
  coach.skipped,
  coach.unjudged,
];

describe.each(LANGUAGES)('what the coach says in %s', (language) => {
  const coach = coachTexts(language);

  it('leaves no text empty or untidy', () => {
    expect(
      offenders(textsOf(coach), (text) => text === '' || text !== text.trim() || / {2}/u.test(text)),
    ).toEqual([]);
  });

  it('keeps each part as short as the messages made of them need', () => {
    const limits: readonly (readonly [number, readonly (keyof CoachTexts)[]])[] = [
      [8, ['encouragements']],
      [45, ['welcome']],
      [40, ['question', 'pattern']],
      [30, ['missing', 'otherLanguage', 'completed', 'followUps']],
      [25, ['transition', 'keptWeak', 'keptAsIs', 'skipped', 'unjudged', 'welcomeBack', 'goal']],
      [15, ['notMet', 'openings', 'criterion']],
    ];
    const tooLong = limits.flatMap(([limit, keys]) =>
      offenders(under(coach, ...keys), (text) => wordCount(text) > limit),
    );
    expect(tooLong).toEqual([]);
  });

  it.each(COACHING_LEVELS)(
    'composes messages of at most 120 words and three questions at the level %s',
    (level) => {
      const answer = Array.from({ length: 25 }, () => 'mot').join(' ');
      const questions = COACHING_STEPS.map((step) => coach.question[step][level]);
      const messages = [
        ...questions.flatMap((question, index) => {
          const settled = COACHING_STEPS[index - 1];
          if (settled === undefined) return [];
          return acceptances(coach).map((kept) =>
            [kept, coach.saidBack(answer), coach.transition[settled], question].join(' '),
          );
        }),
        ...questions.flatMap((question) =>
          [coach.welcome, coach.welcomeBack, coach.otherLanguage].map((opening) => `${opening} ${question}`),
        ),
        ...COACHING_STEPS.flatMap((step) =>
          Object.values(coach.missing[step]).map((ask) =>
            [longest(coach.encouragements), coach.saidBack(answer), ask].join(' '),
          ),
        ),
      ].map((text) => ['message', text] as const);

      expect(messages).toHaveLength(
        4 * 5 + 5 * 3 + COACHING_STEPS.flatMap((step) => STEP_CRITERIA[step]).length,
      );
      expect(offenders(messages, (text) => wordCount(text) > MESSAGE_WORDS)).toEqual([]);
      expect(offenders(messages, (text) => questionCount(text) > MESSAGE_QUESTIONS)).toEqual([]);
    },
  );

  it('asks one thing at a time', () => {
    const single = under(coach, 'missing', 'pattern', 'followUps').concat(
      textsOf(coach).filter(([path]) => /^recap\.fields\.|^help\..*\.question$/u.test(path)),
    );
    expect(offenders(single, (text) => questionCount(text) !== 1 || !text.endsWith('?'))).toEqual([]);
    expect(offenders(under(coach, 'question'), (text) => questionCount(text) !== 1)).toEqual([]);
  });

  it('puts no question into what stands beside a question', () => {
    const beside = under(
      coach,
      'welcome',
      'welcomeBack',
      'goal',
      'openings',
      'criterion',
      'notMet',
      'encouragements',
      'saidBack',
      'transition',
      'keptWeak',
      'keptAsIs',
      'skipped',
      'unjudged',
      'otherLanguage',
      'examplesIntro',
      'completed',
    );
    expect(offenders(beside, (text) => text.includes('?'))).toEqual([]);
  });

  it.each(COACHING_STEPS)('asks for, and explains, exactly the criteria of %s', (step) => {
    const criteria = [...STEP_CRITERIA[step]].sort();
    expect(Object.keys(coach.missing[step]).sort()).toEqual(criteria);
    expect(Object.keys(coach.notMet[step]).sort()).toEqual(criteria);
  });

  it('answers every empty kind of answer in its own way at each step', () => {
    const texts = VAGUE_PATTERNS.flatMap((pattern) =>
      COACHING_STEPS.map((step) => coach.pattern[pattern][step]),
    );
    expect(new Set(texts).size).toBe(VAGUE_PATTERNS.length * COACHING_STEPS.length);
  });

  it('offers alternatives to somebody who does not know', () => {
    const alternative = { fr: /, ou /u, en: /, or /u }[language];
    expect(
      offenders(under(coach, 'pattern'), (text, path) => path.includes('.vague.') && !alternative.test(text)),
    ).toEqual([]);
  });

  it('leaves openings and choices for the person to finish', () => {
    const begun = textsOf(coach).filter(([path]) => /^openings\.|^help\..*\.choices\./u.test(path));
    expect(begun.length).toBeGreaterThan(0);
    expect(offenders(begun, (text) => !text.endsWith('…'))).toEqual([]);
  });

  it('gives two or three further questions and help questions a step, with two to four choices', () => {
    for (const step of COACHING_STEPS) {
      expect([2, 3]).toContain(coach.followUps[step].length);
      expect([2, 3]).toContain(coach.help[step].length);
      for (const { choices } of coach.help[step]) expect([2, 3, 4]).toContain(choices.length);
    }
  });

  it('encourages in at least five different ways', () => {
    expect(coach.encouragements.length).toBeGreaterThanOrEqual(5);
    expect(new Set(coach.encouragements).size).toBe(coach.encouragements.length);
  });

  it('says no sentence twice', () => {
    const sentences = textsOf(coach)
      .flatMap(([, text]) => sentencesOf(text))
      .map((sentence) => sentence.toLowerCase());
    const again = sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index);
    expect(again).toEqual([]);
  });

  it('speaks without jargon to all but experts', () => {
    const jargon = aWord(JARGON[language]);
    expect(offenders(beginnerTextsOf(coach), (text) => jargon.test(text))).toEqual([]);
  });

  it('says an answer and its evidence as they were given', () => {
    expect(coach.saidBack('Nourrir mon quartier.')).toContain('Nourrir mon quartier.');
    expect(coach.met('mon quartier')).toContain('mon quartier');
  });

  it('names the three styles of a proposal apart', () => {
    expect(new Set(PROPOSAL_STYLES.map((style) => coach.proposals.title[style])).size).toBe(3);
    expect(new Set(PROPOSAL_STYLES.map((style) => coach.proposals.justification[style])).size).toBe(3);
  });
});

describe('the two languages of the coach', () => {
  it('say the same things in the same places', () => {
    const places = LANGUAGES.map((language) =>
      textsOf(coachTexts(language))
        .map(([path]) => path)
        .sort(),
    );
    expect(places[0]).toEqual(places[1]);
  });

  it('share no text but names that both know', () => {
    const english = new Map(textsOf(coachTexts('en')));
    const same = textsOf(coachTexts('fr')).filter(([path, text]) => english.get(path) === text);
    expect(same.map(([path]) => path)).toEqual(['stepName.vision', 'stepName.mission']);
  });

  it('address the person informally in French', () => {
    const formal = aWord(['vous', 'votre', 'vos', 'vôtres?', '\\p{L}+ez-\\p{L}+']);
    expect(offenders(textsOf(coachTexts('fr')), (text) => formal.test(text))).toEqual([]);
  });

  it('use the punctuation of their language', () => {
    const french = textsOf(coachTexts('fr'));
    expect(offenders(french, (text) => /\S[?!:;»]|«\S|[’“”]|\.\.\./u.test(text))).toEqual([]);
    const english = textsOf(coachTexts('en'));
    expect(offenders(english, (text) => /\s[?!:;]|[«»’]|\.\.\./u.test(text))).toEqual([]);
  });
});
