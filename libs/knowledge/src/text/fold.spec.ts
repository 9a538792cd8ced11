import { describe, expect, it } from '@jest/globals';
import { contentStems, contentWords, fold, stem, tokens } from './fold.js';

describe('fold', () => {
  it.each([
    ['Élevage', 'elevage'],
    ['l’élevage', 'l elevage'],
    ["  d'Élevage\n de  Poulets ", 'd elevage de poulets'],
    ['Œufs & cœur', 'oeufs & coeur'],
    ['ŋ ɓ ɗ Ƙ', 'n b d k'],
    ['e\u0301cole', 'ecole'],
    ['ＳＡＬＯＮ', 'salon'],
    ['', ''],
  ])('turns %j into %j', (given, expected) => {
    expect(fold(given)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    const once = fold("L'Œuvre d’İzmir : ça, c´est à Ɗakar");
    expect(fold(once)).toBe(once);
  });
});

describe('tokens', () => {
  it('separates at hyphens, slashes, punctuation and apostrophes', () => {
    expect(tokens("fast-food/traiteur, qu'une offre (à Dakar)")).toEqual([
      'fast',
      'food',
      'traiteur',
      'qu',
      'une',
      'offre',
      'a',
      'dakar',
    ]);
  });

  it('finds none in punctuation', () => {
    expect(tokens('… — !')).toEqual([]);
  });
});

describe('contentWords', () => {
  it('leaves out French function words and elided letters', () => {
    expect(contentWords("Aujourd'hui, l'élevage n'est qu'une part de notre ferme", 'fr')).toEqual([
      'elevage',
      'part',
      'ferme',
    ]);
  });

  it('leaves out English function words and contractions', () => {
    expect(contentWords("We don't only sell to our neighbours: they're farmers", 'en')).toEqual([
      'don',
      'sell',
      'neighbours',
      'farmers',
    ]);
  });

  it('keeps what is a word in one language and a function word in the other', () => {
    expect(contentWords('du thé', 'fr')).toEqual(['the']);
  });

  it('keeps numbers of one digit', () => {
    expect(contentWords('ouvert 7 jours', 'fr')).toEqual(['ouvert', '7', 'jours']);
  });
});

describe('stems', () => {
  it('brings inflected forms together in either language', () => {
    expect(stem('livraisons', 'fr')).toBe(stem('livraison', 'fr'));
    expect(stem('deliveries', 'en')).toBe(stem('delivery', 'en'));
  });

  it('compares texts by meaning-bearing stems', () => {
    expect(contentStems('des livraisons à domicile', 'fr')).toEqual(
      contentStems('La livraison, à domiciles', 'fr'),
    );
  });
});
