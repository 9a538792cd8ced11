import type { JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { VendorAccount, VendorGateway, VendorRequest } from '../../resilience/vendor-gateway.js';
import type { VendorCallOptions } from '../../vendor/vendor-call.js';
import { VendorError } from '../../vendor/vendor.errors.js';
import { llmError } from '../llm.errors.js';
import { atPath, bearerOf } from '../openai-compatible/completion-wire.js';
import { type AskServer, contextSizeOf } from './context-size.js';
import { servedModelsSchema, type ServedModel } from './local-server.wire.js';

export interface LocalServersOptions {
  /** In order. No other address is ever asked. */
  readonly urls: readonly string[];
  /** Null: the first that a server offers. */
  readonly model: string | null;
  readonly apiKey: string | null;
}

/** A server that answered, with the model that it will be asked for. */
export interface LocalServer {
  /** Where the OpenAI-compatible routes are, `/v1` included. */
  readonly baseUrl: URL;
  /** Place in the list, from 1. */
  readonly number: number;
  readonly model: string;
  readonly maxContextTokens: number | null;
  /** Fields of a request that switch thinking off. */
  readonly thinking: JsonObject;
}

const PROBE_MS = 2_000;
/** A model may be loaded with another context, or another server be started, meanwhile. */
const KNOWN_FOR_MS = 60_000;
const MAX_PROBE_BYTES = 2 * 1024 * 1024;
/** LM Studio lists what cannot chat too, and first if it likes. */
const NO_CHAT_MODEL = /embed/i;
/** llama.cpp serves one model, whatever it is called. */
const ANY_NAME = /llama\.?cpp/i;

/** Which of the configured local servers answers. */
export class LocalServers {
  private known: { readonly server: LocalServer; readonly untilMs: number } | null = null;

  constructor(
    private readonly gateway: VendorGateway,
    private readonly options: LocalServersOptions,
  ) {}

  /** The one that was found last; null before, and after `forget`. */
  get last(): LocalServer | null {
    return this.known?.server ?? null;
  }

  /** The first that answers and has the model.
   *  @throws VendorError network when none answers, not_found when none has the model, cancelled */
  async find(options: Pick<VendorCallOptions, 'signal' | 'deadlineMs'>): Promise<LocalServer> {
    if (this.known !== null && performance.now() < this.known.untilMs) return this.known.server;
    let hasAnswered = false;
    for (const [index, address] of this.options.urls.entries()) {
      const root = rootOf(address);
      const ask = this.asking(root, index + 1, options);
      const listed = await ask('v1/models', servedModelsSchema);
      if (listed === null) continue;
      hasAnswered = true;
      const served = this.chosenOf(listed.data);
      if (served === null) continue;
      const server: LocalServer = {
        baseUrl: atPath(root, 'v1'),
        number: index + 1,
        model: served.id,
        maxContextTokens: await contextSizeOf(served, ask),
        thinking: thinkingOff(served),
      };
      this.known = { server, untilMs: performance.now() + KNOWN_FOR_MS };
      return server;
    }
    throw hasAnswered
      ? llmError('not_found', { message: 'no local server has the model' })
      : llmError('network', { message: 'no local server answers' });
  }

  /** Looks again next time: the server is gone, or has another model now. */
  forget(): void {
    this.known = null;
  }

  /** What tells whether the first server is there, for the operators' view; null without an address. */
  probe(): VendorRequest<unknown> | null {
    const [first] = this.options.urls;
    return first === undefined
      ? null
      : this.request(rootOf(first), 1, { path: 'v1/models', schema: z.unknown() });
  }

  private chosenOf(served: readonly ServedModel[]): ServedModel | null {
    const { model } = this.options;
    if (model === null) return served.find(({ id }) => !NO_CHAT_MODEL.test(id)) ?? null;
    const offered = served.find(({ id }) => id === model || id === `${model}:latest`);
    if (offered !== undefined) return offered;
    return served.find(({ owned_by: owner }) => ANY_NAME.test(owner ?? '')) ?? null;
  }

  private asking(
    root: URL,
    number: number,
    { signal, deadlineMs }: Pick<VendorCallOptions, 'signal' | 'deadlineMs'>,
  ): AskServer {
    return async (path, schema, body) => {
      try {
        const answer = await this.gateway.send(this.request(root, number, { path, schema, body }), {
          signal,
          callKey: `local-probe-${number}`,
          deadlineMs: Math.min(deadlineMs, PROBE_MS),
        });
        return answer.value;
      } catch (error) {
        if (signal.aborted || !(error instanceof VendorError)) throw error;
        return null;
      }
    };
  }

  private request<T>(
    root: URL,
    number: number,
    asked: {
      readonly path: string;
      readonly schema: z.ZodType<T>;
      readonly body?: { readonly model: string };
    },
  ): VendorRequest<T> {
    const { path, schema, body } = asked;
    return {
      capability: 'llm',
      identity: { provider: 'local', model: null },
      account: probeAccount(number),
      method: body === undefined ? 'GET' : 'POST',
      url: atPath(root, path),
      headers: bearerOf(this.options.apiKey),
      body: body ?? null,
      question: { path, ...body },
      promptId: null,
      upperBoundMicroUsd: 0,
      maxAnswerBytes: MAX_PROBE_BYTES,
      stored: schema,
      read: ({ status, text }) => {
        const value = status === 200 ? schema.safeParse(jsonOf(text)) : null;
        if (value?.success) return { value: value.data, usage: null, costMicroUsd: 0 };
        throw llmError(status >= 500 ? 'unavailable' : 'not_found', {
          message: 'the local server does not know this',
          status,
        });
      },
    };
  }
}

/** Nobody waits for the thoughts of a small model. vLLM knows only what goes to the template, and refuses `none`; Ollama
 *  knows only the effort; each passes over what it does not know. */
function thinkingOff(served: ServedModel): JsonObject {
  const template = { chat_template_kwargs: { enable_thinking: false } };
  const isVllm = served.max_model_len != null;
  return isVllm ? template : { ...template, reasoning_effort: 'none' };
}

/** An account of its own, so that a server that is off does not stop the others from being asked. */
function probeAccount(number: number): VendorAccount {
  return { name: `local-probe-${number}`, limit: {}, timeoutMs: PROBE_MS };
}

/** The address without the `/v1` that some write: the servers' own routes stand beside it. */
function rootOf(address: string): URL {
  const url = new URL(address);
  url.pathname = url.pathname.replace(/\/v1\/?$/, '/');
  return url;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
