import {
  type ExtractedPage,
  scanForOrders,
  type SearchProvider,
  type SearchQuery,
  type VendorCallOptions,
} from '@genesis/integrations';
import type { ResearchFolder } from './research-folder.js';
import { type Attempted, isOutOfMoney, type ResearchProgress } from './research-progress.js';
import { EXCLUDED_FOR_PRICES, RESULTS_OF, type Todo } from './research-todos.js';
import { type FoundSource, type OpenedPage, sourceOf } from './web-sources.js';
import { wordsOf } from './web-words.js';

/** Fewer results than this ask for a wider query. */
const FEW_RESULTS = 3;

export interface WebReaderOptions {
  readonly signal: AbortSignal;
  /** ISO code that searches prefer; null where the country is not known. */
  readonly country: string | null;
  readonly maxSearches: number;
  readonly maxPages: number;
  /** Milliseconds that a call may take now. */
  readonly remainingMs: () => number;
}

/**
 * Searches and reads for one research, and nothing else: it opens only what a search found, so many searches and pages
 * and no more, and keeps away from a model what gives orders to one.
 */
export class WebReader {
  readonly found: FoundSource[] = [];
  readonly pages: OpenedPage[] = [];
  /** Addresses that were kept from the model, in no order. */
  readonly withheld: string[] = [];
  /** `search:2: SEARCH_TIMEOUT`…, in no order. */
  readonly failures: string[] = [];
  /** Searches that were answered, be it with nothing. */
  answered = 0;
  /** Our own spending cap was reached: nothing more is asked. */
  isOutOfMoney = false;
  private searches = 0;
  private extracts = 0;
  private readonly asked = new Set<string>();
  /** Sources that were asked for in vain: they count as opened. */
  private readonly unreadable = new Set<number>();

  constructor(
    private readonly search: Pick<SearchProvider, 'search' | 'extract'>,
    private readonly progress: ResearchProgress,
    private readonly folder: ResearchFolder,
    private readonly options: WebReaderOptions,
  ) {}

  get searchesLeft(): number {
    return this.isOutOfMoney ? 0 : this.options.maxSearches - this.searches;
  }

  get pagesLeft(): number {
    return this.isOutOfMoney ? 0 : this.options.maxPages - this.pages.length - this.unreadable.size;
  }

  get hasTime(): boolean {
    return this.options.remainingMs() > 0;
  }

  /** Sources that can be opened. */
  get unopened(): readonly FoundSource[] {
    const opened = new Set(this.pages.map(({ id }) => id));
    return this.found.filter(({ id }) => !opened.has(id) && !this.unreadable.has(id));
  }

  /** One round of searches, at once; what exceeds the limit, or was asked before, is left out.
   *  @returns the todos that were answered, with the number of their results */
  async searchAll(todos: readonly Todo[]): Promise<ReadonlyMap<Todo, number>> {
    const unasked = todos.filter(
      ({ query }, index) =>
        !this.asked.has(query) && todos.findIndex((other) => other.query === query) === index,
    );
    const round = unasked.slice(0, Math.max(0, this.searchesLeft));
    for (const { query } of round) this.asked.add(query);
    const calls = round.map((todo) => {
      this.searches += 1;
      const callKey = `search:${this.searches}`;
      return {
        todo,
        callKey,
        attempt: this.call(callKey, (options) => this.search.search(this.queryOf(todo), options)),
      };
    });
    // Nothing of a round is left running when one of its calls aborts the task.
    await Promise.allSettled(calls.map(({ attempt }) => attempt));
    const answered = new Map<Todo, number>();
    for (const { todo, callKey, attempt } of calls) {
      const outcome = await attempt;
      if (!('answer' in outcome)) {
        this.noteFailure(callKey, outcome.failed);
        continue;
      }
      this.answered += 1;
      answered.set(todo, outcome.answer.results.length);
      for (const [position, result] of outcome.answer.results.entries()) {
        this.take(result, { topic: todo.topic, position, count: outcome.answer.results.length });
      }
    }
    if (calls.length > 0) await this.keep();
    return answered;
  }

