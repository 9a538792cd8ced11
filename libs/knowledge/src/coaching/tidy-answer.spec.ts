import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokens } from '../text/fold.js';
import { tidyAnswer } from './tidy-answer.js';

const fr = (answer: string): string => tidyAnswer(answer, { language: 'fr', country: 'SN' });
const en = (answer: string): string => tidyAnswer(answer, { language: 'en', country: 'KE' });

describe('a tidied answer', () => {
  it.each([
    ['  je couds   des robes ,des jupes  ', 'Je couds des robes, des jupes.'],
    ['je livre a midi !!! les clients sont prêts', 'Je livre a midi ! Les clients sont prêts.'],
    ['je te tresse chez toi 😉', 'Je te tresse chez toi.'],
    ['je répare\net je livre', 'Je répare. Et je livre.'],
    ['je vends :\n- du riz\n- du mil', 'Je vends : du riz, du mil.'],
  ])('has clean spacing, capitals and an end: %s', (answer, tidied) => {
    expect(fr(answer)).toBe(tidied);
  });

  it('writes capitals small and keeps the names and short forms it knows', () => {
    expect(fr('JE COUDS DES ROBES A DAKAR, 5 000 FCFA PAR SMS OU WHATSAPP')).toBe(
      'Je couds des robes a Dakar, 5 000 FCFA par SMS ou WhatsApp.',
    );
    expect(en('I FIX PHONES IN NAIROBI EVERY MONDAY')).toBe('I fix phones in Nairobi every Monday.');
  });

  it('leaves an acronym and a word for emphasis alone', () => {
    expect(fr('je répare les GPS des zems, JAMAIS en retard')).toBe(
      'Je répare les GPS des zems, JAMAIS en retard.',
    );
    expect(fr('ONG')).toBe('ONG.');
  });

  it('gives known towns their capital only where they are towns', () => {
    expect(fr('je livre à dakar et à thiès')).toBe('Je livre à Dakar et à Thiès.');
    expect(en('dried mango to be eaten at school')).toBe('Dried mango to be eaten at school.');
  });

  it('spells short forms out', () => {
    expect(fr('jai bcp de clientes ds le quartier pcq c moi qui tresse avc les perles')).toBe(
      "J'ai beaucoup de clientes dans le quartier parce que c'est moi qui tresse avec les perles.",
    );
    expect(fr('j ai appris avec ma mère, c est moi meme qui moud le mil')).toBe(
      "J'ai appris avec ma mère, c'est moi-même qui moud le mil.",
    );
    expect(en('u dont pay bcos i test it 4 yrs n more')).toBe(
      "You don't pay because I test it 4 years and more.",
    );
  });

  it('leaves units and names alone that look like short forms', () => {
    expect(fr('je taille du bois de 5 mm pour Mme C et Mr J')).toBe(
      'Je taille du bois de 5 mm pour Mme C et Mr J.',
    );
  });

  it('drops fillers in front and doubled words', () => {
    expect(fr('euh ben je pense que je vends du du poisson')).toBe('Je vends du poisson.');
    expect(fr("Je pense qu'il faut livrer le le matin")).toBe('Il faut livrer le matin.');
    expect(en('um, well, I think that we sell to to drivers')).toBe('We sell to drivers.');
    expect(fr('Je pense aux gamins de la rue')).toBe('Je pense aux gamins de la rue.');
    expect(en('I think of the kids on the road')).toBe('I think of the kids on the road.');
    expect(fr('Bon poulet, bon riz')).toBe('Bon poulet, bon riz.');
    expect(en('So that riders eat')).toBe('So that riders eat.');
  });

  it('gives back what holds no letter', () => {
    expect(fr(' 1000 ')).toBe('1000');
    expect(fr('👍🏾')).toBe('👍🏾');
    expect(fr('')).toBe('');
  });

  it('changes nothing the second time', () => {
    const part = fc.constantFrom(
      ...[
        'euh',
        'jai',
        'c',
        'ds',
        'BCP',
        'le',
        'le',
        'dakar',
        'à',
        ',',
        '.',
        '!!',
        '\n',
        '-',
        '😀',
        'je',
        'pense',
        'que',
        'ben,',
        'é',
        ':',
        '5',
        'mm',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 16 }).map((parts) => parts.join(' ')),
        (answer) => {
          expect(fr(fr(answer))).toBe(fr(answer));
        },
      ),
    );
  });

  it('adds no word that was not there', () => {
    const word = fc.constantFrom(
      'robes',
      'pour',
      'les',
      'mamans',
      'de',
      'Pikine',
      'à',
      'midi',
      'et',
      'du',
      'thé',
      '500',
      'F',
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
        const said = new Set(tokens(words.join(' ')));
        expect(tokens(fr(words.join(' '))).filter((told) => !said.has(told))).toEqual([]);
      }),
    );
  });
});
