import type { ChatRequest } from '@genesis/integrations';
import type { AgentInput, TaskContext } from '../agent.js';
import type { ModelReply } from '../modelling/ask-model.js';
import type { Finding, ResearchFolder } from './research-folder.js';
import { isOutOfMoney, type ResearchProgress } from './research-progress.js';
import { charsOfEach, planPrompt, type Step, stepPrompt } from './research-prompts.js';
import { tidyQuery, type Todo, type Topic, usualTodos } from './research-todos.js';
import type { WebReader } from './web-reader.js';
import { bestOfEachTopic } from './web-sources.js';
import { isQuoteOf, leadsElsewhere } from './web-words.js';

/** How far a research may go; `ResearchSettings` satisfies it. */
export interface ResearchBounds {
  readonly maxSteps: number;
  readonly maxSearches: number;
  readonly maxPages: number;
  /** Of web text in one prompt. */
  readonly maxChars: number;
}

const SHORTEST_QUERY_CHARS = 3;
/** Notes of one research at most. */
const MAX_FINDINGS = 20;
/** Steps in a row that change nothing before the research ends. */
const MAX_IDLE_STEPS = 2;
/** What a rule opens first: prices and rivals are what a page is needed for. */
const OPENED_FIRST: readonly Topic[] = ['prices', 'competitors', 'trends', 'other', 'opportunities'];

/** What a research brought. */
export interface Gathered {
  readonly findings: readonly Finding[];
  readonly replies: readonly ModelReply<unknown>[];
  /** Codes of what failed on the way and was coped with. */
  readonly stumbles: readonly string[];
}

export interface LoopOptions {
  readonly input: AgentInput;
  readonly context: Pick<TaskContext, 'chat' | 'signal'>;
  readonly bounds: ResearchBounds;
  readonly reader: WebReader;
  readonly folder: ResearchFolder;
  readonly progress: ResearchProgress;
  /** Milliseconds until the model has to stop deciding. */
  readonly decidingMs: () => number;
}

/**
 * A deep agent on a leash: it plans its todos, searches, opens, takes notes, and ends by itself or at the first limit.
 * A model only ever chooses among numbered pages and words queries; what it claims counts where a page says it.
 * Given the same answers it goes the same way: nothing in a prompt comes from a clock or from chance.
 */
export class ResearchLoop {
  private readonly findings: Finding[] = [];
  private readonly replies: ModelReply<unknown>[] = [];
  private readonly stumbles: string[] = [];
  private todos: Todo[] = [];
  private readonly answered = new Set<Todo>();
  private steps = 0;

  constructor(private readonly options: LoopOptions) {}

  /** @throws what aborts the task */
  async gather(): Promise<Gathered> {
    const { reader, folder } = this.options;
    this.todos = [...(await this.plan())];
    await folder.writeTodos(this.todos, () => false);
    const answered = await this.search(this.todos);
    await reader.searchWider(answered);
    if (reader.answered > 0) {
      await this.decide();
      await this.openByRule();
    }
    return { findings: this.findings, replies: this.replies, stumbles: this.stumbles };
  }

  /** The todos of a model, else the usual ones. */
  private async plan(): Promise<readonly Todo[]> {
    const { input, progress, bounds } = this.options;
    const usual = usualTodos(input, progress.year);
    const planned = await this.ask('plan', planPrompt(input, usual, bounds.maxSearches));
    if (planned === null) return usual;
    const todos = planned.todos.map((todo): Todo => {
      const query = tidyQuery(todo.query);
      // A query that a rule has worded stays nobody's, whoever repeats it.
      const known = usual.find((one) => one.query === query);
      return { ...todo, query, isPublicFact: known?.isPublicFact ?? false, wider: known?.wider ?? null };
    });
    const worded = todos.filter(({ query }) => query.length >= SHORTEST_QUERY_CHARS);
    return worded.length > 0 ? worded : usual;
  }

  private async search(todos: readonly Todo[]): Promise<ReadonlyMap<Todo, number>> {
    const { reader, folder } = this.options;
    const answered = await reader.searchAll(todos);
    for (const todo of answered.keys()) this.answered.add(todo);
    await folder.writeTodos(this.todos, (todo) => this.answered.has(todo));
    return answered;
  }

