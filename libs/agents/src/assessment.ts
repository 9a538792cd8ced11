import {
  assessSubstance,
  type Bilingual,
  type BusinessBrief,
  contentResultSchema,
  IDEA_TEXTS,
  type IdeaText,
  type Language,
  logoResultSchema,
  seoResultSchema,
  type Substance,
  templateResultSchema,
} from '@genesis/knowledge';
import type { JsonObject } from '@genesis/kernel';
import { isUsable, type RunInput } from './agent.js';
import { AGENT_NAMES, type AgentName } from './plan.js';

const WEIGHTS: Readonly<Record<AgentName, number>> = {
  research: 0.25,
  content: 0.3,
  logo: 0.15,
  seo: 0.15,
  template: 0.15,
};
const SCORES: Readonly<Record<string, number>> = { success: 1, fallback: 0.5 };

/** What an assessment looks at: a finished set of results, by agent. */
export interface AssessedBrief extends RunInput {
  readonly statuses: Readonly<Partial<Record<AgentName, string>>>;
  readonly results: Readonly<Partial<Record<AgentName, JsonObject | null>>>;
}

export interface UnmetCondition {
  /** Stable name, e.g. `substance`, `content`, `brief.vision`. */
  readonly condition: string;
  /** For the entrepreneur, in the brief's language. */
  readonly message: string;
}

export interface Assessment {
  /** 0..1, two decimals. */
  readonly confidence: number;
  readonly isReady: boolean;
  /** Why it is not ready; empty when it is. */
  readonly missing: readonly UnmetCondition[];
}

/** How sure we are of a brief, and whether a website can be made of it.
 *  Source: product specification §8 and §9; the share of concrete texts multiplies the confidence of an uncoached brief. */
export function assessBrief(brief: AssessedBrief): Assessment {
  const substance = assessSubstance(inOwnWords(brief));
  const missing = unmetConditions(brief, substance);
  return {
    confidence: confidenceOf(brief.statuses, brief.coaching?.confidence ?? shareOfOwnTexts(brief, substance)),
    isReady: missing.length === 0,
    missing,
  };
}

/** The brief without texts that the person never gave: the usual answer of the trade says nothing of this business. */
function inOwnWords({ brief, coaching }: RunInput): BusinessBrief {
  const given = IDEA_TEXTS.map((field) => [
    field,
    coaching?.fields[field]?.kept === 'default' ? '' : brief[field],
  ]);
  return { ...brief, ...(Object.fromEntries(given) as Record<IdeaText, string>) };
}

/** One description that stands in several places says what it says once. */
function shareOfOwnTexts({ brief, derived = [] }: RunInput, substance: Substance): number {
  const copies = derived.slice(1);
  if (copies.length === 0) return substance.share;
  const blank = Object.fromEntries(copies.map((field) => [field, '']));
  return assessSubstance({ ...brief, ...blank }).share;
}

/** Weighted sum of the agents' scores, times (0.5 + 0.5 × quality of the input); two decimals.
 *  @param inputQuality 0..1: the confidence of the coaching session, else the share of concrete texts. */
export function confidenceOf(statuses: AssessedBrief['statuses'], inputQuality: number): number {
  const sum = AGENT_NAMES.reduce(
    (total, agent) => total + WEIGHTS[agent] * (SCORES[statuses[agent] ?? ''] ?? 0),
    0,
  );
  return Math.round(sum * (0.5 + 0.5 * inputQuality) * 100) / 100;
}

function unmetConditions(input: AssessedBrief, substance: Substance): readonly UnmetCondition[] {
  const { brief, language, results, statuses } = input;
  const isGood = (agent: AgentName, hasWhatItNeeds: boolean) => isUsable(statuses[agent]) && hasWhatItNeeds;
  const required = [
    'business_name',
    'vision',
    'mission',
    'target_audience',
    'differentiation',
    'value_proposition',
    'sector',
  ] as const;
  const conditions: readonly (readonly [string, boolean])[] = [
    ...required.map((field) => [`brief.${field}`, brief[field].trim() !== ''] as const),
    ['content', isGood('content', hasFourPages(results.content, language))],
    ['template', isGood('template', templateResultSchema.safeParse(results.template).success)],
    ['logo', isGood('logo', logoResultSchema.safeParse(results.logo).success)],
    ['seo', isGood('seo', seoResultSchema.safeParse(results.seo).success)],
    ['three_agents', AGENT_NAMES.filter((agent) => statuses[agent] === 'success').length >= 3],
    ['substance', substance.isSubstantial],
  ];
  return conditions
    .filter(([, isMet]) => !isMet)
    .map(([condition]) => ({ condition, message: messageOf(condition, language, substance) }));
}

function hasFourPages(content: JsonObject | null | undefined, language: Language): boolean {
  const parsed = contentResultSchema.safeParse(content);
  if (!parsed.success) return false;
  const { homepage, about, services, contact } = parsed.data;
  return [homepage, about, services, contact].every((page) => page[language] !== undefined);
}

const MESSAGES: Bilingual<Readonly<Record<string, string>>> = {
  fr: {
    content: 'Les textes du site ne sont pas complets.',
    template: "Le modèle du site n'est pas choisi.",
    logo: "Le logo n'est pas prêt.",
    seo: 'Le titre et la description pour les moteurs de recherche manquent.',
    three_agents: 'Moins de trois agents ont pleinement réussi.',
  },
  en: {
    content: 'The texts of the site are not complete.',
    template: 'The template of the site is not chosen.',
    logo: 'The logo is not ready.',
    seo: 'The title and description for search engines are missing.',
    three_agents: 'Fewer than three agents fully succeeded.',
  },
};

const TEXT_NAMES: Bilingual<Readonly<Record<Substance['texts'][number]['field'], string>>> = {
  fr: {
    vision: 'la vision',
    mission: 'la mission',
    target_audience: 'la clientèle',
    differentiation: 'la différence',
    value_proposition: "l'offre",
  },
  en: {
    vision: 'the vision',
    mission: 'the mission',
    target_audience: 'the customers',
    differentiation: 'the difference',
    value_proposition: 'the offer',
  },
};

function messageOf(condition: string, language: Language, substance: Substance): string {
  if (condition === 'substance') {
    const vague = substance.texts
      .filter(({ cues }) => cues.length === 0)
      .map(({ field }) => TEXT_NAMES[language][field]);
    const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(vague);
    return language === 'fr'
      ? `L'idée reste trop vague dans ${list} : nommez un lieu, un client, un prix, une façon de faire ou une preuve.`
      : `The idea is still too vague in ${list}: name a place, a customer, a price, a way of working or a proof.`;
  }
  const known = MESSAGES[language][condition];
  if (known !== undefined) return known;
  const field = condition.replace('brief.', '');
  return language === 'fr' ? `Le champ « ${field} » est vide.` : `The field "${field}" is empty.`;
}