  /** The same questions for the whole country, where the town gave little. */
  async searchWider(answered: ReadonlyMap<Todo, number>): Promise<void> {
    const wider = [...answered].flatMap(([todo, results]): Todo[] =>
      results < FEW_RESULTS && todo.wider !== null ? [{ ...todo, query: todo.wider, wider: null }] : [],
    );
    if (wider.length > 0) await this.searchAll(wider);
  }

  /** Opens pages in one call. Numbers that no search gave, and what exceeds the limit, are left out.
   *  @returns whether anything was opened */
  async open(ids: readonly number[]): Promise<boolean> {
    const picked = this.unopened.filter(({ id }) => ids.includes(id)).slice(0, Math.max(0, this.pagesLeft));
    if (picked.length === 0) return false;
    this.extracts += 1;
    const callKey = `extract:${this.extracts}`;
    const urls = picked.map(({ url }) => url);
    const outcome = await this.call(callKey, (options) => this.search.extract(urls, options));
    if (!('answer' in outcome)) this.noteFailure(callKey, outcome.failed);
    const texts = 'answer' in outcome ? outcome.answer.pages : [];
    for (const source of picked) await this.read(source, texts);
    await this.keep();
    return picked.some(({ id }) => this.pages.some((page) => page.id === id));
  }

  private async read(source: FoundSource, texts: readonly ExtractedPage[]): Promise<void> {
    const text = texts.find(({ url }) => isSameAddress(url, source.url))?.text.trim() ?? '';
    if (text === '') {
      this.unreadable.add(source.id);
      return;
    }
    if (givesOrders(text)) {
      this.unreadable.add(source.id);
      this.withheld.push(source.url);
      return;
    }
    await this.folder.keepPage(source, text);
    this.pages.push({ ...source, text, words: wordsOf(text) });
  }

  private take(
    result: Parameters<typeof sourceOf>[0],
    place: Omit<Parameters<typeof sourceOf>[1], 'id'>,
  ): void {
    const source = sourceOf(result, { ...place, id: this.found.length + 1 });
    const isKnown = [...this.found.map(({ url }) => url), ...this.withheld].includes(result.url);
    if (source === null || isKnown) return;
    if (givesOrders(`${readable(result.url)}\n${result.title}\n${result.content}`))
      this.withheld.push(result.url);
    else this.found.push(source);
  }

  private queryOf({ topic, query, depth, isPublicFact }: Todo): SearchQuery {
    return {
      query,
      depth,
      maxResults: RESULTS_OF[topic],
      isPublicFact,
      ...(this.options.country !== null && { country: this.options.country }),
      ...(topic === 'prices' && { excludeDomains: EXCLUDED_FOR_PRICES }),
    };
  }

  private async call<T extends { readonly usage: object }>(
    callKey: string,
    act: (options: VendorCallOptions) => Promise<T>,
  ): Promise<Attempted<T>> {
    const { signal, remainingMs } = this.options;
    return this.progress.attempt(callKey, () =>
      act({ signal, callKey, deadlineMs: Math.max(1, Math.round(remainingMs())) }),
    );
  }

  private noteFailure(callKey: string, code: string | null): void {
    this.failures.push(`${callKey}: ${code ?? 'SEARCH_FAILED'}`);
    if (isOutOfMoney(code)) this.isOutOfMoney = true;
  }

  private async keep(): Promise<void> {
    await this.folder.writeSources(this.found, this.pages, this.withheld);
    await this.progress.save();
  }
}

/** A vendor may add or drop the last slash. */
function isSameAddress(one: string, other: string): boolean {
  return one === other || one.replace(/\/$/u, '') === other.replace(/\/$/u, '');
}

function givesOrders(text: string): boolean {
  return scanForOrders(text).length > 0;
}

/** The words of an address. */
function readable(url: string): string {
  try {
    return decodeURIComponent(url).replace(/[-_+/=&?]+/gu, ' ');
  } catch {
    // Escapes that are no text say nothing.
    return url;
  }
}
