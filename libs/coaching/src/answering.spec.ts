import { describe, expect, it } from '@jest/globals';
import { COACHING_STEPS, type CoachingStep } from '@genesis/knowledge';
import { answered, type GivenAnswer } from './answering.js';
import type { JudgedAnswer } from './judging.js';
import { emptyStep, type Session, type StepRow } from './session-store.js';

const now = new Date('2026-03-02T09:30:00Z');
const good: JudgedAnswer = {
  verdict: { isValid: true, score: 0.8, by: 'rule' },
  criteria: [{ criterion: 'who', is_met: true, why: 'Les mamans.' }],
  pattern: null,
  missing: null,
  question: null,
  reformulated: 'Je sers les mamans.',
  keyPoints: ['les mamans'],
  facts: { city: 'Dakar' },
  call: null,
};
const weak: JudgedAnswer = {
  ...good,
  verdict: { isValid: false, score: 0.3, by: 'rule' },
  pattern: 'vague',
  facts: { city: 'Thiès' },
};

function aSession(steps: Partial<Record<CoachingStep, Partial<StepRow>>> = {}): Session {
  return {
    id: 'session',
    ownerId: 'owner',
    storedStatus: 'in_progress',
    status: 'in_progress',
    currentStep: 'vision',
    language: 'fr',
    level: 'beginner',
    onboarding: null,
    facts: {},
    choices: [],
    version: 3,
    briefId: null,
    briefStatus: null,
    createdAt: now,
    updatedAt: now,
    steps: Object.fromEntries(
      COACHING_STEPS.map((step) => [
        step,
        { ...emptyStep(step), ...(step === 'vision' && { state: 'asking' }), ...steps[step] },
      ]),
    ) as Session['steps'],
    lastMessage: '',
  };
}
const accepted = (answer: string): Partial<StepRow> => ({ state: 'accepted', answer, confidence: 0.8 });
const given = (overrides: Partial<GivenAnswer> = {}): GivenAnswer => ({
  step: 'vision',
  text: 'Je sers les mamans de Dakar',
  judged: good,
  decision: { result: 'accept', judgedBy: 'rule', confidence: 0.8, isWeak: false, isBestKept: false },
  now,
  ...overrides,
});

describe('an accepted answer', () => {
  it('settles its step, asks the next, and takes its facts along', () => {
    const { session, change, message } = answered(aSession(), given());

    expect(session).toMatchObject({
      status: 'in_progress',
      currentStep: 'mission',
      version: 4,
      facts: { vision: { city: 'Dakar' } },
    });
    expect(session.steps.vision).toMatchObject({
      state: 'accepted',
      answer: 'Je sers les mamans de Dakar',
      reformulated: 'Je sers les mamans.',
      judgedBy: 'rule',
      confidence: 0.8,
      answeredAt: now,
    });
    expect(session.steps.mission).toMatchObject({ state: 'asking', askedAt: now });
    expect(change.turns).toEqual([
      { role: 'person', step: 'vision', text: 'Je sers les mamans de Dakar' },
      { role: 'coach', step: 'mission', text: message },
    ]);
    expect(message).toContain('Je sers les mamans.');
  });

  it('of the last open step leads to the recap', () => {
    const others = Object.fromEntries(
      COACHING_STEPS.filter((step) => step !== 'vision').map((step) => [step, accepted('Un texte.')]),
    );
    const { session, message } = answered(aSession(others), given());

    expect(session).toMatchObject({ status: 'coaching_complete', currentStep: 'synthesis' });
    expect(message.match(/^• /gmu)).toHaveLength(5);
  });

  it('corrects the facts that the answer before it had told', () => {
    const before: Session = {
      ...aSession({ vision: accepted('Thiès') }),
      facts: { vision: { city: 'Thiès' } },
    };
    expect(answered(before, given()).session.facts).toEqual({ vision: { city: 'Dakar' } });
  });

  it('is the best one where the last was worse', () => {
    const session = aSession({
      vision: {
        state: 'clarifying',
        clarificationCount: 2,
        best: {
          answer: 'Mieux',
          reformulated: null,
          score: 0.5,
          criteria: [],
          keyPoints: [],
          facts: { city: 'Douala' },
          call: null,
        },
      },
    });
    const decision = {
      result: 'accept',
      judgedBy: 'forced',
      confidence: 0.5,
      isWeak: true,
      isBestKept: true,
    } as const;
    expect(answered(session, given({ decision, judged: weak })).step).toMatchObject({
      answer: 'Mieux',
      reformulated: null,
      isWeak: true,
      best: null,
    });
  });
});

describe('a vague answer', () => {
  const decision = { result: 'clarify', judgedBy: 'rule' } as const;

  it('keeps the step open, counts, and remembers the best so far', () => {
    const { session, step, message } = answered(aSession(), given({ decision, judged: weak }));

    expect(session).toMatchObject({ currentStep: 'vision', status: 'in_progress' });
    expect(step).toMatchObject({
      state: 'clarifying',
      clarificationCount: 1,
      answer: null,
      best: { answer: 'Je sers les mamans de Dakar', score: 0.3 },
    });
    expect(message).toContain('?');
  });

  it('to a settled step reopens it without losing what was there', () => {
    const session = aSession({ vision: { ...accepted('Avant'), clarificationCount: 2 } });
    const { step, session: after } = answered(session, given({ decision, judged: weak }));

    expect(step).toMatchObject({ state: 'clarifying', clarificationCount: 1, answer: 'Avant' });
    expect(after.currentStep).toBe('vision');
  });
});

describe('an answer that the tables do not allow', () => {
  it('to a step that was not asked changes nothing', () => {
    expect(() => answered(aSession(), given({ step: 'offre' }))).toThrow('step: pending to accepted');
  });

  it('to a session whose agents are at work changes nothing', () => {
    const running: Session = { ...aSession(), status: 'sub_agents_running' };
    expect(() => answered(running, given())).toThrow('session: sub_agents_running to in_progress');
  });
});

describe('a skipped step', () => {
  it('has the usual answer of the trade, marked so', () => {
    const { step, change } = answered(
      aSession(),
      given({
        text: null,
        judged: null,
        decision: { result: 'skip', judgedBy: 'skipped', confidence: 0.3 },
      }),
    );
    expect(step).toMatchObject({ state: 'skipped', judgedBy: 'skipped', confidence: 0.3, isWeak: true });
    expect(step.answer).not.toBe('');
    expect(change.turns?.map((turn) => turn.role)).toEqual(['coach']);
  });
});
