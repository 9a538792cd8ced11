import { describe, expect, it } from '@jest/globals';
import { type Language, LANGUAGES } from '../language.js';
import { type Sector, SECTORS } from '../sectors/sector-pack.js';
import { fold, tokens } from '../text/fold.js';
import { COACHING_STEPS, type CoachingStep } from './coaching-step.js';
import type { SectorCoaching } from './sector-coaching.js';
import { sectorCoaching } from './sector-coachings.js';

const RUN = 5;

interface Example {
  readonly sector: Sector;
  readonly step: CoachingStep;
  readonly text: string;
}

function examplesIn(language: Language): readonly Example[] {
  return SECTORS.flatMap((sector) =>
    COACHING_STEPS.flatMap((step) =>
      sectorCoaching(sector).examples[step][language].map((text) => ({ sector, step, text })),
    ),
  );
}

const questionsOf = (coaching: SectorCoaching, language: Language): readonly string[] =>
  COACHING_STEPS.flatMap((step) => coaching.questions[step][language]);

const textsOf = (coaching: SectorCoaching, language: Language): readonly string[] => [
  ...COACHING_STEPS.flatMap((step) => coaching.examples[step][language]),
  ...questionsOf(coaching, language),
  ...coaching.seasons[language],
  ...coaching.proofs[language],
];

/** An amount is one word: "12 000 FCFA" and "15 000 FCFA" have no word but the currency in common. */
function runsOf(text: string): readonly string[] {
  const words = tokens(text.replace(/(\p{N})[ ,.](?=\p{N}{3})/gu, '$1'));
  return words.slice(RUN - 1).map((_word, index) => words.slice(index, index + RUN).join(' '));
}

/** Runs of words that more than one example holds, each with where these examples stand. */
function sharedRuns(examples: readonly Example[]): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { sector, step, text } of examples) {
    for (const run of new Set(runsOf(text)))
      places.set(run, [...(places.get(run) ?? []), `${sector}/${step}`]);
  }
  return [...places].filter(([, of]) => of.length > 1).map(([run, of]) => `${run}: ${of.join(', ')}`);
}

function repeated(texts: readonly string[]): readonly string[] {
  const folded = texts.map(fold);
  return folded.filter((text, index) => folded.indexOf(text) !== index);
}

describe.each(SECTORS)('what the coach knows of %s', (sector) => {
  const coaching = sectorCoaching(sector);

  it('stands under its own name', () => {
    expect(coaching.sector).toBe(sector);
  });

  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(COACHING_STEPS)(
      'shows three examples for %s, none a fragment and none too long to read',
      (step) => {
        const examples = coaching.examples[step][language];
        expect(examples).toHaveLength(3);
        for (const text of examples) {
          expect(text.length).toBeGreaterThanOrEqual(30);
          expect(text.length).toBeLessThanOrEqual(320);
          expect(text).toMatch(/^\p{Lu}.*[^.][.!]$/u);
          expect(text.match(/[.!?](?=\s|$)/gu)?.length).toBeLessThanOrEqual(2);
        }
      },
    );

    it.each(['clientele', 'offre'] as const)('says what people can pay in every example for %s', (step) => {
      for (const text of coaching.examples[step][language]) {
        expect(text).toMatch(
          /\p{N}[\p{N} ,.]* (?:\p{L}+ ){0,2}(?:fcfa|cfa francs|francs|naira|cedis|shillings)/iu,
        );
      }
    });

    it.each(COACHING_STEPS)('asks one or two questions of the trade for %s', (step) => {
      const questions = coaching.questions[step][language];
      expect([1, 2]).toContain(questions.length);
      for (const question of questions) expect(question).toMatch(/^\p{Lu}[^?]*\?$/u);
    });

    it('tells the seasons in two to four sentences without a figure', () => {
      const seasons = coaching.seasons[language];
      expect([2, 3, 4]).toContain(seasons.length);
      for (const season of seasons) expect(season).toMatch(/^\p{Lu}\P{N}*\.$/u);
    });

    it('names four to six proofs as phrases', () => {
      const proofs = coaching.proofs[language];
      expect([4, 5, 6]).toContain(proofs.length);
      for (const proof of proofs) expect(proof).toMatch(/^\p{Ll}.*[^.?!]$/u);
    });

    it('holds no placeholder or stray typography', () => {
      for (const text of textsOf(coaching, language)) {
        expect(text).not.toMatch(/[{}<>[\]’]|\bTODO\b|\bXXX\b|lorem|\.\.\.|…|\s{2}|^\s|\s$/u);
      }
    });
  });

  it('asks as much in one language as in the other', () => {
    for (const step of COACHING_STEPS) {
      expect(coaching.questions[step].en).toHaveLength(coaching.questions[step].fr.length);
    }
    expect(coaching.seasons.en).toHaveLength(coaching.seasons.fr.length);
    expect(coaching.proofs.en).toHaveLength(coaching.proofs.fr.length);
  });

  it('says tu and never vous', () => {
    for (const text of textsOf(coaching, 'fr')) {
      const words = tokens(text.replace(/rendez-vous/giu, ''));
      expect(words.filter((word) => ['vous', 'votre', 'vos', 'votres'].includes(word))).toEqual([]);
    }
    const addressed = questionsOf(coaching, 'fr').filter((question) =>
      tokens(question).some((word) => ['tu', 'te', 't', 'toi', 'ton', 'ta', 'tes'].includes(word)),
    );
    expect(addressed.length).toBeGreaterThanOrEqual(COACHING_STEPS.length);
  });
});

describe.each(LANGUAGES)('all sectors together in %s', (language) => {
  it('share no run of five words between two examples', () => {
    expect(sharedRuns(examplesIn(language))).toEqual([]);
  });

  it('say nothing twice', () => {
    expect(repeated(SECTORS.flatMap((sector) => textsOf(sectorCoaching(sector), language)))).toEqual([]);
  });
});
