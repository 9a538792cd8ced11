import { z } from 'zod';
import {
  chatCompletionAnswer,
  chatCompletionRequestSchema,
  errorBody,
  seenInChatRequest,
  usageInChatAnswer,
  type ChatCompletionRequest,
} from './chat-completion.wire.js';
import type { SeenByModel } from './chat-ledger.js';
import {
  modelBehaviourSchema,
  suitsResponseFormat,
  type ChatBehaviour,
  type ChatScriptEntry,
  type ModelBehaviour,
} from './chat-script.js';
import {
  VendorSimulator,
  type SimulatedAnswer,
  type SimulatedProblem,
  type SimulatedRequest,
  type SimulatedRoute,
  type VendorWire,
} from './vendor-simulator.js';
import type { VendorLedger } from './vendor-simulator-ledger.js';

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

/** How a vendor differs from plain OpenAI wire format. */
export interface ChatDialect {
  /** Models that `GET …/models` lists. */
  readonly models: readonly object[];
  /** Path before `/chat/completions` and `/models`. */
  readonly basePath: string;
  /** What this vendor refuses; null lets the request pass. */
  readonly refusal?: (
    request: ChatCompletionRequest,
    behaviour: ModelBehaviour | null,
  ) => SimulatedAnswer | null;
  readonly errorAnswer?: (problem: SimulatedProblem) => SimulatedAnswer;
  /** More fields of the answered message. */
  readonly extraMessage?: (request: ChatCompletionRequest) => object | undefined;
  /** Answers instead of the usual writer, such as a search; null lets it write. */
  readonly instead?: (
    request: SimulatedRequest<ModelBehaviour>,
  ) => SimulatedAnswer | Promise<SimulatedAnswer> | null;
  /** What the vendor makes of an answer that was written. */
  readonly finish?: (answer: SimulatedAnswer, request: ChatCompletionRequest) => SimulatedAnswer;
  /** More routes. */
  readonly routes?: Readonly<Record<string, SimulatedRoute<ModelBehaviour>>>;
}

export interface ModelWireOptions {
  /** When set, requests with another key get 401. */
  readonly apiKey?: string;
  /** Keep the messages of each request in the ledger. Default false. */
  readonly keepMessages?: boolean;
}

export type ModelWire = VendorWire<ModelBehaviour, SeenByModel>;

const GENERIC: ChatDialect = {
  basePath: '/v1',
  models: [{ id: 'simulated-chat', object: 'model', created: 0, owned_by: 'simulator' }],
};

/** A chat vendor on the loopback interface that speaks OpenAI's wire format: `POST /v1/chat/completions`, streamed or
 *  not, and `GET /v1/models`. Tests steer it with `script` and read `ledger`, in process or over `POST|DELETE /__script`
 *  and `GET|DELETE /__ledger`. */
export class ChatSimulator {
  private constructor(
    private readonly vendor: VendorSimulator<ModelBehaviour, SeenByModel>,
    private readonly basePath: string,
  ) {}

  static async start(
    options: ChatSimulatorOptions = {},
    dialect: ChatDialect = GENERIC,
  ): Promise<ChatSimulator> {
    const { apiKey, keepMessages = false, latencyMs = { min: 300, max: 1500 }, ...rest } = options;
    const vendor = await VendorSimulator.start(chatWire(dialect, { apiKey, keepMessages }), {
      ...rest,
      latencyMs,
      keepBodies: keepMessages,
    });
    return new ChatSimulator(vendor, dialect.basePath);
  }

  /** Base address for an OpenAI-compatible client, `/v1` included. */
  get url(): string {
    return `${this.origin}${this.basePath}`;
  }

  /** Address of the steering routes. */
  get origin(): string {
    return this.vendor.url;
  }

  get ledger(): VendorLedger<SeenByModel> {
    return this.vendor.ledger;
  }

  /** Queues behaviours for the next matching requests; a plain behaviour is for one request. */
  script(...entries: readonly (ChatScriptEntry | ChatBehaviour)[]): void {
    this.vendor.play(...entries);
  }

  /** Forgets the script and the ledger. */
  reset(): void {
    this.vendor.reset();
  }

  /** Ends stalled answers too. */
  async stop(): Promise<void> {
    await this.vendor.stop();
  }
}

/** The wire of a vendor that speaks this dialect, for a simulator that has more routes than chat. */
export function chatWire(dialect: ChatDialect, options: ModelWireOptions = {}): ModelWire {
  const { basePath, errorAnswer = openAiError } = dialect;
  return {
    routes: {
      [`POST ${basePath}/chat/completions`]: (request) => {
        const parsed = chatCompletionRequestSchema.safeParse(request.body);
        if (!parsed.success) {
          return errorAnswer({ reason: 'bad_request', status: 400, message: z.prettifyError(parsed.error) });
        }
        return (
          formRefusal(parsed.data, request.behaviour) ??
          dialect.refusal?.(parsed.data, request.behaviour) ??
          dialect.instead?.(request) ??
          written(dialect, parsed.data, request)
        );
      },
      [`GET ${basePath}/models`]: () => ({
        status: 200,
        body: { object: 'list', data: dialect.models },
      }),
      ...dialect.routes,
    },
    errorAnswer,
    ownBehaviours: modelBehaviourSchema,
    isAllowed: (headers) =>
      options.apiKey === undefined || headers['authorization'] === `Bearer ${options.apiKey}`,
    see: ({ body }) => seenInChatRequest(body, options.keepMessages ?? false),
    seeAnswer: usageInChatAnswer,
    suits: (behaviour, { responseFormat }) => suitsResponseFormat(behaviour, responseFormat),
  };
}

function written(
  dialect: ChatDialect,
  completion: ChatCompletionRequest,
  { behaviour, sequence, seed }: SimulatedRequest<ModelBehaviour>,
): SimulatedAnswer {
  const extraMessage = dialect.extraMessage?.(completion);
  const answer = chatCompletionAnswer(completion, { behaviour, sequence, seed, extraMessage });
  return dialect.finish?.(answer, completion) ?? answer;
}

/** Errors as OpenAI words them. */
export function openAiError({ reason, status, message }: SimulatedProblem): SimulatedAnswer {
  switch (reason) {
    case 'rate_limited':
      return { status, body: errorBody({ message, type: 'requests', code: 'rate_limit_exceeded' }) };
    case 'quota_exhausted':
      return {
        status,
        body: errorBody({ message, type: 'insufficient_quota', code: 'insufficient_quota' }),
      };
    case 'unauthorized':
      return {
        status,
        body: errorBody({ message, type: 'invalid_request_error', code: 'invalid_api_key' }),
      };
    default:
      return {
        status,
        body: errorBody({ message, type: status < 500 ? 'invalid_request_error' : 'server_error' }),
      };
  }
}

function formRefusal(
  request: ChatCompletionRequest,
  behaviour: ModelBehaviour | null,
): SimulatedAnswer | null {
  if (behaviour?.kind !== 'json_schema_refused' && behaviour?.kind !== 'json_refused') return null;
  return {
    status: 400,
    body: errorBody({
      message: `Invalid parameter: 'response_format' of type '${request.response_format?.type ?? 'text'}' is not supported with this model.`,
      type: 'invalid_request_error',
      param: 'response_format',
    }),
  };
}
