import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seededRandom } from './seeded-random.js';
import { deformed, deliver, type SimulatedAnswer } from './vendor-simulator-answer.js';
import { VendorLedger, type OpenReceivedRequest, type ReceivedRequest } from './vendor-simulator-ledger.js';
import {
  scriptEntrySchema,
  transportBehaviourSchema,
  VendorScript,
  type AnyBehaviour,
  type ScriptEntry,
  type TransportBehaviour,
} from './vendor-simulator-script.js';

export type { SimulatedAnswer } from './vendor-simulator-answer.js';
export type { ReceivedRequest } from './vendor-simulator-ledger.js';
export type { ScriptEntry, TransportBehaviour } from './vendor-simulator-script.js';

/** A request, as a route sees it. */
export interface SimulatedRequest<Own extends AnyBehaviour = never> {
  readonly method: string;
  readonly path: string;
  /** Values of the route's `:name` parts. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON, else the text; null when there was none. */
  readonly body: unknown;
  /** Counts from 1. */
  readonly sequence: number;
  readonly seed: number;
  /** A scripted behaviour that the vendor plays by itself; the common ones are played around the route. */
  readonly behaviour: Own | null;
}

export type SimulatedRoute<Own extends AnyBehaviour = never> = (
  request: SimulatedRequest<Own>,
) => SimulatedAnswer | Promise<SimulatedAnswer>;

/** Why a simulated vendor does not do what it was asked. */
export interface SimulatedProblem {
  readonly reason:
    'unauthorized' | 'rate_limited' | 'quota_exhausted' | 'unknown_route' | 'bad_request' | 'failure';
  readonly status: number;
  readonly message: string;
}

/** What makes a vendor of the base: its routes, its errors, and what it notes of a request. */
export interface VendorWire<Own extends AnyBehaviour = never, Seen extends object = object> {
  /** By `METHOD /path`; a part `:name` matches one segment. */
  readonly routes: Readonly<Record<string, SimulatedRoute<Own>>>;
  /** The vendor's form of an error; a `Retry-After` is added by the base. The status may be corrected. */
  readonly errorAnswer: (problem: SimulatedProblem) => SimulatedAnswer;
  /** Behaviours beyond the common ones; one of the same kind replaces the common one. */
  readonly ownBehaviours?: z.ZodType<Own>;
  /** Default: everybody. */
  readonly isAllowed?: (headers: Readonly<Record<string, string>>) => boolean;
  /** Noted in the ledger when the request comes in. */
  readonly see?: (request: { readonly path: string; readonly body: unknown }) => Seen;
  /** Noted in the ledger when the answer is known. */
  readonly seeAnswer?: (answer: SimulatedAnswer) => Partial<Seen>;
  /** False leaves a behaviour to a later request. */
  readonly suits?: (behaviour: Own | TransportBehaviour, seen: Seen) => boolean;
  /** Forgets what the routes have stored. */
  readonly reset?: () => void;
}

export interface VendorSimulatorOptions {
  /** 0 takes any free port. Default 0. */
  readonly port?: number;
  /** Answer times are spread evenly between the two, in milliseconds. Default 0. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
  /** Same seed, same answers and same sequence of answer times. Default 1. */
  readonly seed?: number;
  /** Keep headers and body of each request in the ledger. Default true; a benchmark sends many. */
  readonly keepBodies?: boolean;
  /** Time between two pieces of a streamed answer, in milliseconds. Default 1. */
  readonly pieceEveryMs?: number;
}

const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/**
 * A vendor on the loopback interface. It answers by its wire's routes, plays scripted behaviours instead, counts what it
 * was asked and notices when a client closes its connection. Steered in process (`play`, `ledger`, `reset`) or over
 * `POST|DELETE /__script` and `GET|DELETE /__ledger`; an empty `DELETE /__ledger` forgets what the routes stored too.
 */
export class VendorSimulator<Own extends AnyBehaviour = never, Seen extends object = object> {
  readonly ledger = new VendorLedger<Seen>();
  readonly #wire: VendorWire<Own, Seen>;
  readonly #options: Required<Omit<VendorSimulatorOptions, 'port'>>;
  readonly #script = new VendorScript();
  readonly #server: Server;
  readonly #random: () => number;
  readonly #closing = new AbortController();
  readonly #behaviours: z.ZodType<AnyBehaviour>;

