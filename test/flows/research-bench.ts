import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AgentInput,
  type AgentOutcome,
  AgentRoster,
  AgentsModule,
  type TaskContext,
} from '@genesis/agents';
import { AgentSettings, ConfigModule, loadSettings } from '@genesis/config';
import {
  type CallLedger,
  type ChatAnswer,
  type ChatCallOptions,
  type ChatRequest,
  type ExtractAnswer,
  IntegrationsModule,
  type LedgerEntry,
  type LedgerKey,
  ProviderRegistry,
  type SearchAnswer,
  type SearchQuery,
  type VendorCallOptions,
  VendorError,
  type VendorFailure,
} from '@genesis/integrations';
import { type JsonObject, newId } from '@genesis/kernel';
import type { BusinessBrief } from '@genesis/knowledge';
import { RedisVfsModule, VirtualFiles, type Workspace } from '@genesis/redis-vfs';
import { Test, type TestingModule } from '@nestjs/testing';
import { patientWorkspace } from '../../libs/runs/src/patient-workspace.js';

export const CANTEEN: BusinessBrief = {
  business_name: 'La Calebasse',
  sector: 'restaurant',
  vision: 'Que les élèves du lycée mangent chaud le midi.',
  mission: 'Nous cuisinons le matin un mafé et nous servons de 12 h à 14 h devant le lycée.',
  target_audience: "Des lycéens du quartier Escale qui n'ont rien de chaud à midi.",
  differentiation: 'Le menu est envoyé le dimanche soir ; un repas oublié est reporté.',
  value_proposition: "Un mafé d'agneau chaud pour 700 FCFA, boisson comprise.",
  location: { city: 'Thiès', country: 'Sénégal' },
  services: ['Repas du midi', 'Carnet de vingt repas'],
};

export const CANTEEN_INPUT: AgentInput = {
  brief: CANTEEN,
  language: 'fr',
  sector: 'restaurant',
  country: 'SN',
  results: {},
  statuses: {},
};

/** The research agent over the virtual file system on Redis, asking whom a test says. */
export class ResearchBench {
  private constructor(
    private readonly app: TestingModule,
    private readonly workspaces: Workspace[] = [],
  ) {}

  static async open(env: Readonly<Record<string, string>> = {}): Promise<ResearchBench> {
    // The simulators take what they are sent.
    const unlimited = { VENDOR_REQUESTS_PER_SECOND: 'tavily=1000' };
    const loaded = loadSettings({ env: { ...process.env, ...unlimited, ...env } });
    const app = await Test.createTestingModule({
      imports: [ConfigModule.forRoot({ loaded }), RedisVfsModule, IntegrationsModule, AgentsModule],
    }).compile();
    app.enableShutdownHooks([]);
    await app.init();
    return new ResearchBench(app);
  }

  /** As a worker gives it: on Sentinel a failover may come in between. */
  aWorkspace(): Workspace {
    const files = this.app.get(VirtualFiles).workspace({ workspaceId: newId(), ownerId: newId() });
    const { workspace } = patientWorkspace(files, new AbortController().signal);
    this.workspaces.push(workspace);
    return workspace;
  }

  research(
    vendors: Pick<TaskContext, 'chat' | 'search'>,
    given: { readonly files?: Workspace; readonly signal?: AbortSignal; readonly input?: AgentInput } = {},
  ): Promise<AgentOutcome> {
    const { files = this.aWorkspace(), signal = new AbortController().signal, input = CANTEEN_INPUT } = given;
    const agent = this.app.get(AgentRoster).agentFor('research');
    const { budgetMs } = this.app.get(AgentSettings, { strict: false });
    return agent.run(input, { ...vendors, signal, budgetMs: budgetMs.research, files, images: null });
  }

  /** The configured vendors, with every call in this ledger. @param runId goes before call keys, as runs do it */
  vendors(ledger: TestLedger, runId: string): Pick<TaskContext, 'chat' | 'search'> {
    const { chat, search } = this.app.get(ProviderRegistry, { strict: false }).forPlan('enterprise');
    const own = (options: VendorCallOptions): VendorCallOptions => ({
      ...options,
      callKey: `${runId}/research/${options.callKey}`,
      ledger,
    });
    return {
      chat: {
        generateStructured: (request, options) => chat.generateStructured(request, own(options)),
      },
      search: {
        search: (query, options) => search.search(query, own(options)),
        extract: (urls, options) => search.extract(urls, own(options)),
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.workspaces.map((workspace) => workspace.deleteWorkspace()));
    await this.app.close();
  }
}

/** A ledger in memory. */
export class TestLedger implements CallLedger {
  readonly entries: LedgerEntry[] = [];

  /** @param onRecord called when a call is kept */
  constructor(private readonly onRecord: (entry: LedgerEntry) => void = () => undefined) {}

