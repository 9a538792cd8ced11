import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { IDEA, type PrivateServers } from './private-servers.js';
import { startRuns } from './run-progress.js';

/** An answer as a caller experiences it. */
export interface Timed {
  readonly status: number;
  readonly ms: number;
  readonly retryAfter: string | null;
  readonly error: string | null;
}

/** Nothing may take longer, whatever a test expects. */
const HANGS_MS = 30_000;

/** Asks the installation's api, whatever it answers. @throws when it does not answer at all */
export async function ask(
  url: string,
  {
    method = 'GET',
    json,
    key,
    client,
  }: { method?: string; json?: unknown; key?: string; client?: ApiClient } = {},
): Promise<Timed> {
  const begunMs = performance.now();
  const response = await fetch(url, {
    method,
    headers: {
      ...(client && { authorization: `Bearer ${client.accessToken}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: json === undefined ? undefined : JSON.stringify(json),
    signal: AbortSignal.timeout(HANGS_MS),
  });
  const text = await response.text();
  const ms = Math.round(performance.now() - begunMs);
  const isProblem = response.headers.get('content-type')?.includes('problem') ?? false;
  return {
    status: response.status,
    ms,
    retryAfter: response.headers.get('retry-after'),
    error: isProblem ? (JSON.parse(text) as { error: string }).error : null,
  };
}

/** One person in front of one api. */
export class Caller {
  constructor(
    readonly client: ApiClient,
    private readonly url: string,
  ) {}

  static async signUp(installation: Installation, url = installation.urls[0] ?? ''): Promise<Caller> {
    return new Caller(await installation.client().at(url).signUp(), url);
  }

  get(path: string): Promise<Timed> {
    return ask(`${this.url}${path}`, { client: this.client });
  }

  post(path: string, json: unknown, key?: string): Promise<Timed> {
    return ask(`${this.url}${path}`, { method: 'POST', json, key, client: this.client });
  }

  delete(path: string): Promise<Timed> {
    return ask(`${this.url}${path}`, { method: 'DELETE', client: this.client });
  }

  /** Starts a run, or not. */
  generate(): Promise<Timed> {
    return this.post('/api/v1/business/brief/generate', IDEA);
  }

  /** Writes a file of the caller's own, which is in Redis alone. */
  writeFile(): Promise<Timed> {
    return this.post('/api/v1/integrations/redis-fs/write', { path: '/note.md', content: 'a note' });
  }

  /** Makes a new person, who is in PostgreSQL alone. */
  register(): Promise<Timed> {
    const email = `${crypto.randomUUID()}@example.com`;
    return this.post('/api/v1/auth/register', { email, name: 'Awa', password: crypto.randomUUID() });
  }

  /** Everything of a brief that can be read, one after the other. */
  async readAllOf(briefId: string): Promise<readonly (Timed & { readonly path: string })[]> {
    const brief = `/api/v1/business/brief/${briefId}`;
    const [file] = await this.client.files(briefId);
    const paths = [
      brief,
      ...['/status', '/results', '/versions', '/events?after=0', '/files'].map((path) => `${brief}${path}`),
      `${brief}/files${file?.path ?? ''}`,
      '/api/v1/business/briefs?limit=10',
    ];
    const answers = [];
    for (const path of paths) answers.push({ path, ...(await this.get(path)) });
    return answers;
  }

  live(): Promise<Timed> {
    return ask(`${this.url}/health/live`);
  }

  ready(): Promise<Timed> {
    return ask(`${this.url}/health/ready`);
  }

  /** Which stores the api finds away or unfit, by name. */
  async down(): Promise<readonly string[]> {
    const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(HANGS_MS) });
    const { checks } = (await response.json()) as { checks: Record<string, { status: string }> };
    return Object.entries(checks).flatMap(([name, { status }]) => (status === 'down' ? [name] : []));
  }

  /** @returns milliseconds that it took */
  async untilReady(timeoutMs = 20_000): Promise<number> {
    const askedAtMs = performance.now();
    await waitFor(async () => (await this.ready()).status === 200, {
      timeoutMs,
      what: 'the api to be ready',
    });
    return Math.round(performance.now() - askedAtMs);
  }

  async untilNotReady(timeoutMs = 10_000): Promise<void> {
    await waitFor(async () => (await this.ready()).status === 503, {
      timeoutMs,
      what: 'the api to say that it is not ready',
    });
  }
}

/** Runs that wait for the model. */
export async function runsInFlight(servers: PrivateServers, client: ApiClient, count: number) {
  const runs = await startRuns(client, count);
  await waitFor(() => runs.every(({ run_id }) => servers.openCallsOf([run_id]).length > 0), {
    timeoutMs: 20_000,
    everyMs: 20,
    what: 'an open call of every run',
  });
  return runs;
}

export const slowest = (answers: readonly Timed[]): number => Math.max(...answers.map(({ ms }) => ms));