  private constructor(wire: VendorWire<Own, Seen>, options: VendorSimulatorOptions) {
    this.#wire = wire;
    this.#options = {
      latencyMs: options.latencyMs ?? { min: 0, max: 0 },
      seed: options.seed ?? 1,
      keepBodies: options.keepBodies ?? true,
      pieceEveryMs: options.pieceEveryMs ?? 1,
    };
    this.#random = seededRandom(this.#options.seed);
    this.#behaviours =
      wire.ownBehaviours === undefined
        ? transportBehaviourSchema
        : z.union([wire.ownBehaviours, transportBehaviourSchema]);
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) response.destroy();
        else this.#refuse(response, { reason: 'failure', status: 500, message: String(error) });
      });
    });
  }

  static async start<Own extends AnyBehaviour = never, Seen extends object = object>(
    wire: VendorWire<Own, Seen>,
    options: VendorSimulatorOptions = {},
  ): Promise<VendorSimulator<Own, Seen>> {
    const simulator = new VendorSimulator(wire, options);
    const server = simulator.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return simulator;
  }

  /** `http://127.0.0.1:port`, without a path. */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Queues behaviours for the next matching requests; a plain behaviour is for one request. */
  play(
    ...entries: readonly (Own | TransportBehaviourInput | ScriptEntry<Own | TransportBehaviourInput>)[]
  ): void {
    const schema = scriptEntrySchema(this.#behaviours);
    this.#script.add(
      ...entries.map((entry) => schema.parse('behaviour' in entry ? entry : { behaviour: entry })),
    );
  }

  /** Every request since the last reset, in the order of arrival. */
  received(): readonly (ReceivedRequest & Readonly<Seen>)[] {
    return this.ledger.entries;
  }

  /** Forgets the script, the ledger, and what the routes stored. */
  reset(): void {
    this.#script.clear();
    this.ledger.clear();
    this.#wire.reset?.();
  }

  /** Ends stalled answers too. */
  async stop(): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (body === undefined) {
      this.#refuse(response, { reason: 'bad_request', status: 413, message: 'The request is too large.' });
      return;
    }
    if (url.pathname.startsWith('/__')) {
      await this.#steer(`${method} ${url.pathname}`, body, response);
      return;
    }
    await this.#serve({ method, url, headers: headersOf(request), body }, response);
  }

  async #serve(asked: Asked, response: ServerResponse): Promise<void> {
    const { method, url, headers, body } = asked;
    const found = routeFor(this.#wire.routes, method, url.pathname);
    const seen = this.#wire.see?.({ path: url.pathname, body }) ?? ({} as Seen);
    const callKey = headers['idempotency-key'] ?? null;
    const isAllowed = this.#wire.isAllowed?.(headers) ?? true;
    const behaviour =
      isAllowed && found !== null
        ? this.#script.take({
            callKey,
            route: `${method} ${url.pathname}`,
            suits: (played) => this.#wire.suits?.(played as Own | TransportBehaviour, seen) ?? true,
          })
        : null;
    const entry = this.ledger.open(
      {
        method,
        path: url.pathname,
        query: url.search,
        headers: this.#options.keepBodies ? headers : {},
        body: this.#options.keepBodies ? body : null,
        callKey,
        requestId: headers['x-request-id'] ?? null,
        behaviour: behaviour?.kind ?? 'answer',
      },
      seen,
    );
    const gone = watch(response, entry);
    if (!isAllowed || found === null) {
      const problem: SimulatedProblem = isAllowed
        ? {
            reason: 'unknown_route',
            status: 404,
            message: `Unknown request URL: ${method} ${url.pathname}.`,
          }
        : { reason: 'unauthorized', status: 401, message: 'Incorrect API key provided.' };
      entry.status = this.#refuse(response, problem);
      return;
    }
    const answerProperly = async (own: Own | null): Promise<SimulatedAnswer> =>
      await found.route({
        method,
        path: url.pathname,
        params: found.params,
        query: url.searchParams,
        headers,
        body,
        sequence: entry.sequence,
        seed: this.#options.seed,
        behaviour: own,
      });
    await this.#answer({ behaviour, entry, response, gone, answerProperly });
  }

  async #answer(exchange: Exchange<Own, Seen>): Promise<void> {
    const { entry, response, gone } = exchange;
    const own = this.#ownOf(exchange.behaviour);
    const common = own === null ? (exchange.behaviour as TransportBehaviour | null) : null;
    if (common?.kind === 'stall_before_answer') return;
    if (common?.kind === 'cut_connection') {
      response.destroy();
      return;
    }
    const problem = problemOf(common);
    if (problem !== null) {
      entry.status = this.#refuse(response, problem, retryAfterOf(common));
      return;
    }

    const pause = (ms: number): Promise<boolean> => this.#pause(ms, gone);
    if (!(await pause(this.#thinkingMs(common)))) return;
    const answer = deformed(await exchange.answerProperly(own), common);
    if (common?.kind === 'answer_dropped') {
      response.destroy();
      return;
    }
    entry.status = answer.status;
    Object.assign(entry, this.#wire.seeAnswer?.(answer));
    await deliver(response, answer, {
      behaviour: common,
      pause,
      pieceEveryMs: this.#options.pieceEveryMs,
    });
  }

  #ownOf(behaviour: AnyBehaviour | null): Own | null {
    if (behaviour === null || this.#wire.ownBehaviours === undefined) return null;
    const parsed = this.#wire.ownBehaviours.safeParse(behaviour);
    return parsed.success ? parsed.data : null;
  }

  #thinkingMs(behaviour: TransportBehaviour | null): number {
    const { min, max } = this.#options.latencyMs;
    return behaviour?.kind === 'slow' ? behaviour.latencyMs : min + this.#random() * (max - min);
  }

  /** False when nobody waits for the answer any more. */
  async #pause(ms: number, gone: AbortSignal): Promise<boolean> {
    const stop = AbortSignal.any([gone, this.#closing.signal]);
    if (ms > 0) {
      await sleep(ms, undefined, { signal: stop }).catch((error: unknown) => {
        if (!stop.aborted) throw error;
      });
    }
    return !stop.aborted;
  }

  /** Answers in the vendor's form of an error; returns the status. */
  #refuse(
    response: ServerResponse,
    problem: SimulatedProblem,
    headers: Readonly<Record<string, string>> = {},
  ): number {
    const answer = this.#wire.errorAnswer(problem);
    const text = JSON.stringify(answer.body);
    response
      .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers, ...headers })
      .end(text);
    return answer.status;
  }

  async #steer(route: string, body: unknown, response: ServerResponse): Promise<void> {
    const send = (status: number, told: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    };
    switch (route) {
      case 'GET /__ledger':
        send(200, {
          requests: this.ledger.entries,
          finishedByKey: this.ledger.finishedByKey(),
          inFlight: this.ledger.inFlight,
        });
        return;
      case 'DELETE /__ledger':
        this.ledger.clear();
        this.#wire.reset?.();
        send(200, {});
        return;
      case 'POST /__script': {
        const entries = z.array(scriptEntrySchema(this.#behaviours)).safeParse(body);
        if (!entries.success) {
          send(400, { error: { message: z.prettifyError(entries.error) } });
          return;
        }
        this.#script.add(...entries.data);
        send(200, { added: entries.data.length });
        return;
      }
      case 'DELETE /__script':
        this.#script.clear();
        send(200, {});
        return;
      default:
        send(404, { error: { message: `there is no ${route}` } });
    }
  }
}

