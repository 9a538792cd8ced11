import type { JsonObject } from '@genesis/kernel';
import {
  type Bilingual,
  type BusinessBrief,
  contentResultSchema,
  IDEA_TEXTS,
  type IdeaText,
  type MissingInformation,
  researchResultSchema,
  type SeoMetadata,
  type SeoResult,
  seoResultSchema,
} from '@genesis/knowledge';
import { z } from 'zod';
import { type Agent, type AgentInput, type AgentOutcome, isUsable, type TaskContext } from '../agent.js';
import { type Assessment, assessBrief } from '../assessment.js';
import { markdownLine, markdownList as list, markdownText } from '../markdown.js';
import { authored } from '../modelling/authorship.js';
import { openQuestions, readCoachNotes } from '../modelling/coach-notes.js';
import { AGENT_NAMES } from '../plan.js';
import { cutToBytes } from './cut-to-bytes.js';

/** The most of one text in a file of the brief, where five of them and much else have to fit. Prose of 4,000 characters
 *  stays whole; the rows keep every text as it was given. */
const TEXT_BYTES = 8_000;

const synthesisResultSchema = z.strictObject({
  seo_metadata: z.record(z.string(), z.unknown()).nullable(),
  missing_information: z.array(z.strictObject({ field: z.string(), question: z.string() })),
  confidence: z.number().min(0).max(1),
  is_ready_for_website: z.boolean(),
  readiness_missing: z.array(z.strictObject({ condition: z.string(), message: z.string() })),
});

/** Folds the five results into one brief. */
export class SynthesisAgent implements Agent {
  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const assessment = assessBrief(input);
    const notes = await readCoachNotes(input, context.files);
    const missing = [...missingInformation(input.results), ...openQuestions(notes, input.language)];
    const seo = isUsable(input.statuses.seo) ? seoResultSchema.safeParse(input.results.seo).data : undefined;
    const result = {
      seo_metadata: seo ? seoMetadata(seo) : null,
      missing_information: missing,
      confidence: assessment.confidence,
      is_ready_for_website: assessment.isReady,
      readiness_missing: [...assessment.missing],
    };
    const outcome = authored({
      result,
      schema: synthesisResultSchema,
      provenance: { seo_metadata: { origin: 'rule', note: 'taken over from the seo agent' } },
      replies: [],
    });
    await context.files.write(
      '/brief/brief.json',
      JSON.stringify({ brief: shortened(input.brief), ...result }, null, 2),
      {
        mediaType: 'application/json',
      },
    );
    await context.files.write(`/brief/brief.${input.language}.md`, briefPage(input, assessment, missing), {
      mediaType: 'text/markdown',
    });
    return outcome;
  }
}

/** The content block's search metadata, from the seo agent's result. */
export function seoMetadata(seo: SeoResult): SeoMetadata {
  return {
    meta_title: seo.meta_tags.title,
    meta_description: seo.meta_tags.description,
    keywords: [...seo.primary_keywords, ...seo.secondary_keywords],
    og_title: seo.meta_tags['og:title'],
    og_description: seo.meta_tags['og:description'],
    twitter_card: seo.meta_tags['twitter:card'],
    canonical_url: null,
  };
}

/** Every open question of the results, each once. */
export function missingInformation(
  results: Readonly<Record<string, JsonObject | null | undefined>>,
): MissingInformation[] {
  const items = [
    ...(researchResultSchema.safeParse(results.research).data?.missing_information ?? []),
    ...(contentResultSchema.safeParse(results.content).data?.missing_information ?? []),
    ...(seoResultSchema.safeParse(results.seo).data?.missing_information ?? []),
  ];
  return [...new Map(items.map((item) => [item.field, item])).values()];
}

const LABELS: Bilingual<
  Record<
    | 'vision'
    | 'mission'
    | 'customers'
    | 'difference'
    | 'offer'
    | 'services'
    | 'agents'
    | 'ready'
    | 'notReady'
    | 'asked',
    string
  >
> = {
  fr: {
    vision: 'Vision',
    mission: 'Mission',
    customers: 'Clientèle',
    difference: 'Différence',
    offer: 'Offre',
    services: 'Services',
    agents: 'Ce que les agents ont fait',
    ready: 'Ce brief est prêt pour un site.',
    notReady: "Ce brief n'est pas encore prêt pour un site :",
    asked: "Ce qu'il nous manque",
  },
  en: {
    vision: 'Vision',
    mission: 'Mission',
    customers: 'Customers',
    difference: 'Difference',
    offer: 'Offer',
    services: 'Services',
    agents: 'What the agents did',
    ready: 'This brief is ready for a website.',
    notReady: 'This brief is not ready for a website yet:',
    asked: 'What we still need to know',
  },
};

function briefPage(
  input: AgentInput,
  assessment: Assessment,
  missing: readonly MissingInformation[],
): string {
  const { brief, language, statuses } = input;
  const label = LABELS[language];
  const sections: readonly (readonly [string, string])[] = [
    [label.vision, passage(brief.vision)],
    [label.mission, passage(brief.mission)],
    [label.customers, passage(brief.target_audience)],
    [label.difference, passage(brief.differentiation)],
    [label.offer, passage(brief.value_proposition)],
    [label.services, list(brief.services)],
    [label.agents, list(AGENT_NAMES.map((agent) => `${agent}: ${statuses[agent] ?? 'failed'}`))],
    [label.asked, list(missing.map((item) => item.question))],
  ];
  const readiness = assessment.isReady
    ? label.ready
    : `${label.notReady}\n\n${list(assessment.missing.map((unmet) => unmet.message))}`;
  const body = sections.filter(([, text]) => text !== '').map(([title, text]) => `## ${title}\n\n${text}`);
  return `# ${markdownLine(brief.business_name)}\n\n${readiness}\n\n${body.join('\n\n')}\n`;
}

/** A text of the brief on its page. */
function passage(text: string): string {
  const escapedBytes = (character: string) => Math.max(1, Buffer.byteLength(markdownText(character)));
  return markdownText(cutToBytes(text, TEXT_BYTES, escapedBytes));
}

/** The brief for its JSON file. */
function shortened(brief: BusinessBrief): BusinessBrief {
  const jsonBytes = (character: string) => Buffer.byteLength(JSON.stringify(character)) - 2;
  const texts = IDEA_TEXTS.map((field) => [field, cutToBytes(brief[field], TEXT_BYTES, jsonBytes)]);
  return { ...brief, ...(Object.fromEntries(texts) as Record<IdeaText, string>) };
}
