import type { BusinessBrief } from '../business-brief.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import type { ContentResult } from '../results/content-result.js';
import type { TemplateResult } from '../results/design-results.js';
import type { ResearchResult } from '../results/research-result.js';
import type { SeoResult } from '../results/seo-result.js';
import type { Sector } from '../sectors/sector-pack.js';
import type { Written } from './written.js';

export interface KnowledgeInput {
  readonly brief: BusinessBrief;
  readonly language: Language;
  readonly sector: Sector;
  readonly country: CountryCode | null;
  readonly research?: ResearchResult;
}
export function writeResearch(_input: KnowledgeInput): Written<ResearchResult> { throw new Error('soon'); }
export function writeContent(_input: KnowledgeInput): Written<ContentResult> { throw new Error('soon'); }
export function writeSeo(_input: KnowledgeInput): Written<SeoResult> { throw new Error('soon'); }
export function chooseTemplate(_input: KnowledgeInput): Written<TemplateResult> { throw new Error('soon'); }
