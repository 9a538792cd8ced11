import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  chatCompletion,
  chatCompletionRequestSchema,
  errorBody,
  messageText,
  type ChatCompletionRequest,
} from './chat-completion.wire.js';
import { ChatLedger, type ChatLedgerEntry, type OpenLedgerEntry } from './chat-ledger.js';
import {
  ChatScript,
  chatScriptEntrySchema,
  type ChatBehaviour,
  type ChatScriptEntry,
} from './chat-script.js';
import { seededRandom } from './seeded-random.js';

export interface ChatSimulatorOptions {
  /** 0 takes any free port. Default 0. */
  readonly port?: number;
  /** Answer times are spread evenly between the two, in milliseconds. Default 300 to 1500. */
  readonly latencyMs?: { readonly min: number; readonly max: number };
  /** Same seed, same answers and same sequence of answer times. Default 1. */
  readonly seed?: number;
  /** When set, requests without this bearer token get 401. */
  readonly apiKey?: string;
  /** Keep the messages of each request in the ledger; off by default, a benchmark sends many. */
  readonly keepMessages?: boolean;
}

const MODEL = 'simulated-chat';
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** A chat vendor on the loopback interface that speaks OpenAI's wire format: `POST /v1/chat/completions`,
 *  `GET /v1/models`. Tests steer it with `script` and read `ledger`, in process or over `POST|DELETE /__script` and
 *  `GET|DELETE /__ledger`. */
export class ChatSimulator {
  readonly ledger = new ChatLedger();
  readonly #script = new ChatScript();
  readonly #server: Server;
  readonly #options: Required<Omit<ChatSimulatorOptions, 'apiKey' | 'port'>> &
    Pick<ChatSimulatorOptions, 'apiKey'>;
  readonly #random: () => number;
  readonly #closing = new AbortController();

