import { randomUUID } from 'node:crypto';
import type {
  BriefEventsResponse,
  BriefFilesResponse,
  BriefListResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BriefVersionsResponse,
  BusinessBriefResponse,
  RunCancelledResponse,
  RunStartedResponse,
} from '../../../apps/api/src/briefs/dto/brief.responses.js';
import { keepPrivate, keepTokens } from './kept-logs.js';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.js';
import { waitFor } from './wait-for.js';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Problem {
  readonly error: string;
  readonly detail: string;
}

/** An idea as a caller sends it. */
export interface IdeaBody {
  readonly business_brief: object;
  readonly language?: string;
}

export class UnexpectedAnswer extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${status} ${problem.error}: ${problem.detail}`);
  }
}

const TIMEOUT_MS = 10_000;
const SETTLED = new Set(['completed', 'partial', 'failed', 'cancelled']);
const BRIEF = '/api/v1/business/brief';

/** One person who uses the api. Requests go to its replicas in turn. Methods return the body of a success.
 *  @throws UnexpectedAnswer for everything that is not 2xx. */
export class ApiClient {
  private token: string | null = null;
  private turn = 0;

  constructor(private readonly urls: readonly string[]) {}

  /** Becomes a new person. */
  async signUp(): Promise<this> {
    const email = `${randomUUID()}@example.com`;
    const password = randomUUID();
    await this.call('POST', '/api/v1/auth/register', { json: { email, name: 'Awa', password } });
    return this.signIn(email, password);
  }

  /** Becomes a person who has an account. */
  async signIn(email: string, password: string): Promise<this> {
    const form = new URLSearchParams({ username: email, password });
    const { body } = await this.call<{ access_token: string }>('POST', '/api/v1/auth/token', { form });
    this.token = body.access_token;
    return this;
  }

  /** For requests that are sent in another way. @throws before anybody signed in */
  get accessToken(): string {
    if (this.token === null) throw new Error('nobody has signed in');
    return this.token;
  }

  /** The same person, who talks to one api only. */
  at(url: string): ApiClient {
    const client = new ApiClient([url]);
    client.token = this.token;
    return client;
  }

  async generate(idea: IdeaBody, idempotencyKey?: string): Promise<RunStartedResponse> {
    const headers: Record<string, string> =
      idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const answer = await this.call<RunStartedResponse>('POST', `${BRIEF}/generate`, { json: idea, headers });
    return answer.body;
  }

  async regenerate(briefId: string, sections: readonly string[]): Promise<RunStartedResponse> {
    const json = { regenerate_sections: sections };
    return (await this.call<RunStartedResponse>('POST', `${BRIEF}/${briefId}/regenerate`, { json })).body;
  }

  async cancel(briefId: string): Promise<RunCancelledResponse> {
    return (await this.call<RunCancelledResponse>('POST', `${BRIEF}/${briefId}/cancel`)).body;
  }

  async delete(briefId: string): Promise<void> {
    await this.call('DELETE', `${BRIEF}/${briefId}`);
  }

  async brief(briefId: string): Promise<BusinessBriefResponse> {
    return this.get(`${BRIEF}/${briefId}`);
  }

  async results(briefId: string, version?: number): Promise<BriefResultsResponse> {
    return this.get(`${BRIEF}/${briefId}/results${version === undefined ? '' : `?version=${version}`}`);
  }

  async versions(briefId: string): Promise<BriefVersionsResponse['items']> {
    return (await this.get<BriefVersionsResponse>(`${BRIEF}/${briefId}/versions`)).items;
  }

  async list(): Promise<BriefListResponse> {
    return this.get('/api/v1/business/briefs?limit=100');
  }

  async status(briefId: string): Promise<BriefStatusResponse> {
    return this.get(`${BRIEF}/${briefId}/status`);
  }

  /** @returns the status once no run of the brief is unfinished. */
  async untilSettled(briefId: string, timeoutMs = 30_000): Promise<BriefStatusResponse> {
    return waitFor(
      async () => {
        const status = await this.status(briefId);
        return status.run_status !== null && SETTLED.has(status.run_status) && status;
      },
      { timeoutMs, everyMs: 100, what: `the run of brief ${briefId} to end` },
    );
  }

  async events(briefId: string, after = 0, limit = 1_000): Promise<BriefEventsResponse> {
    return this.get(`${BRIEF}/${briefId}/events?after=${after}&limit=${limit}`);
  }

  /** Follows the event stream on one connection, until the server ends it or the caller stops reading. */
  async *stream(briefId: string, lastEventId?: number): AsyncGenerator<ServerSentEvent> {
    const leaving = new AbortController();
    const response = await fetch(this.address(`${BRIEF}/${briefId}/events`), {
      headers: {
        ...this.authorization(),
        accept: 'text/event-stream',
        ...(lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }),
      },
      signal: leaving.signal,
    });
    if (response.status !== 200 || response.body === null) {
      throw new UnexpectedAnswer(response.status, (await response.json()) as Problem);
    }
    try {
      yield* serverSentEvents(response.body);
    } finally {
      leaving.abort();
    }
  }

  async files(briefId: string): Promise<BriefFilesResponse['items']> {
    return (await this.get<BriefFilesResponse>(`${BRIEF}/${briefId}/files`)).items;
  }

  /** @param path as the list of files gives it. */
  async file(briefId: string, path: string): Promise<Answer<string>> {
    const response = await this.send('GET', `${BRIEF}/${briefId}/files${path}`);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** @param url as a logo gives it. @throws UnexpectedAnswer */
  async picture(url: string): Promise<Answer<Buffer>> {
    const response = await this.send('GET', url);
    if (!response.ok) throw new UnexpectedAnswer(response.status, (await response.json()) as Problem);
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, body };
  }

  /** @throws UnexpectedAnswer */
  async call<Body>(
    method: string,
    path: string,
    request: { json?: unknown; form?: URLSearchParams; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer<Body>> {
    const response = await this.send(method, path, request);
    const text = await response.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    keepTokens(body);
    if (!response.ok) throw new UnexpectedAnswer(response.status, body as Problem);
    return { status: response.status, headers: response.headers, body: body as Body };
  }

  private async get<Body>(path: string): Promise<Body> {
    return (await this.call<Body>('GET', path)).body;
  }

  private async send(
    method: string,
    path: string,
    {
      json,
      form,
      headers,
    }: { json?: unknown; form?: URLSearchParams; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    keepPrivate(json);
    keepPrivate(form);
    return fetch(this.address(path), {
      method,
      headers: {
        ...this.authorization(),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: form ?? (json === undefined ? undefined : JSON.stringify(json)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  private address(path: string): string {
    const url = this.urls[this.turn % this.urls.length];
    if (url === undefined) throw new Error('no api was started');
    this.turn += 1;
    return `${url}${path}`;
  }

  private authorization(): Record<string, string> {
    return this.token === null ? {} : { authorization: `Bearer ${this.token}` };
  }
}