type TransportBehaviourInput = z.input<typeof transportBehaviourSchema>;

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Exchange<Own extends AnyBehaviour, Seen extends object> {
  readonly behaviour: AnyBehaviour | null;
  readonly entry: OpenReceivedRequest & Seen;
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
  readonly answerProperly: (own: Own | null) => Promise<SimulatedAnswer>;
}

/** Notes in the ledger how the exchange ended; the signal aborts when the client closed the connection first. */
function watch(response: ServerResponse, entry: OpenReceivedRequest): AbortSignal {
  const gone = new AbortController();
  response.once('finish', () => {
    entry.finishedAt = Date.now();
  });
  response.once('close', () => {
    if (entry.finishedAt !== null) return;
    entry.abortedAt = Date.now();
    gone.abort();
  });
  return gone.signal;
}

function problemOf(behaviour: TransportBehaviour | null): SimulatedProblem | null {
  switch (behaviour?.kind) {
    case 'rate_limited':
      return { reason: 'rate_limited', status: 429, message: 'Rate limit reached.' };
    case 'quota_exhausted':
      return { reason: 'quota_exhausted', status: 429, message: 'You exceeded your current quota.' };
    case 'status':
      return {
        reason: 'failure',
        status: behaviour.status,
        message: behaviour.message ?? 'Simulated failure.',
      };
    default:
      return null;
  }
}

function retryAfterOf(behaviour: TransportBehaviour | null): Record<string, string> {
  const asked = behaviour !== null && 'retryAfter' in behaviour ? behaviour.retryAfter : undefined;
  return asked === undefined ? {} : { 'retry-after': asked };
}

interface FoundRoute<Own extends AnyBehaviour> {
  readonly route: SimulatedRoute<Own>;
  readonly params: Readonly<Record<string, string>>;
}

function routeFor<Own extends AnyBehaviour>(
  routes: Readonly<Record<string, SimulatedRoute<Own>>>,
  method: string,
  path: string,
): FoundRoute<Own> | null {
  for (const [pattern, route] of Object.entries(routes)) {
    const params = paramsOf(pattern, `${method} ${path}`);
    if (params !== null) return { route, params };
  }
  return null;
}

function paramsOf(pattern: string, asked: string): Record<string, string> | null {
  const parts = pattern.split('/');
  const given = asked.split('/');
  if (parts.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

/** The body as JSON, or as text; null when there is none, undefined when it is too large. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (bytes === 0) return null;
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
