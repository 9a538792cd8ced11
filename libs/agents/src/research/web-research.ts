import { ordersWarning } from '@genesis/integrations';
import { type ResearchResult, researchResultSchema, writeResearch, type Written } from '@genesis/knowledge';
import type { AgentInput, AgentOutcome, TaskContext } from '../agent.js';
import { askModelWithin, MODEL_SHARE, type ModelReply } from '../modelling/ask-model.js';
import { authored, byModel, totalUsage } from '../modelling/authorship.js';
import { notesPrompt, readCoachNotes } from '../modelling/coach-notes.js';
import {
  draftPrompt,
  type MarketDraft,
  type SourcedDraft,
  sourcedDraftPrompt,
  sourcedDraftSchema,
} from './market-draft.js';
import { pricesByRule } from './prices-by-rule.js';
import { ResearchFolder } from './research-folder.js';
import { type Gathered, type ResearchBounds, ResearchLoop } from './research-loop.js';
import { ResearchProgress } from './research-progress.js';
import { type WebFindings, withOwnSentences, withWebFindings } from './sourced-market.js';
import { verified } from './verified-draft.js';
import { WebReader } from './web-reader.js';

/** Shares of the agent's time by which the model stops deciding, and the last page is read. What is left until
 *  `MODEL_SHARE` is for the analysis, the rest for writing up. */
const DECIDING_SHARE = 0.4;
const READING_SHARE = 0.5;

export interface WebResearchOptions {
  readonly bounds: ResearchBounds;
  readonly now?: () => Date;
}

type WebContext = TaskContext & { readonly search: NonNullable<TaskContext['search']> };
type Analysis = ModelReply<MarketDraft | SourcedDraft>;

/** Research on the web: gather, analyse, hold every statement against its page, write up. Where the web gives nothing the
 *  knowledge engine stands in, and the outcome says so. @throws what aborts the task */
export async function webResearch(
  input: AgentInput,
  context: WebContext,
  { bounds, now = () => new Date() }: WebResearchOptions,
): Promise<AgentOutcome> {
  const startedMs = performance.now();
  const leftMs = (share: number): number => context.budgetMs * share - (performance.now() - startedMs);
  const progress = await ResearchProgress.open(context.files, context.signal, now);
  const folder = new ResearchFolder(context.files, input.language);
  const reader = new WebReader(context.search, progress, folder, {
    signal: context.signal,
    country: input.country,
    maxSearches: bounds.maxSearches,
    maxPages: bounds.maxPages,
    remainingMs: () => leftMs(READING_SHARE),
  });
  const loop = new ResearchLoop({
    input,
    context,
    bounds,
    reader,
    folder,
    progress,
    decidingMs: () => leftMs(DECIDING_SHARE),
  });
  const gathered = await loop.gather();
  const analysis = await analyse(input, context, {
    reader,
    folder,
    gathered,
    maxChars: bounds.maxChars,
    deadlineMs: Math.max(1, Math.round(leftMs(MODEL_SHARE))),
  });
  const { written, dropped } = await writeUp(input, { analysis, reader, folder, progress });
  await folder.dropPages();
  return outcomeOf(written, { analysis, gathered, reader, dropped });
}

interface Analysing {
  readonly reader: WebReader;
  readonly folder: ResearchFolder;
  readonly gathered: Gathered;
  readonly maxChars: number;
  readonly deadlineMs: number;
}

async function analyse(
  input: AgentInput,
  context: WebContext,
  { reader, folder, gathered, maxChars, deadlineMs }: Analysing,
): Promise<Analysis> {
  const notes = notesPrompt(await readCoachNotes(input, context.files));
  const call = { callKey: 'analysis', deadlineMs };
  const { pages } = reader;
  if (pages.length === 0) return askModelWithin(context, call, draftPrompt(input, notes));
  const texts = await folder.excerpts(pages, input, Math.floor(maxChars / pages.length));
  return askModelWithin(
    context,
    call,
    sourcedDraftPrompt(input, notes, { pages, texts, findings: gathered.findings }),
  );
}

interface WritingUp {
  readonly analysis: Analysis;
  readonly reader: WebReader;
  readonly folder: ResearchFolder;
  readonly progress: ResearchProgress;
}

/** `dropped`: statements that no page carries. */
async function writeUp(
  input: AgentInput,
  { analysis, reader, folder, progress }: WritingUp,
): Promise<{ readonly written: Written<ResearchResult>; readonly dropped: number }> {
  const known = writeResearch(input);
  const { pages } = reader;
  const failures = reader.failures.toSorted();
  const web = { pages, failures, startedAt: progress.startedAt, credits: progress.credits };
  const nothing = { competitors: [], prices: [], trends: [], marketSize: null };
  const add = (written: Written<ResearchResult>, found: Partial<WebFindings>) =>
    withWebFindings(written, { ...nothing, ...web, ...found }, input);

  if (analysis.kind !== 'answered') {
    return { written: add(known, { prices: await pricesByRule(input, pages, folder) }), dropped: 0 };
  }
  const { value } = analysis.answer;
  const sourced = sourcedDraftSchema.safeParse(value).data;
  if (sourced === undefined)
    return { written: add(withOwnSentences(known, value, byModel(analysis)), {}), dropped: 0 };
  const { own, dropped, ...found } = verified(sourced, pages, input);
  return { written: add(withOwnSentences(known, own, byModel(analysis)), found), dropped };
}

interface Settling {
  readonly analysis: Analysis;
  readonly gathered: Gathered;
  readonly reader: WebReader;
  readonly dropped: number;
}

function outcomeOf(
  written: Written<ResearchResult>,
  { analysis, gathered, reader, dropped }: Settling,
): AgentOutcome {
  const outcome = authored({ ...written, schema: researchResultSchema, replies: [analysis] });
  const isSourced = reader.pages.length > 0;
  const stumbled = [...gathered.stumbles, ...(reader.answered === 0 ? reader.failures.toSorted() : [])];
  return {
    ...outcome,
    status: isSourced ? outcome.status : 'fallback',
    usage: totalUsage([...gathered.replies, analysis]),
    warnings: [
      ...outcome.warnings,
      ...stumbled,
      ...(reader.answered === 0 ? ['no search was answered: the knowledge engine stood in for the web'] : []),
      ...(isSourced ? [] : ['figures are not sourced: no page could be read']),
      ...(dropped > 0
        ? [`${dropped} statements were left out: the page that they cite does not say them`]
        : []),
      ...reader.withheld.toSorted().map(ordersWarning),
    ],
  };
}
