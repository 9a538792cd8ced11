/** What a model says of an answer to the coach, as the wire has it. */
export function aJudgement(overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    is_valid: true,
    confidence_score: 0.9,
    criteria: [{ criterion: 'who', is_met: true, why: 'Les mamans de Grand Yoff sont nommées.' }],
    key_points: ['légumes frais au quartier'],
    business_name: null,
    sector: null,
    city: null,
    country: null,
    price: null,
    services: [],
    clarification_question: null,
    reformulated_response: 'Je veux que les mamans de Grand Yoff trouvent des légumes frais tout près.',
    ...overrides,
  });
}
