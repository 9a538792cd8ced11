import { type ResearchResult, researchResultSchema, writeResearch } from '@genesis/knowledge';
import type { Agent, AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModel } from '../modelling/ask-model.js';
import { authored, byModel } from '../modelling/authorship.js';
import { notesPrompt, readCoachNotes } from '../modelling/coach-notes.js';
import { draftPrompt } from './market-draft.js';
import type { ResearchBounds } from './research-loop.js';
import { researchReport } from './research-report.js';
import { withOwnSentences } from './sourced-market.js';
import { webResearch } from './web-research.js';

export interface ResearchAgentOptions {
  readonly bounds: ResearchBounds;
  /** Tells the day of a research that begins; it goes into queries and sources. */
  readonly now?: () => Date;
}

/** Knows the market before anything is written: from the web where a search is configured, else from the idea. */
export class ResearchAgent implements Agent {
  constructor(private readonly options: ResearchAgentOptions) {}

  async run(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const { search } = context;
    const outcome =
      search === null
        ? await this.fromIdea(input, context)
        : await webResearch(input, { ...context, search }, this.options);
    await deliver(input, context, researchResultSchema.parse(outcome.data));
    return outcome;
  }

  private async fromIdea(input: AgentInput, context: TaskContext): Promise<AgentOutcome> {
    const written = writeResearch(input);
    const notes = notesPrompt(await readCoachNotes(input, context.files));
    const reply = await askModel(context, 'analysis', draftPrompt(input, notes));
    return authored({
      ...(reply.kind === 'answered'
        ? withOwnSentences(written, reply.answer.value, byModel(reply))
        : written),
      schema: researchResultSchema,
      replies: [reply],
    });
  }
}

async function deliver(input: AgentInput, { files }: TaskContext, result: ResearchResult): Promise<void> {
  await files.write('/research/market.json', JSON.stringify(result, null, 2), {
    mediaType: 'application/json',
  });
  await files.write(
    `/research/market.${input.language}.md`,
    researchReport(result, input.brief.business_name, input.language),
    { mediaType: 'text/markdown' },
  );
}
