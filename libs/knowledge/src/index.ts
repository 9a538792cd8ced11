export { type BriefLocation, type BusinessBrief, IDEA_TEXTS, type IdeaText } from './business-brief.js';
export { type Bilingual, type Language, LANGUAGES } from './language.js';
export type { FactSource, MissingInformation, Origin, Provenance, ProvenanceMap } from './provenance.js';
export { type Sector, type SectorPack, SECTORS } from './sectors/sector-pack.js';
export { type CountryCode, type CountryPack, COUNTRY_CODES } from './countries/country-pack.js';
export {
  aboutSchema,
  contactSchema,
  type ContentResult,
  contentResultSchema,
  homepageSchema,
  type SeoMetadata,
  servicesSchema,
} from './results/content-result.js';
export {
  type LogoResult,
  logoResultSchema,
  type TemplateResult,
  templateResultSchema,
} from './results/design-results.js';
export { type ResearchResult, researchResultSchema } from './results/research-result.js';
export { type SeoResult, seoResultSchema } from './results/seo-result.js';