  async find({ callKey, requestHash }: LedgerKey): Promise<JsonObject | null> {
    const known = this.entries.find(
      (entry) =>
        entry.callKey === callKey && entry.requestHash === requestHash && entry.outcome === 'success',
    );
    return known?.response ?? null;
  }

  async reserve(): Promise<{ settle(): Promise<void> }> {
    return { settle: async () => undefined };
  }

  async personNames(): Promise<readonly string[]> {
    return [];
  }

  async record(entry: LedgerEntry): Promise<void> {
    this.entries.push(structuredClone(entry));
    this.onRecord(entry);
  }
}

/** A page of the web of a test. */
export interface WebPage {
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

/** Counts what is paid for: the same question under the same key is answered from the journal. */
export class Journal {
  readonly answers = new Map<string, unknown>();
  /** Call keys, in the order in which they were paid for. */
  readonly paid: string[] = [];

  async once<T>(callKey: string, question: unknown, act: () => Promise<T>): Promise<T> {
    const hash = createHash('sha256').update(JSON.stringify(question)).digest('hex');
    const known = this.answers.get(`${callKey} ${hash}`);
    if (known !== undefined) return structuredClone(known) as T;
    this.paid.push(callKey);
    const answer = await act();
    this.answers.set(`${callKey} ${hash}`, structuredClone(answer));
    return answer;
  }
}

/** A search of a handful of pages. */
export class ScriptedSearch {
  readonly queries: SearchQuery[] = [];
  readonly opened: string[] = [];
  /** Calls that fail, by call key. */
  readonly failing = new Map<string, VendorFailure>();

  constructor(
    /** Pages that a query finds. */
    private readonly find: (query: SearchQuery) => readonly WebPage[],
    private readonly journal = new Journal(),
  ) {}

  search(query: SearchQuery, { callKey }: VendorCallOptions): Promise<SearchAnswer> {
    this.queries.push(query);
    return this.journal.once(callKey, query, async () => {
      this.failIfTold(callKey);
      const results = this.find(query)
        .slice(0, query.maxResults)
        .map(({ url, title, text }, index) => ({
          title,
          url,
          content: text.slice(0, 200),
          score: 0.9 - index / 100,
          date: null,
        }));
      return { provider: 'tavily', results, answer: null, usage: { credits: 1 }, isCached: false };
    });
  }

  extract(urls: readonly string[], { callKey }: VendorCallOptions): Promise<ExtractAnswer> {
    this.opened.push(...urls);
    return this.journal.once(callKey, urls, async () => {
      this.failIfTold(callKey);
      const known = this.find({ query: '', depth: 'basic', maxResults: 20, isPublicFact: false });
      const pages = urls.flatMap((url) => known.filter((page) => page.url === url));
      return { provider: 'tavily', pages, failed: [], usage: { credits: 1 }, isCached: false };
    });
  }

  private failIfTold(callKey: string): void {
    const failure = this.failing.get(callKey);
    if (failure) throw new VendorError('search', failure, { message: 'scripted', attempts: 1 });
  }
}

/** What a model says to a prompt; an error is thrown. */
export type Say = (prompt: string) => unknown;

/** A model that answers by call key; `step` stands for every step that has no answer of its own. Where it `stalls`, it
 *  says nothing until the deadline. */
export class ScriptedChat {
  readonly prompts = new Map<string, string>();
  readonly deadlinesMs = new Map<string, number>();

  constructor(
    private readonly script: Readonly<Record<string, Say | 'stalls'>>,
    private readonly journal = new Journal(),
  ) {}

  generateStructured<T>(
    request: ChatRequest<T>,
    { callKey, deadlineMs, signal }: ChatCallOptions,
  ): Promise<ChatAnswer<T>> {
    const { system, prompt, promptId } = request;
    this.prompts.set(callKey, prompt);
    this.deadlinesMs.set(callKey, deadlineMs);
    return this.journal.once(callKey, { system, prompt, promptId }, async () => {
      const say = this.script[callKey] ?? this.script[callKey.split(':', 1)[0] ?? ''];
      if (say === 'stalls') {
        await sleep(deadlineMs, undefined, { signal });
        throw new VendorError('llm', 'timed_out', { message: 'scripted', attempts: 1 });
      }
      const read = request.schema.safeParse(say?.(prompt));
      if (!read.success) {
        throw new VendorError('llm', 'invalid_output', {
          message: 'scripted',
          reason: 'schema_mismatch',
          attempts: 2,
        });
      }
      return {
        value: read.data,
        usage: { inputTokens: 10, outputTokens: 5 },
        provider: 'openai',
        model: 'scripted',
        finishReason: 'stop',
        ladder: 'schema',
        attempts: 1,
      };
    });
  }
}
