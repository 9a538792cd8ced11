export { type BriefLocation, type BusinessBrief, IDEA_TEXTS, type IdeaText } from './business-brief.js';
export { type CountryCode, type CountryPack, COUNTRY_CODES, type Sourced } from './countries/country-pack.js';
export { COUNTRY_PACKS, countryPack } from './countries/country-packs.js';
export { formatMoney } from './countries/format-money.js';
export {
  type CountryMatch,
  countryOfCity,
  countryOfLocation,
  resolveCountry,
} from './countries/resolve-country.js';
export { type Bilingual, type Language, LANGUAGES } from './language.js';
export type { FactSource, MissingInformation, Origin, Provenance, ProvenanceMap } from './provenance.js';
export { assessSubstance, type Cue, CUES, type Substance } from './reading/assess-substance.js';
export type { IdeaReading, Quote, StatedMoney } from './reading/idea-reading.js';
export { moneyIn } from './reading/money.js';
export { numbersIn } from './reading/numbers.js';
export { readIdea } from './reading/read-idea.js';
export { impactSchema } from './results/common.js';
export {
  type AboutPage,
  aboutSchema,
  type ContactPage,
  contactSchema,
  type ContentResult,
  contentResultSchema,
  type Homepage,
  homepageSchema,
  type SeoMetadata,
  type ServicesPage,
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
export { resolveSector, type SectorConfidence, type SectorMatch } from './sectors/resolve-sector.js';
export { type Impact, type LogoStyle, type Sector, type SectorPack, SECTORS } from './sectors/sector-pack.js';
export { SECTOR_PACKS, sectorPack } from './sectors/sector-packs.js';
export { contentStems, contentWords, fold } from './text/fold.js';
export { designLogo } from './design/design-logo.js';
export { inkOf, legibleOn, tintOf } from './design/legible-colour.js';
export { assertSafeSvg } from './design/safe-svg.js';
export { LOGO_SYMBOLS } from './design/logo-symbols.js';
export { chooseTemplate } from './design/choose-template.js';
export type { KnowledgeInput } from './writing/knowledge-input.js';
export { writeContent } from './writing/write-content.js';
export { writeResearch } from './writing/write-research.js';
export { writeSeo } from './writing/write-seo.js';
export type { Written } from './writing/written.js';
export {
  COACHING_LEVELS,
  COACHING_STEPS,
  type CoachingLevel,
  type CoachingStep,
  CRITERIA,
  type Criterion,
  STEP_CRITERIA,
  type VaguePattern,
} from './coaching/coaching-step.js';
export { coachTexts } from './coaching/coach-texts-of.js';
export {
  type CoachTexts,
  type HelpQuestion,
  PROPOSAL_STYLES,
  type ProposalStyle,
} from './coaching/coach-texts.js';
export { sectorCoaching } from './coaching/sector-coachings.js';
export { languageOf } from './writing/text-language.js';
export {
  proposeAnswers,
  type Proposal,
  type ProposalContext,
  usualAnswer,
} from './coaching/propose-answers.js';
export type { AnswerContext } from './coaching/answer-reading.js';
export { type AnswerJudgement, type CriterionResult, judgeAnswer } from './coaching/judge-answer.js';
export { type AnswerFacts, extractFacts } from './coaching/extract-facts.js';
export { type Contradiction, findContradictions } from './coaching/find-contradictions.js';
export { type Reformulations, reformulations } from './coaching/reformulations.js';
export { tidyAnswer } from './coaching/tidy-answer.js';
