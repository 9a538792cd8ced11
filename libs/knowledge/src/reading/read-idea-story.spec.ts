import { describe, expect, it } from '@jest/globals';
import { aBrief, type ExampleId, exampleIdea } from './example-ideas.fixture.js';
import type { IdeaReading } from './idea-reading.js';
import { readIdea } from './read-idea.js';

function read(id: ExampleId): IdeaReading {
  const { business_brief, language } = exampleIdea(id);
  return readIdea(business_brief, language);
}

describe('the story', () => {
  it.each([
    [
      'tailor-dakar',
      'Des femmes de 25 à 45 ans',
      'qui',
      'ratent des cérémonies parce que leur tailleur livre en retard',
    ],
    [
      'poultry-bobo',
      'Les maquis et petits restaurants du centre de Bobo',
      'qui',
      'souffrent de ruptures le week-end',
    ],
    [
      'repair-lagos',
      'Students and young workers around the university in Yaba',
      'who',
      'cannot be without their phone for a day and have been cheated with fake parts',
    ],
    ['lunch-abidjan', 'Employés de bureau du Plateau', 'qui', "n'ont que 45 minutes de pause"],
    [
      'salon-douala',
      'Femmes de 18 à 35 ans à Douala',
      'qui',
      'ont abîmé leurs cheveux avec le défrisage et ne trouvent pas de conseils',
    ],
    ['tutor-kigali', 'Parents of 13 to 17 year olds in Nyamirambo', 'whose', 'child failed a term'],
    [
      'logistics-lome',
      'Vendeuses sur Facebook et WhatsApp à Lomé',
      'qui',
      'perdent des ventes faute de livraison fiable',
    ],
  ] as const)('knows customers and trouble of %s', (id, head, pronoun, trouble) => {
    const { customers, problem } = read(id);
    expect(customers?.head.text).toBe(head);
    expect(problem).toMatchObject({ pronoun, quote: { text: trouble } });
  });

  it.each(['Tout le monde', 'everybody', 'les gens', 'our customers', ''])(
    'takes "%s" for nobody',
    (target_audience) => {
      expect(readIdea(aBrief({ target_audience }), 'fr').customers).toBeNull();
    },
  );

  it('skips an introduction and keeps an enumeration together', () => {
    const target_audience =
      'Nos clients sont les étudiants, les vendeuses et les employés de Yopougon, qui manquent de temps.';
    expect(readIdea(aBrief({ target_audience }), 'fr').customers?.head.text).toBe(
      'les étudiants, les vendeuses et les employés de Yopougon',
    );
  });

  it.each([
    [
      'tailor-dakar',
      'nous',
      [
        'prenons les mesures',
        'conseillons le tissu',
        'livrons en sept jours un habit ajusté, avec une retouche gratuite',
      ],
    ],
    [
      'salon-douala',
      'Nous',
      [
        'lavons, soignons et coiffons les cheveux crépus avec des produits locaux',
        'apprenons à chaque cliente à les entretenir',
      ],
    ],
    [
      'lunch-abidjan',
      'Nous',
      ["cuisinons quatre plats du jour avec des produits d'Adjamé", 'les livrons à vélo avant 12 h 15'],
    ],
    [
      'repair-lagos',
      'We',
      [
        'diagnose every phone in front of its owner within 20 minutes',
        'repair with tested parts',
        'give a written 90-day guarantee',
      ],
    ],
    ['tutor-kigali', 'we', ['teach groups of eight with past papers', 'report progress to parents by SMS']],
  ] as const)('knows what %s does', (id, subject, steps) => {
    const { commitment } = read(id);
    expect(commitment?.subject).toBe(subject);
    expect(commitment?.steps.map(({ text }) => text)).toEqual(steps);
  });

  it('keeps the purpose apart', () => {
    expect(read('tailor-dakar').commitment?.purpose?.text).toBe(
      'pour que les clients soient prêts pour leurs cérémonies',
    );
    expect(read('repair-lagos').commitment?.purpose?.text).toBe('so that people keep working');
  });

  it.each([
    ['tailor-dakar', 'que', /^les familles de Grand Yoff/u, 'Dans cinq ans'],
    ['lunch-abidjan', 'que', /^les employés du Plateau/u, undefined],
    ['repair-lagos', 'statement', /^nobody in Yaba/u, 'In five years'],
    ['tutor-kigali', 'statement', /^Every teenager/u, undefined],
    ['vague', 'infinitive', /^gagner de l'argent$/u, undefined],
  ] as const)('knows the ambition of %s', (id, form, clause, horizon) => {
    const { ambition } = read(id);
    expect(ambition?.form).toBe(form);
    expect(ambition?.clause.text).toMatch(clause);
    expect(ambition?.horizon?.quote.text).toBe(horizon);
  });

  it.each([
    ['tailor-dakar', 'les femmes actives de Dakar', 'avoir une tenue sur mesure en sept jours'],
    [
      'poultry-bobo',
      'les maquis de Bobo',
      'ne jamais manquer de poulet le week-end avec une livraison à poids garanti',
    ],
    ['repair-lagos', 'students in Yaba', 'get their phone back the same day, with proof of genuine parts'],
    ['tutor-kigali', 'teenagers', 'raise their maths grade in one term'],
  ] as const)('knows whom %s helps to what', (id, beneficiary, outcome) => {
    expect(read(id).offer).toMatchObject({ beneficiary: { text: beneficiary }, outcome: { text: outcome } });
  });

  it.each([
    ['lunch-abidjan', 'Un attiéké poisson ou un garba livré chaud à votre bureau en quinze minutes'],
    ['salon-douala', 'Retrouver des cheveux en bonne santé en trois mois avec un suivi personnel'],
    ['logistics-lome', 'Livraison le jour même dans Lomé'],
  ] as const)('knows the offer of %s without its price', (id, withoutPrice) => {
    expect(read(id).offer).toMatchObject({
      beneficiary: null,
      outcome: null,
      withoutPrice: { text: withoutPrice },
    });
  });

  it.each([
    ['tailor-dakar', 'aucun tailleur du marché ne le fait', 'tailleur du marché'],
    [
      'poultry-bobo',
      'les vendeurs du marché ne garantissent ni le poids ni le jour',
      'les vendeurs du marché',
    ],
    ['repair-lagos', 'the stalls at the market will not', 'the stalls at the market'],
    ['salon-douala', 'les autres salons vendent une coiffure, pas un suivi', 'les autres salons'],
    ['tutor-kigali', 'schools have sixty a class', 'schools'],
    ['logistics-lome', 'les zémidjans indépendants ne le font pas', 'les zémidjans indépendants'],
  ] as const)('knows what the rivals of %s do not do', (id, contrast, rivals) => {
    expect(read(id).edge).toMatchObject({ contrast: { text: contrast }, rivals: { text: rivals } });
  });

  it('leaves the edge whole without rivals', () => {
    expect(read('lunch-abidjan').edge).toMatchObject({ contrast: null, rivals: null });
  });
});
