import { describe, expect, it } from '@jest/globals';
import { wholeWords } from './whole-words.js';

/** The piece up to the bar, completed. */
function completed(marked: string): string {
  const end = marked.indexOf('|');
  return wholeWords(marked.replace('|', ''), 0, end);
}

describe('a piece of a text', () => {
  it.each([
    ['les mamans de Grand| Yoff qui cuisinent', 'les mamans de Grand Yoff'],
    ['Des mamans de 25| à 45 ans', 'Des mamans de 25 à 45 ans'],
    ['they pay up to 8|,000 shillings a month', 'they pay up to 8,000 shillings'],
    ['à 2| 500 FCFA le panier', 'à 2 500 FCFA'],
    ['the own|er within', 'the owner'],
    ['livré avant 8| h', 'livré avant 8'],
    ['les mamans| du quartier', 'les mamans'],
    ['au marché de Kribi|. Ensuite', 'au marché de Kribi'],
    ['à Kigali|', 'à Kigali'],
  ])('%s', (marked, whole) => {
    expect(completed(marked)).toBe(whole);
  });
});