  private constructor(options: ChatSimulatorOptions) {
    this.#options = {
      latencyMs: options.latencyMs ?? { min: 300, max: 1500 },
      seed: options.seed ?? 1,
      keepMessages: options.keepMessages ?? false,
      apiKey: options.apiKey,
    };
    this.#random = seededRandom(this.#options.seed);
    this.#server = createServer((request, response) => {
      this.#route(request, response).catch((error: unknown) => {
        if (response.headersSent || response.destroyed) response.destroy();
        else sendJson(response, 500, errorBody({ message: String(error), type: 'simulator_error' }));
      });
    });
  }

  static async start(options: ChatSimulatorOptions = {}): Promise<ChatSimulator> {
    const simulator = new ChatSimulator(options);
    const server = simulator.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return simulator;
  }

  /** Base address for an OpenAI-compatible client, `/v1` included. */
  get url(): string {
    return `${this.origin}/v1`;
  }

  /** Address of the steering routes. */
  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Queues behaviours for the next matching requests; a plain behaviour is for one request. */
  script(...entries: readonly (ChatScriptEntry | ChatBehaviour)[]): void {
    this.#script.add(...entries.map((entry) => ('kind' in entry ? { behaviour: entry } : entry)));
  }

  /** Forgets the script and the ledger. */
  reset(): void {
    this.#script.clear();
    this.ledger.clear();
  }

  /** Ends stalled answers too. */
  async stop(): Promise<void> {
    this.#closing.abort();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method ?? ''} ${(request.url ?? '').split('?')[0]}`;
    switch (route) {
      case 'POST /v1/chat/completions':
        return this.#complete(request, response);
      case 'GET /v1/models': {
        sendJson(response, 200, {
          object: 'list',
          data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'simulator' }],
        });
        return;
      }
      case 'GET /__ledger': {
        sendJson(response, 200, {
          requests: this.ledger.entries,
          finishedByKey: this.ledger.finishedByKey(),
          inFlight: this.ledger.inFlight,
        });
        return;
      }
      case 'DELETE /__ledger':
        this.ledger.clear();
        {
          sendJson(response, 200, {});
          return;
        }
      case 'POST /__script':
        return this.#extendScript(request, response);
      case 'DELETE /__script':
        this.#script.clear();
        {
          sendJson(response, 200, {});
          return;
        }
      default: {
        sendJson(
          response,
          404,
          errorBody({ message: `Unknown request URL: ${route}.`, type: 'invalid_request_error' }),
        );
        return;
      }
    }
  }

  async #extendScript(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entries = z.array(chatScriptEntrySchema).safeParse(await readJson(request));
    if (!entries.success) {
      sendJson(
        response,
        400,
        errorBody({ message: z.prettifyError(entries.error), type: 'invalid_request_error' }),
      );
      return;
    }
    this.#script.add(...entries.data);
    sendJson(response, 200, { added: entries.data.length });
  }

  async #complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = chatCompletionRequestSchema.safeParse(await readJson(request));
    if (!parsed.success) {
      const message = z.prettifyError(parsed.error);
      sendJson(response, 400, errorBody({ message, type: 'invalid_request_error' }));
      return;
    }
    const completion = parsed.data;
    const callKey = headerOf(request, 'idempotency-key');
    const responseFormat = completion.response_format?.type ?? 'text';
    const isAllowed =
      this.#options.apiKey === undefined ||
      request.headers.authorization === `Bearer ${this.#options.apiKey}`;
    const behaviour: ChatBehaviour | null = isAllowed
      ? this.#script.take({ callKey, responseFormat })
      : { kind: 'status', status: 401, message: 'Incorrect API key provided.' };
    const entry = this.ledger.open({
      callKey,
      requestId: headerOf(request, 'x-request-id'),
      model: completion.model,
      responseFormat,
      behaviour: behaviour?.kind ?? 'answer',
      messages: this.#options.keepMessages ? messagesOf(completion) : null,
    });
    const gone = this.#watch(response, entry);
    await this.#answer(completion, { behaviour, entry, response, gone });
  }

  /** Notes in the ledger how the exchange ended; the signal aborts when the client closed the connection first. */
  #watch(response: ServerResponse, entry: OpenLedgerEntry): AbortSignal {
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

  async #answer(
    request: ChatCompletionRequest,
    exchange: {
      readonly behaviour: ChatBehaviour | null;
      readonly entry: OpenLedgerEntry;
      readonly response: ServerResponse;
      readonly gone: AbortSignal;
    },
  ): Promise<void> {
    const { behaviour, entry, response, gone } = exchange;
    if (behaviour?.kind === 'stall_before_answer') return;
    if (behaviour?.kind === 'cut_connection') {
      response.destroy();
      return;
    }

    const failure = failureOf(behaviour);
    if (failure !== null) {
      entry.status = failure.status;
      sendJson(response, failure.status, failure.body, failure.headers);
      return;
    }

    if (!(await this.#think(behaviour, gone))) return;
    entry.status = 200;
    if (behaviour?.kind === 'broken_envelope') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>');
      return;
    }
    const completion = chatCompletion(request, {
      behaviour,
      sequence: entry.sequence,
      seed: this.#options.seed,
    });
    entry.usage = usageIn(completion);
    const body = JSON.stringify(completion);
    if (behaviour?.kind !== 'stall_in_body' && behaviour?.kind !== 'cut_in_body') {
      sendText(response, 200, body);
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.write(body.slice(0, Math.floor(body.length / 2)), () => {
      if (behaviour.kind === 'cut_in_body') response.destroy();
    });
  }

  /** Waits as long as a model would; false when nobody waits for the answer any more. */
  async #think(behaviour: ChatBehaviour | null, gone: AbortSignal): Promise<boolean> {
    const { min, max } = this.#options.latencyMs;
    const latencyMs = behaviour?.kind === 'slow' ? behaviour.latencyMs : min + this.#random() * (max - min);
    const stop = AbortSignal.any([gone, this.#closing.signal]);
    await sleep(latencyMs, undefined, { signal: stop }).catch((error: unknown) => {
      if (!stop.aborted) throw error;
    });
    return !stop.aborted;
  }
}

const completionUsageSchema = z.object({
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).optional(),
});

function usageIn(completion: object): ChatLedgerEntry['usage'] {
  const { usage } = completionUsageSchema.parse(completion);
  return usage ? { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } : null;
}

interface Failure {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function failureOf(behaviour: ChatBehaviour | null): Failure | null {
  switch (behaviour?.kind) {
    case 'rate_limited':
      return {
        status: 429,
        body: errorBody({ message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' }),
        headers: retryAfterHeader(behaviour.retryAfter),
      };
    case 'quota_exhausted':
      return {
        status: 429,
        body: errorBody({
          message: 'You exceeded your current quota.',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        }),
      };
    case 'json_schema_refused':
      return {
        status: 400,
        body: errorBody({
          message:
            "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
          type: 'invalid_request_error',
          param: 'response_format',
        }),
      };
    case 'status':
      return {
        status: behaviour.status,
        body: errorBody({
          message: behaviour.message ?? 'Simulated failure.',
          type: behaviour.status < 500 ? 'invalid_request_error' : 'server_error',
        }),
        headers: retryAfterHeader(behaviour.retryAfter),
      };
    default:
      return null;
  }
}

function retryAfterHeader(retryAfter: string | undefined): Record<string, string> {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}

function messagesOf(request: ChatCompletionRequest): ChatLedgerEntry['messages'] {
  return request.messages.map(({ role, content }) => ({ role, content: messageText(content) }));
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

/** The body as JSON; undefined when it is none or too large. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendText(response, status, JSON.stringify(body), headers);
}

function sendText(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    })
    .end(body);
}
