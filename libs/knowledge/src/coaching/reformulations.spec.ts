import { describe, expect, it } from '@jest/globals';
import type { CoachingStep } from './coaching-step.js';
import { reformulations, type Reformulations } from './reformulations.js';

const reworded = (step: CoachingStep, answer: string): Reformulations =>
  reformulations(answer, { step, language: 'fr', sector: 'other', country: 'SN' });

describe('reformulations', () => {
  it('leave a short text as it is', () => {
    expect(reworded('mission', 'je  couds des robes')).toMatchObject({
      reformulated: 'je  couds des robes',
      isBetter: false,
    });
  });

  it('are no better than a text that is clean already', () => {
    const answer = 'Je couds des robes pour les mamans de Pikine.';
    expect(reworded('mission', answer)).toMatchObject({ reformulated: answer, isBetter: false });
    expect(reworded('mission', answer.toLowerCase()).isBetter).toBe(true);
  });

  it.each<readonly [CoachingStep, string, string]>([
    [
      'vision',
      'je veux que les filles de Kolda sachent lire',
      'Je rêve que les filles de Kolda sachent lire.',
    ],
    [
      'vision',
      'aider les pêcheurs de Joal à garder le poisson',
      "Je rêve d'aider les pêcheurs de Joal à garder le poisson.",
    ],
    [
      'mission',
      'livrer des repas chauds aux ouvriers du port',
      'Mon entreprise existe pour livrer des repas chauds aux ouvriers du port.',
    ],
    [
      'mission',
      'nous lavons les tapis chez les familles de Fann',
      'Concrètement, nous lavons les tapis chez les familles de Fann.',
    ],
    [
      'clientele',
      'les dockers du port qui mangent debout à midi',
      'Mes premiers clients : les dockers du port qui mangent debout à midi.',
    ],
    [
      'differentiation',
      'je mouds le mil devant la cliente, à la pierre',
      'Concrètement, je mouds le mil devant la cliente, à la pierre.',
    ],
    [
      'offre',
      'panier de légumes lavés, livré le dimanche',
      'Mon offre : panier de légumes lavés, livré le dimanche.',
    ],
    [
      'mission',
      'atelier de couture ouvert aux femmes du quartier',
      'Au quotidien : atelier de couture ouvert aux femmes du quartier.',
    ],
    [
      'mission',
      'I collect the laundry on Monday and iron it',
      'In practice, I collect the laundry on Monday and iron it.',
    ],
    [
      'clientele',
      'Night nurses in Kisumu who get home hungry',
      'My first customers: night nurses in Kisumu who get home hungry.',
    ],
  ])('put an answer to %s into a sentence of its step: %s', (step, answer, expected) => {
    expect(reworded(step, answer).suggestions[0]).toBe(expected);
  });

  it('keep a name its capital behind a heading', () => {
    const answer = 'Dakar manque de couturières qui tiennent leurs dates, à Dakar on attend.';
    expect(reworded('clientele', answer).suggestions[0]).toBe(`Mes premiers clients : ${answer}`);
  });

  it('offer two different wordings', () => {
    const answers = [
      'Je couds des robes pour les mamans de Pikine qui travaillent tard.',
      'de la qualité pour tout le monde, toujours',
    ];
    const pairs = answers.map((answer) => reworded('offre', answer).suggestions);
    expect(pairs.filter(([one, other]) => one === other)).toEqual([]);
  });

  it('show the words under the criteria where they tell enough', () => {
    const { suggestions } = reworded(
      'clientele',
      'Les couturières de Thiès. Elles attendent leur fil trois semaines. Je les trouve sur WhatsApp. Budget 5 000 F par mois.',
    );
    expect(suggestions[1]).toContain('Pour qui : Les couturières de Thiès.');
    expect(suggestions[1]).toContain('Combien : 5 000 F par mois.');
  });
});
