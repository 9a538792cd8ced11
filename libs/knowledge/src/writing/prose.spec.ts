import { describe, expect, it } from '@jest/globals';
import {
  asSentence,
  cutAtWord,
  excerpt,
  listed,
  quoted,
  sentencesOf,
  tidy,
  typeset,
  upperFirst,
} from './prose.js';

describe('tidy', () => {
  it.each([
    ['bonne  qualité !! pas cher...', 'bonne qualité ! pas cher…'],
    ['a\nb\t c', 'a b c'],
    ['fini ., non', 'fini. non'],
    ['<b>gras</b> 🎉', '<b>gras</b> 🎉'],
    ['?!?', '?'],
  ])('makes %j %j', (given, expected) => {
    expect(tidy(given)).toBe(expected);
  });
});

describe('sentencesOf', () => {
  it('parts sentences, also in texts without capitals', () => {
    expect(sentencesOf('je coupe. lames neuves. env. 3 par jour')).toEqual([
      'je coupe.',
      'lames neuves.',
      'env. 3 par jour',
    ]);
    expect(sentencesOf('À 1,4 kg. Le jeudi ? Oui !')).toEqual(['À 1,4 kg.', 'Le jeudi ?', 'Oui !']);
  });
});

describe('cutAtWord', () => {
  it('cuts between words and never inside an amount or after a word that leads on', () => {
    expect(cutAtWord('une robe à partir de 25 000 FCFA livrée', 26)).toBe('une robe');
    expect(cutAtWord('a hot meal with the family', 18)).toBe('a hot meal');
    expect(cutAtWord('court', 18)).toBe('court');
  });

  it('cuts one long word between code points', () => {
    expect(cutAtWord('🎉'.repeat(10), 5)).toBe('🎉🎉');
  });
});

describe('sentences and lists', () => {
  it('ends and begins a sentence once', () => {
    expect(asSentence('élevage de poulets')).toBe('Élevage de poulets.');
    expect(asSentence('vraiment ?')).toBe('Vraiment ?');
    expect(upperFirst('« oui »')).toBe('« Oui »');
  });

  it('lists, and does not pile up conjunctions', () => {
    expect(listed(['a', 'b', 'c'], 'fr')).toBe('a, b et c');
    expect(listed(['fractures et entorses', 'b'], 'fr')).toBe('fractures et entorses, b');
  });

  it('quotes without a full stop inside and without quotes in quotes', () => {
    expect(quoted('gagner « vite ».', 'fr')).toBe("«\u00a0gagner 'vite'\u00a0»");
  });

  it('keeps whole sentences in an excerpt', () => {
    expect(excerpt('Un deux. Trois quatre cinq.', 12)).toBe('Un deux.');
  });
});

describe('typeset', () => {
  it('uses spaces that do not break in French and none before a mark in English', () => {
    expect(typeset('Vraiment ? Oui: ici!', 'fr')).toBe('Vraiment\u00a0? Oui\u00a0: ici\u00a0!');
    expect(typeset('Really ? Yes : here', 'en')).toBe('Really? Yes: here');
    expect(typeset('voir https://a.b à 12:30', 'fr')).toBe('voir https://a.b à 12:30');
  });
});
