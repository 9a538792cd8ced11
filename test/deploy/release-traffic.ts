import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverSentEvents } from '../support/harness/server-sent-events.js';
import { waitFor } from '../support/harness/wait-for.js';

const ANSWER_MS = 30_000;
const BRIEF = '/api/v1/business/brief';
const READERS = 4;
const READ_EVERY_MS = 100;
const GENERATE_EVERY_MS = 1_000;
const MOST_GENERATIONS = 150;
const CALM_MS = 60_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly key?: string;
}

export interface TrafficReport {
  /** What a person would have seen go wrong. */
  readonly failures: readonly string[];
  readonly requests: number;
  /** Requests sent once more because their connection was closed while it was idle, before anything was answered: what every
   *  client of HTTP/1.1 has to expect of a connection that it keeps (RFC 9112, 9.6). */
  readonly sentAgain: number;
  readonly streams: number;
  /** Streams that a server ended before their run had ended, and that went on after the last event. */
  readonly streamsContinued: number;
  readonly runIds: readonly string[];
  readonly keys: readonly string[];
}

/** People who use the service without a pause: connections that are kept, readers, generations with a key, event streams. */
export class ReleaseTraffic {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });
  private readonly failures: string[] = [];
  private readonly runs = new Map<string, string>();
  private readonly work: Promise<void>[] = [];
  private readonly streams: Promise<void>[] = [];
  private readonly keys: string[] = [];
  private isOver = false;
  private requests = 0;
  private sentAgain = 0;
  private streamsContinued = 0;

  private constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly idea: object,
  ) {}

  static start(options: {
    readonly url: string;
    readonly token: string;
    readonly idea: object;
  }): ReleaseTraffic {
    const traffic = new ReleaseTraffic(options.url, options.token, options.idea);
    traffic.work.push(traffic.generate(), ...Array.from({ length: READERS }, () => traffic.read()));
    return traffic;
  }

  get count(): number {
    return this.requests;
  }

  /** Waits until this many more requests were answered. */
  async untilMore(count: number): Promise<void> {
    const goal = this.requests + count;
    await waitFor(() => this.requests >= goal, { timeoutMs: CALM_MS, what: `${count} more requests` });
  }

  /** No new work; what is under way ends. */
  async stop(): Promise<TrafficReport> {
    this.isOver = true;
    await Promise.all(this.work);
    await Promise.all(this.streams);
    this.agent.destroy();
    const { failures, requests, sentAgain, streamsContinued, keys } = this;
    const streams = this.streams.length;
    return { failures, requests, sentAgain, streams, streamsContinued, keys, runIds: [...this.runs.keys()] };
  }

  private async generate(): Promise<void> {
    while (!this.isOver && this.runs.size < MOST_GENERATIONS) {
      const key = crypto.randomUUID();
      const answer = await this.call('POST', `${BRIEF}/generate`, { body: this.idea, key });
      if (answer?.status === 202) {
        const { run_id, brief_id } = JSON.parse(answer.body) as { run_id: string; brief_id: string };
        this.keys.push(key);
        this.runs.set(run_id, brief_id);
        this.streams.push(this.follow(brief_id));
      }
      await sleep(GENERATE_EVERY_MS);
    }
  }

  private async read(): Promise<void> {
    while (!this.isOver) {
      const briefId = [...this.runs.values()].at(-1);
      await this.call('GET', '/api/v1/business/briefs?limit=5');
      if (briefId) {
        await this.call('GET', `${BRIEF}/${briefId}/status`);
        await this.call('GET', `${BRIEF}/${briefId}/results`);
      }
      await sleep(READ_EVERY_MS);
    }
  }

  /** Follows the events of a brief to the end of its run, over as many connections as that takes. */
  private async follow(briefId: string): Promise<void> {
    let lastId = 0;
    try {
      for (let connections = 1; ; connections += 1) {
        const response = await fetch(`${this.url}${BRIEF}/${briefId}/events`, {
          headers: {
            authorization: `Bearer ${this.token}`,
            accept: 'text/event-stream',
            'last-event-id': String(lastId),
          },
        });
        if (response.status !== 200 || !response.body) throw new Error(`answered ${response.status}`);
        for await (const { id, type } of serverSentEvents(response.body)) {
          if (id !== null && id !== lastId + 1) throw new Error(`event ${id} came after ${lastId}`);
          lastId = id ?? lastId;
          if (type === 'run.finished') return;
        }
        if (connections > 50) throw new Error('ended again and again');
        this.streamsContinued += 1;
      }
    } catch (error) {
      this.failures.push(`events of ${briefId} after ${lastId}: ${reasonOf(error)}`);
    }
  }

  private async call(
    method: 'GET' | 'POST',
    path: string,
    { body, key }: { readonly body?: object; readonly key?: string } = {},
  ): Promise<Answer | null> {
    try {
      const answer = await this.send({ method, path, body, key });
      this.requests += 1;
      if (answer.status >= 400) this.failures.push(`${method} ${path}: ${answer.status} ${answer.body}`);
      return answer;
    } catch (error) {
      this.failures.push(`${method} ${path}: ${reasonOf(error)}`);
      return null;
    }
  }

  private async send(options: Sent): Promise<Answer> {
    try {
      return await this.sendOnce(options);
    } catch (error) {
      // Node's own advice for connections that are kept (http.ClientRequest, reusedSocket). Each of these requests may be
      // repeated: a GET, or a POST with a key. On a connection of its own: all that are kept are closed at the same time.
      if (!(error instanceof ClosedWhileIdle)) throw error;
      this.sentAgain += 1;
      return this.sendOnce(options, new Agent());
    }
  }

  private sendOnce({ method, path, body, key }: Sent, agent = this.agent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, {
        method,
        agent,
        timeout: ANSWER_MS,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...(key && { 'idempotency-key': key }),
        },
      });
      let hasAnswered = false;
      sent.on('response', (response: IncomingMessage) => {
        hasAnswered = true;
        text(response).then((read) => resolve({ status: response.statusCode ?? 0, body: read }), reject);
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        const isClosed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
        reject(!hasAnswered && sent.reusedSocket && isClosed ? new ClosedWhileIdle() : error);
      });
      sent.end(body && JSON.stringify(body));
    });
  }
}

class ClosedWhileIdle extends Error {
  constructor() {
    super('the connection was closed before an answer');
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
