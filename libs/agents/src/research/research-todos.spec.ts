import { LANGUAGES } from '@genesis/knowledge';
import { describe, expect, it } from '@jest/globals';
import type { AgentInput } from '../agent.js';
import { tidyQuery, usualTodos } from './research-todos.js';

const PERSONAL = ['Calebasse', 'Awa', 'secret', 'lycée', 'Mafé de nuit'];

function anInput(said: Partial<AgentInput> = {}, place = { city: 'Thiès', country: 'Sénégal' }): AgentInput {
  return {
    brief: {
      business_name: 'La Calebasse de Awa',
      sector: 'Cantine secrète',
      vision: 'Un secret du lycée.',
      mission: 'Un secret.',
      target_audience: 'Un secret.',
      differentiation: 'Un secret.',
      value_proposition: 'Un secret.',
      location: place,
      services: ['Mafé de nuit'],
    },
    language: 'fr',
    sector: 'restaurant',
    country: 'SN',
    results: {},
    statuses: {},
    ...said,
  };
}

describe('the usual todos', () => {
  it.each(LANGUAGES)('ask for rivals, trends, prices and openings (%s)', (language) => {
    const todos = usualTodos(anInput({ language }), '2026');
    expect(todos.map(({ topic, depth }) => [topic, depth])).toEqual([
      ['competitors', 'deep'],
      ['trends', 'basic'],
      ['prices', 'basic'],
      ['opportunities', 'basic'],
    ]);
    for (const { query } of todos) expect(query).toContain('2026');
  });

  it('are no public fact where a word of the person is in them', () => {
    const publicOf = (input: AgentInput) =>
      usualTodos(input, '2026').flatMap(({ topic, isPublicFact }) => (isPublicFact ? [topic] : []));
    expect(publicOf(anInput())).toEqual(['competitors', 'trends', 'opportunities']);
    expect(publicOf(anInput({}, { city: 'chez la secrète', country: 'Sénégal' }))).toEqual([
      'trends',
      'opportunities',
    ]);
    expect(publicOf(anInput({ sector: 'other' }))).toEqual([]);
    expect(publicOf(anInput({ country: null }))).toEqual([]);
  });

  it('carry nothing of the person in a public fact', () => {
    const inputs = [
      anInput(),
      anInput({ language: 'en' }),
      anInput({ sector: 'other' }),
      anInput({}, { city: 'secret', country: 'secret' }),
    ];
    const told = inputs
      .flatMap((input) => usualTodos(input, '2026'))
      .filter(({ isPublicFact }) => isPublicFact)
      .map(({ query }) => query)
      .join(' ');
    expect(told).not.toBe('');
    for (const word of PERSONAL) expect(told).not.toContain(word);
  });

  it('look for the rivals that were named, for nobody else', () => {
    const hints = { competitors: ['Chez Fatou', 'Le Dakarois'], goals: [], challenges: null };
    const todo = usualTodos(anInput({ hints }), '2026').at(-1);
    expect(todo?.query).toContain('Chez Fatou Le Dakarois Thiès');
    expect(todo?.isPublicFact).toBe(false);
  });

  it('know a wider query where there is a town', () => {
    const [rivals] = usualTodos(anInput(), '2026');
    expect(rivals?.query).toContain('Thiès');
    expect(rivals?.wider).not.toContain('Thiès');
    expect(rivals?.wider).toContain('Sénégal');
    expect(usualTodos(anInput({}, { city: '', country: 'Sénégal' }), '2026')[0]?.wider).toBeNull();
  });
});

describe('a query', () => {
  it('is one line without operators, cut at a word', () => {
    expect(tidyQuery('  prix "mafé"\n| thies <b> ')).toBe('prix mafé thies b');
    const long = tidyQuery('mot '.repeat(100));
    expect(long.length).toBeLessThanOrEqual(200);
    expect(long.endsWith('mot')).toBe(true);
  });
});
