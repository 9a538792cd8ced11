import { describe, expect, it } from '@jest/globals';
import { exampleIdea, EXAMPLE_IDS } from '../reading/example-ideas.fixture.js';
import { countryOfLocation } from '../countries/resolve-country.js';
import type { AnswerContext } from './answer-reading.js';
import { FIELD_OF_STEP } from './answer-reading.js';
import { COACHING_STEPS, type CoachingStep } from './coaching-step.js';
import { type Contradiction, findContradictions } from './find-contradictions.js';

type Answers = Partial<Record<CoachingStep, string>>;

const found = (answers: Answers, context: Partial<AnswerContext> = {}): readonly Contradiction[] =>
  findContradictions(answers, { language: 'fr', sector: 'restaurant', country: null, ...context });

describe('contradictions', () => {
  it('are two countries in which the business is', () => {
    expect(
      found({ mission: 'Je cuisine à Dakar chaque midi.', clientele: 'Les employés des bureaux à Abidjan' }),
    ).toEqual([{ kind: 'place', steps: ['mission', 'clientele'], words: ['Dakar', 'Abidjan'] }]);
  });

  it('are a currency that is not taken there, told by the answers or before', () => {
    expect(found({ mission: 'Je cuisine à Dakar.', offre: 'Un plat à 500 naira pour les employés' })).toEqual(
      [{ kind: 'currency', steps: ['offre'], words: ['500 naira', 'Dakar'] }],
    );
    expect(found({ offre: 'A meal for 1 000 FCFA' }, { country: 'KE', language: 'en' })).toEqual([
      { kind: 'currency', steps: ['offre'], words: ['1 000 FCFA', 'Kenya'] },
    ]);
    expect(
      found({ clientele: 'Drivers with 200 shillings, 200 KES', offre: 'A meal for 1 500 naira' }),
    ).toEqual([{ kind: 'currency', steps: ['clientele', 'offre'], words: ['200 KES', '1 500 naira'] }]);
  });

  it('are two starting prices of the same thing', () => {
    const answers = {
      mission: 'Je fais des tresses à partir de 3 000 FCFA',
      offre: 'Des tresses à partir de 5 000 FCFA',
    };
    expect(found(answers, { country: 'SN' })).toEqual([
      {
        kind: 'price',
        steps: ['mission', 'offre'],
        words: ['à partir de 3 000 FCFA', 'à partir de 5 000 FCFA'],
      },
    ]);
  });

  it('are customers who exclude each other', () => {
    expect(
      found({
        clientele: 'Les retraités de Thiès qui marchent mal',
        offre: 'Des chaussures pour les enfants',
      }),
    ).toEqual([{ kind: 'customer', steps: ['clientele', 'offre'], words: ['retraités', 'enfants'] }]);
    expect(found({ clientele: 'Women in Lagos who braid', offre: 'A haircut for men' })).toEqual([
      { kind: 'customer', steps: ['clientele', 'offre'], words: ['Women', 'men'] },
    ]);
    expect(found({ clientele: 'Les jeunes de 18 à 25 ans', offre: 'Un soin pour les 40 à 60 ans' })).toEqual([
      { kind: 'customer', steps: ['clientele', 'offre'], words: ['18 à 25 ans', '40 à 60 ans'] },
    ]);
  });

  it.each<readonly [string, Answers, Partial<AnswerContext>]>([
    ['a dream elsewhere', { vision: 'Un restaurant à Abidjan un jour', mission: 'Je cuisine à Dakar' }, {}],
    [
      'trade over a border',
      { mission: 'Je couds à Lomé', offre: 'Des robes livrées à Accra, export compris' },
      {},
    ],
    ['two towns of one country', { mission: 'Je cuisine à Dakar', clientele: 'Les pêcheurs à Mbour' }, {}],
    [
      'whoever carries goods',
      { mission: 'Je charge à Lomé', clientele: 'Les vendeuses à Accra' },
      { sector: 'transport' },
    ],
    ['where something comes from', { mission: 'Du wax de Lomé', clientele: 'Les mariées à Dakar' }, {}],
    [
      'dollars and euros',
      { mission: 'Je cuisine à Goma', offre: 'Un plat à 3 dollars ou 3 euros' },
      { country: 'CD' },
    ],
    ['francs, whichever', { mission: 'Je cuisine à Kigali', offre: 'Un plat à 900 francs' }, {}],
    [
      'prices of two things',
      { mission: 'Tresses à partir de 3 000 FCFA', offre: 'Perruques à partir de 9 000 FCFA' },
      { country: 'SN' },
    ],
    [
      'one price twice',
      { mission: 'Tresses à partir de 3 000 FCFA', offre: 'Tresses à partir de 3 000 FCFA' },
      { country: 'SN' },
    ],
    [
      'parents who pay for children',
      { clientele: 'Les parents de Thiès', offre: 'Un cours pour les enfants' },
      {},
    ],
    ['ages that meet', { clientele: 'Les femmes de 18 à 40 ans', offre: 'Un soin pour les 35 à 60 ans' }, {}],
    ['one answer', { mission: 'Je cuisine à Dakar et à Abidjan' }, {}],
    ['no answer', {}, {}],
  ])('are not seen in %s', (_what, answers, context) => {
    expect(found(answers, context)).toEqual([]);
  });

  it.each([...EXAMPLE_IDS])('are not seen in the example %s', (id) => {
    const { business_brief: brief, language } = exampleIdea(id);
    const answers = Object.fromEntries(COACHING_STEPS.map((step) => [step, brief[FIELD_OF_STEP[step]]]));
    const country = countryOfLocation(brief.location)?.code ?? null;
    expect(found(answers, { language })).toEqual([]);
    expect(found(answers, { language, country })).toEqual([]);
  });
});
