import { describe, expect, it } from '@jest/globals';
import { type Language, LANGUAGES } from '../language.js';
import { SECTORS } from '../sectors/sector-pack.js';
import { tokens } from '../text/fold.js';
import { PROPOSAL_STYLES } from './coach-texts.js';
import { COACHING_STEPS, type CoachingStep } from './coaching-step.js';
import { type Proposal, type ProposalContext, proposeAnswers, usualAnswer } from './propose-answers.js';

const FIRST_PERSON: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(['je', 'j', 'me', 'm', 'moi', 'mon', 'ma', 'mes', 'nous', 'notre', 'nos']),
  en: new Set(['i', 'me', 'my', 'we', 'us', 'our']),
};
const POLITE = new Set(['vous', 'votre', 'vos']);
const TOWN = { fr: 'Bouaké', en: 'Kumasi' } as const;
const COUNTRY = { fr: 'CI', en: 'GH' } as const;
const NAME = 'Maison Teranga';

const aContext = (known: Partial<ProposalContext> = {}): ProposalContext => ({
  language: 'fr',
  sector: 'other',
  city: null,
  country: null,
  businessName: null,
  services: [],
  answers: {},
  ...known,
});

const contentsOf = (step: CoachingStep, context: ProposalContext): readonly string[] =>
  proposeAnswers(step, context).map(({ content }) => content);

const allContents = (context: ProposalContext): readonly string[] =>
  COACHING_STEPS.flatMap((step) => contentsOf(step, context));

const wordsOf = (text: string): readonly string[] => tokens(text.replace(/rendez-vous/giu, ''));

const repeated = (texts: readonly string[]): readonly string[] =>
  texts.filter((text, index) => texts.indexOf(text) !== index);

describe.each(SECTORS)('what is proposed to %s', (sector) => {
  describe.each(LANGUAGES)('in %s', (language) => {
    const known = {
      nothing: { language, sector },
      'the town': { language, sector, city: TOWN[language], country: COUNTRY[language] },
      'the name': { language, sector, businessName: NAME },
      'town and name': {
        language,
        sector,
        city: TOWN[language],
        country: COUNTRY[language],
        businessName: NAME,
      },
    } as const satisfies Readonly<Record<string, Partial<ProposalContext>>>;

    describe.each(Object.entries(known))('when %s is known', (_what, facts) => {
      const context = aContext(facts);

      it.each(COACHING_STEPS)('makes three different answers to %s, one per style', (step) => {
        const proposals: readonly Proposal[] = proposeAnswers(step, context);
        expect(proposals.map(({ style }) => style)).toEqual(PROPOSAL_STYLES);
        expect(new Set(proposals.map(({ content }) => content)).size).toBe(PROPOSAL_STYLES.length);
      });

      it.each(COACHING_STEPS)('answers %s in one to three whole sentences', (step) => {
        for (const content of contentsOf(step, context)) {
          expect(content.length).toBeGreaterThanOrEqual(60);
          expect(content.length).toBeLessThanOrEqual(400);
          expect(content).toMatch(/^\p{Lu}.*[^.]\.$/u);
          expect(content.match(/[.!?](?=\s|$)/gu)?.length).toBeLessThanOrEqual(3);
        }
      });

      it.each(COACHING_STEPS)('leaves no slot, figure or stray typography in %s', (step) => {
        for (const content of contentsOf(step, context)) {
          expect(content).not.toMatch(/[{}|<>[\]’]|\p{N}|\.\.\.|…|\s{2}|\s[,.]|[,;:] ?[,;:.]|\bnull\b/u);
        }
      });

      it.each(COACHING_STEPS)('speaks of %s in the first person', (step) => {
        for (const content of contentsOf(step, context)) {
          expect(wordsOf(content).filter((word) => FIRST_PERSON[language].has(word))).not.toEqual([]);
          expect(wordsOf(content).filter((word) => POLITE.has(word))).toEqual([]);
        }
      });

      it.each(COACHING_STEPS)('takes the pragmatic answer to %s for the usual one', (step) => {
        const [, pragmatic] = proposeAnswers(step, context);
        expect(pragmatic.style).toBe('pragmatic');
        expect(usualAnswer(step, context)).toBe(pragmatic.content);
      });
    });

    it.each(COACHING_STEPS)('names the town in an answer to %s', (step) => {
      const within = new RegExp(
        `(?<!\\p{L})${language === 'fr' ? 'à' : 'in'} ${TOWN[language]}(?!\\p{L})`,
        'iu',
      );
      const contents = contentsOf(step, aContext(known['the town']));
      expect(contents.filter((content) => within.test(content))).not.toEqual([]);
    });

    it('names the business in an answer', () => {
      const contents = allContents(aContext(known['the name']));
      expect(contents.filter((content) => content.includes(NAME))).not.toEqual([]);
    });

    it('repeats no sentence', () => {
      const sentences = allContents(aContext(known.nothing)).flatMap((content) => content.split(/(?<=\.) /u));
      expect(repeated(sentences)).toEqual([]);
    });
  });
});

describe('what stands in a slot', () => {
  const spoken = (known: Partial<ProposalContext>): string => allContents(aContext(known)).join(' ');

  it.each(['dakar', 'DAKAR, Sénégal', 'à Dakar', ' Dakar (Médina)', 'dakar/pikine'])(
    'is the town of "%s" as the maps spell it',
    (city) => {
      expect(spoken({ city })).toBe(spoken({ city: 'Dakar' }));
    },
  );

  it('is a town that no map of ours knows, with a capital letter', () => {
    expect(spoken({ city: 'ndioum' })).toContain('à Ndioum');
  });

  it('follows the article of a French name', () => {
    expect(spoken({ city: 'Le Lamentin' })).toMatch(/au Lamentin/u);
    expect(spoken({ city: 'Le Lamentin' })).not.toMatch(/à Le/u);
  });

  it.each(['', ' ', '...', 'a town whose name goes on for so long that it is none'])(
    'is left out where the town is "%s"',
    (city) => {
      expect(spoken({ city, language: 'en' })).toBe(spoken({ city: null, language: 'en' }));
    },
  );

  it.each(['', '?!', 'The shop where we sell everything that you may ever want'])(
    'is left out where the name is "%s"',
    (businessName) => {
      expect(spoken({ businessName })).toBe(spoken({ businessName: null }));
    },
  );

  it('takes a dollar sign of a name for what it is', () => {
    expect(spoken({ businessName: 'Cash $& Carry' })).toContain('Cash $& Carry');
  });
});

describe.each(LANGUAGES)('all sectors together in %s', (language) => {
  it('propose nothing twice, the texts for unknown trades aside', () => {
    const contentsBySector = SECTORS.map((sector) => allContents(aContext({ language, sector })));
    const unknown = allContents(aContext({ language, sector: 'other' }));
    const own = contentsBySector.filter(([first]) => first !== unknown[0]);
    expect(own.length).toBeGreaterThan(0);
    expect(repeated([...unknown, ...own.flat()])).toEqual([]);
  });
});
