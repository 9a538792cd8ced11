import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seededRandom } from './seeded-random.js';
import { deformed, deliver, type SimulatedAnswer } from './vendor-simulator-answer.js';
import { headersOf, problemOf, readBody, retryAfterOf, watch } from './vendor-simulator-exchange.js';
import { VendorLedger, type OpenReceivedRequest, type ReceivedRequest } from './vendor-simulator-ledger.js';
import {
  scriptEntrySchema,
  transportBehaviourSchema,
  VendorScript,
  type AnyBehaviour,
  type ScriptEntry,
  type TransportBehaviour,
} from './vendor-simulator-script.js';
import { routeFor, type SimulatedProblem, type VendorWire } from './vendor-simulator-wire.js';

export type { SimulatedAnswer } from './vendor-simulator-answer.js';
export type { ReceivedRequest } from './vendor-simulator-ledger.js';
export type { ScriptEntry, TransportBehaviour } from './vendor-simulator-script.js';
export type {
  SimulatedProblem,
  SimulatedRequest,
  SimulatedRoute,
  VendorWire,
} from './vendor-simulator-wire.js';

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

/**
 * A vendor on the loopback interface. It answers by its wire's routes, plays scripted behaviours instead, counts what it
 * was asked and notices when a client closes its connection. Steered in process (`play`, `ledger`, `reset`) or over
 * `POST|DELETE /__script` and `GET|DELETE /__ledger`; deleting the ledger
 * forgets what the routes stored too.
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
