import { type SeoResult, seoResultSchema, writeSeo } from '@genesis/knowledge';
import { z } from 'zod';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModel } from '../modelling/ask-model.js';
import { authored, byModel } from '../modelling/authorship.js';
import { houseRules, ideaPrompt } from '../modelling/idea-prompt.js';
import { ownWords } from '../modelling/own-words.js';
import { researchPrompt } from '../modelling/research-notes.js';

const phrase = z.string().trim().min(2).max(80);

const draftSchema = z.strictObject({
  primary_keywords: z.array(phrase).min(3).max(5),
  secondary_keywords: z.array(phrase).min(5).max(8),
  title: z.string().trim().min(10).max(60),
  description: z.string().trim().min(50).max(160),
  h1: phrase,
  h2_sections: z.array(phrase).min(3).max(5),
});

/** Makes the business findable. Structured data always comes from what is known. */
export class SeoAgent implements Agent {
  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const { result: base, provenance } = writeSeo(input);
    const reply = await askModel(context, 'search', {
      system: `You help small African businesses to be found on the web.\n${houseRules(input.language)}`,
      prompt: `Write search keywords, title and description; name the town.\n${ideaPrompt(input)}${researchPrompt(input)}`,
      schema: ownWords(draftSchema, input),
      schemaName: 'search_optimisation',
      promptId: 'seo@2',
      temperature: 0.4,
    });
    const isModel = reply.kind === 'answered';
    const result = isModel ? merge(base, reply.answer.value) : base;
    const model = isModel ? byModel(reply) : null;
    const outcome = authored({
      result,
      schema: seoResultSchema,
      provenance: model
        ? {
            ...provenance,
            primary_keywords: model,
            secondary_keywords: model,
            meta_tags: model,
            heading_structure: model,
          }
        : provenance,
      replies: [reply],
    });
    await context.files.write('/seo/seo.json', JSON.stringify(result, null, 2), {
      mediaType: 'application/json',
    });
    await context.files.write('/seo/structured-data.json', embeddable(result.structured_data), {
      mediaType: 'application/ld+json',
    });
    return outcome;
  }
}

/** JSON that a page may hold in a script element: no text in it can end the element, or a line of the script. */
function embeddable(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[<\u2028\u2029]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The model's words; a place in a primary keyword is a promise of the engine's and is kept. */
function merge(base: SeoResult, draft: z.infer<typeof draftSchema>): SeoResult {
  const { city, country } = base.local_seo_strategy.optimized_for;
  const places = [city, country].filter((place) => place !== null).map((place) => place.toLowerCase());
  const isLocal = (keyword: string) => places.some((place) => keyword.toLowerCase().includes(place));
  const own = distinct(draft.primary_keywords);
  const local = base.primary_keywords.find(isLocal);
  const primary = own.some(isLocal) || local === undefined ? own : distinct([local, ...own]).slice(0, 5);
  const secondary = distinct(draft.secondary_keywords).filter((keyword) => !has(primary, keyword));
  return {
    ...base,
    primary_keywords: primary.length >= 3 ? primary : base.primary_keywords,
    secondary_keywords: secondary.length >= 5 ? secondary : base.secondary_keywords,
    meta_tags: {
      ...base.meta_tags,
      title: draft.title,
      description: draft.description,
      'og:title': draft.title,
      'og:description': draft.description,
    },
    heading_structure: { h1: draft.h1, h2_sections: draft.h2_sections },
  };
}

function has(keywords: readonly string[], keyword: string): boolean {
  return keywords.some((other) => other.toLowerCase() === keyword.toLowerCase());
}

function distinct(keywords: readonly string[]): string[] {
  return [...new Map(keywords.map((keyword) => [keyword.toLowerCase(), keyword])).values()];
}
