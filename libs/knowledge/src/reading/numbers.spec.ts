import { describe, expect, it } from '@jest/globals';
import { numbersIn } from './numbers.js';

describe('numbersIn', () => {
  it.each([
    ['à 2 800 FCFA pièce', [2800]],
    ['8,000 naira', [8000]],
    ['25 000 F (espaces fines)', [25000]],
    ['1.250.000,50', [1250000.5]],
    ['1,4 kg ou 0,500 l', [0.5, 1.4]],
    ['avant 12 h 15', [12, 15]],
    ['en 2025 300 clients', [300, 2025]],
    ['25k, 5 mille, 1,5 million', [5000, 25000, 1500000]],
    ['20 % de remise', [20]],
    ['sept jours, vingt et un ans, soixante et onze', [7, 21, 71]],
    ['quatre-vingt-dix-neuf', [99]],
    ['deux cents', [200]],
    ['trois mille cinq cents', [3500]],
    ['une douzaine d’œufs', [12]],
    ['twenty-five and sixty', [25, 60]],
    ['one hundred and five', [105]],
    ['two and three', [2, 3]],
    ['un habit, une retouche, a refund', []],
    ['', []],
  ])('reads "%s"', (text, expected) => {
    expect(numbersIn(text)).toEqual(expected);
  });
});
