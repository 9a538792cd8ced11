import {
  aboutSchema,
  type ContentResult,
  contentResultSchema,
  homepageSchema,
  type Language,
  type ProvenanceMap,
  servicesSchema,
  writeContent,
} from '@genesis/knowledge';
import type { z } from 'zod';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModel, type ModelReply } from '../modelling/ask-model.js';
import { authored, byModel } from '../modelling/authorship.js';
import { notesPrompt, readCoachNotes } from '../modelling/coach-notes.js';
import { houseRules, ideaPrompt } from '../modelling/idea-prompt.js';
import { ownWords } from '../modelling/own-words.js';
import { researchPrompt } from '../modelling/research-notes.js';
import { pageTexts } from './page-text.js';

type ModelledPage = 'homepage' | 'about' | 'services';

/** Writes the texts of the site. Three pages may come from a model, one call each; the contact page is always a rule:
 *  nobody but the entrepreneur knows how to be reached. */
export class ContentAgent implements Agent {
  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const { result: base, provenance } = writeContent(input);
    const notes = notesPrompt(await readCoachNotes(input, context.files));
    const [homepage, about, services] = await Promise.all([
      this.ask({ ...input, notes }, context, 'homepage', homepageSchema, 0.7),
      this.ask({ ...input, notes }, context, 'about', aboutSchema, 0.75),
      this.ask({ ...input, notes }, context, 'services', servicesSchema, 0.6),
    ]);
    const result = merge(base, input.language, { homepage, about, services });
    const outcome = authored({
      result,
      schema: contentResultSchema,
      provenance: { ...provenance, ...modelPages({ homepage, about, services }) },
      replies: [homepage, about, services],
    });
    for (const [name, text] of Object.entries(pageTexts(result, input.language))) {
      await context.files.write(`/content/${name}.${input.language}.md`, text, {
        mediaType: 'text/markdown',
      });
    }
    await context.files.write('/content/content.json', JSON.stringify(result, null, 2), {
      mediaType: 'application/json',
    });
    return outcome;
  }

  private async ask<T>(
    input: AgentInput & { readonly notes: string },
    context: TaskContext,
    page: ModelledPage,
    schema: z.ZodType<T>,
    temperature: number,
  ): Promise<ModelReply<T>> {
    return askModel(context, page, {
      system: `You write websites for small African businesses.\n${houseRules(input.language)}`,
      prompt: `Write the ${page} page. Fields that nobody gave are null.\n${ideaPrompt(input)}${researchPrompt(input)}${input.notes}`,
      schema: ownWords(schema, input),
      schemaName: page,
      promptId: `content-${page}@2`,
      temperature,
    });
  }
}

interface PageReplies {
  readonly homepage: ModelReply<z.infer<typeof homepageSchema>>;
  readonly about: ModelReply<z.infer<typeof aboutSchema>>;
  readonly services: ModelReply<z.infer<typeof servicesSchema>>;
}

/** A model's page takes the place of the engine's, except for proofs, guarantees and prices: those stay what was said. */
function merge(base: ContentResult, language: Language, replies: PageReplies): ContentResult {
  const own = { homepage: base.homepage[language], services: base.services[language] };
  const priceOf = new Map(
    own.services?.services.map((service) => [service.name.toLowerCase(), service.pricing_info]),
  );
  let result = base;
  if (replies.homepage.kind === 'answered' && own.homepage) {
    const page = { ...replies.homepage.answer.value, trust_elements: own.homepage.trust_elements };
    result = { ...result, homepage: { ...result.homepage, [language]: page } };
  }
  if (replies.about.kind === 'answered') {
    result = { ...result, about: { ...result.about, [language]: replies.about.answer.value } };
  }
  if (replies.services.kind === 'answered' && own.services) {
    const page = {
      ...replies.services.answer.value,
      guarantees: own.services.guarantees,
      services: replies.services.answer.value.services.map((service) => ({
        ...service,
        pricing_info: priceOf.get(service.name.toLowerCase()) ?? null,
      })),
    };
    result = { ...result, services: { ...result.services, [language]: page } };
  }
  return result;
}

function modelPages(replies: PageReplies): ProvenanceMap {
  return Object.fromEntries(
    Object.entries(replies).flatMap(([page, reply]: [string, ModelReply<unknown>]) =>
      reply.kind === 'answered' ? [[page, byModel(reply)]] : [],
    ),
  );
}
