import { describe, expect, it } from '@jest/globals';
import { COACHING_STEPS } from '@genesis/knowledge';
import { reopen, stepToCorrect, told } from './recap.js';
import { emptyStep, type Session } from './session-store.js';

const session = {
  id: 'session',
  version: 7,
  status: 'coaching_complete',
  storedStatus: 'coaching_complete',
  currentStep: 'synthesis',
  language: 'fr',
  onboarding: null,
  facts: {},
  steps: Object.fromEntries(
    COACHING_STEPS.map((step) => [step, { ...emptyStep(step), state: 'accepted', answer: 'Un texte.' }]),
  ),
} as unknown as Session;
const nameIn = (text: string) => told(session, text).after.facts.recap?.business_name;

describe('a text at the recap', () => {
  it.each(['Sachet du matin', 'Chez Awa', 'Fumoir de Kribi', 'Atelier Sira & fils'])(
    '%s is the name',
    (text) => {
      expect(nameIn(text)).toBe(text);
    },
  );

  it.each([
    'oui',
    'Oui, je confirme',
    'non',
    'ok',
    'je veux corriger la vision',
    'reprendre mission',
    "I don't know yet",
    "C'est bon",
    'Merci beaucoup',
    'Quel nom ?',
    'a'.repeat(121),
    '🙂',
    'je ne sais pas encore comment je vais appeler cela',
  ])('%s is no name', (text) => {
    expect(nameIn(text)).toBeUndefined();
  });

  it('leaves a known name alone', () => {
    const named: Session = { ...session, facts: { vision: { business_name: 'Chez Awa' } } };
    expect(told(named, 'Sachet du matin').after.facts.recap).toEqual({});
  });
});

describe('a step to correct', () => {
  it.each([
    ['je veux corriger la vision', 'vision'],
    ['Reprendre la mission', 'mission'],
    ['changer mes clients', 'clientele'],
    ['I want to change the difference', 'differentiation'],
    ["modifier l'offre", 'offre'],
  ])('%s', (text, step) => {
    expect(stepToCorrect(text)).toBe(step);
  });

  it.each([
    'oui',
    'ma vision',
    'corriger la vision et la mission',
    'Je change les pneus de mes clients à Douala le matin',
  ])('not: %s', (text) => {
    expect(stepToCorrect(text)).toBeNull();
  });

  it('is asked again, and keeps its answer meanwhile', () => {
    const { after, change } = reopen(session, 'mission');
    expect(after).toMatchObject({ status: 'in_progress', currentStep: 'mission', version: 8 });
    expect(change.steps).toMatchObject([{ step: 'mission', state: 'asking', answer: 'Un texte.' }]);
  });
});
