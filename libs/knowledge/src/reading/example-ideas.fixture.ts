import { readFileSync } from 'node:fs';
import type { BusinessBrief } from '../business-brief.js';
import type { Language } from '../language.js';

/** An idea to try the engine with, as the files of `examples/` hold it. */
export interface ExampleIdea {
  readonly id: string;
  readonly language: Language;
  readonly business_brief: BusinessBrief;
}

export const EXAMPLE_IDS = [
  'tailor-dakar',
  'poultry-bobo',
  'repair-lagos',
  'lunch-abidjan',
  'salon-douala',
  'tutor-kigali',
  'logistics-lome',
  'vague',
] as const;
export type ExampleId = (typeof EXAMPLE_IDS)[number];

export function exampleIdea(id: ExampleId): ExampleIdea {
  const file = new URL(`../../../../examples/${id}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as ExampleIdea;
}

/** A brief in which nothing was said but the name and what is given. */
export function aBrief(given: Partial<BusinessBrief> = {}): BusinessBrief {
  return {
    business_name: 'Chez Awa',
    vision: '',
    mission: '',
    target_audience: '',
    differentiation: '',
    value_proposition: '',
    sector: '',
    location: { city: 'Abidjan', country: "Côte d'Ivoire" },
    services: [],
    ...given,
  };
}
