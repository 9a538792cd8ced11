/** The five steps, in the order in which they are asked. Source: product specification §5. */
export const COACHING_STEPS = ['vision', 'mission', 'clientele', 'differentiation', 'offre'] as const;
export type CoachingStep = (typeof COACHING_STEPS)[number];

/** What a good answer says, over all steps. */
export const CRITERIA = [
  'what',
  'who',
  'where',
  'how',
  'need',
  'gain',
  'how_much',
  'proof',
  'hard_to_copy',
] as const;
export type Criterion = (typeof CRITERIA)[number];

/** What is looked for at each step, the most important first. */
export const STEP_CRITERIA = {
  /** The change that is dreamt of, for whom, where. */
  vision: ['what', 'who', 'where'],
  /** The daily work, how it is done, for whom, what they gain. */
  mission: ['what', 'how', 'who', 'gain'],
  /** One kind of customer, what they need, where they are reached, what they can pay. */
  clientele: ['who', 'need', 'where', 'how_much'],
  /** What is done otherwise, what shows it, why nobody copies it soon. */
  differentiation: ['what', 'proof', 'hard_to_copy'],
  /** What is sold, to whom, what they gain, at what price, with what guarantee. */
  offre: ['what', 'who', 'gain', 'how_much', 'proof'],
} as const satisfies Readonly<Record<CoachingStep, readonly Criterion[]>>;

/** Ways in which an answer stays empty although something was written. */
export const VAGUE_PATTERNS = ['vague', 'everybody', 'money_only', 'several_at_once'] as const;
export type VaguePattern = (typeof VAGUE_PATTERNS)[number];

/** How experienced the person is: it sets the tone of the questions. */
export const COACHING_LEVELS = ['beginner', 'intermediate', 'expert'] as const;
export type CoachingLevel = (typeof COACHING_LEVELS)[number];