  private async decide(): Promise<void> {
    const { context, bounds, progress, decidingMs, reader } = this.options;
    if (context.chat === null) return;
    const most = Math.min(bounds.maxSteps, progress.ended?.steps ?? bounds.maxSteps);
    let idle = 0;
    while (this.steps < most && idle < MAX_IDLE_STEPS && decidingMs() > 0 && !reader.isOutOfMoney) {
      const step = await this.ask(`step:${this.steps + 1}`, await this.stepPrompt());
      if (step === null) return;
      this.steps += 1;
      const isChange = await this.carryOut(step);
      idle = isChange ? 0 : idle + 1;
      if (step.actions.some(({ action }) => action === 'finish')) return;
    }
  }

  private async stepPrompt() {
    const { input, bounds, reader, folder } = this.options;
    const { found, pages, searchesLeft, pagesLeft } = reader;
    return stepPrompt(input, {
      todos: this.todos,
      found,
      pages,
      texts: await folder.excerpts(pages, input, charsOfEach(pages.length, bounds.maxChars)),
      findings: this.findings,
      left: { steps: bounds.maxSteps - this.steps, searches: searchesLeft, pages: pagesLeft },
      maxChars: bounds.maxChars,
    });
  }

  /** @returns whether anything came of it */
  private async carryOut({ actions }: Step): Promise<boolean> {
    const { reader } = this.options;
    const todos = actions.flatMap((action): Todo[] => {
      const query = tidyQuery(action.query);
      return action.action === 'search' &&
        query.length >= SHORTEST_QUERY_CHARS &&
        !leadsElsewhere(action.query)
        ? [{ topic: 'other', question: query, query, depth: action.depth, isPublicFact: false, wider: null }]
        : [];
    });
    const ids = actions.filter(({ action }) => action === 'extract').map(({ source }) => source);
    let isChange = false;
    for (const action of actions) {
      if (action.action === 'note' && (await this.note(action))) isChange = true;
    }
    // What was found before these searches is opened beside them.
    const [hasOpened, answered] = await Promise.all([reader.open(ids), this.searchMore(todos)]);
    return isChange || hasOpened || answered > 0;
  }

  private async searchMore(todos: readonly Todo[]): Promise<number> {
    if (todos.length === 0) return 0;
    this.todos.push(...todos);
    return (await this.search(todos)).size;
  }

  /** Keeps a finding that its page carries. @returns whether it was kept */
  private async note({ source, quote, finding }: Finding): Promise<boolean> {
    const { reader, folder } = this.options;
    const page = reader.pages.find(({ id }) => id === source);
    const isSound =
      page !== undefined &&
      finding !== '' &&
      !leadsElsewhere(`${finding}\n${quote}`) &&
      isQuoteOf(page.words, quote);
    const isKnown = this.findings.some((known) => known.source === source && known.quote === quote);
    if (!isSound || isKnown || this.findings.length >= MAX_FINDINGS) return false;
    const kept = { source, quote, finding };
    this.findings.push(kept);
    await folder.writeNote(this.findings.length, kept, page);
    return true;
  }

  /** Without an open page nothing can be cited: where no model has opened any, the best ones are. */
  private async openByRule(): Promise<void> {
    const { reader, progress } = this.options;
    const isDue = progress.ended?.is_opened_by_rule ?? (reader.pages.length === 0 && reader.hasTime);
    if (isDue) {
      const best = bestOfEachTopic(reader.unopened, OPENED_FIRST, reader.pagesLeft);
      await reader.open(best.map(({ id }) => id));
    }
    await progress.end({ steps: this.steps, is_opened_by_rule: isDue });
  }

  /** The model's answer, or null: then a rule decides. */
  private async ask<T>(callKey: string, request: ChatRequest<T>): Promise<T | null> {
    const { context, progress, decidingMs, reader } = this.options;
    const { chat, signal } = context;
    if (chat === null) return null;
    const attempted = await progress.attempt(callKey, async () => {
      const deadlineMs = Math.max(1, Math.round(decidingMs()));
      return chat.generateStructured(request, { signal, callKey, deadlineMs });
    });
    if ('answer' in attempted) {
      this.replies.push({ kind: 'answered', answer: attempted.answer });
      return attempted.answer.value;
    }
    this.stumbles.push(`${callKey}: ${attempted.failed}`);
    if (isOutOfMoney(attempted.failed)) reader.isOutOfMoney = true;
    return null;
  }
}
