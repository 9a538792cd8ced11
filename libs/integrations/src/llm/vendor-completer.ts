import { z } from 'zod';
import type {
  VendorAccount,
  VendorGateway,
  VendorReading,
  VendorRequest,
} from '../resilience/vendor-gateway.js';
import type { VendorUsage } from '../vendor/vendor-call.js';
import { TextMask } from '../masking/text-mask.js';
import { VendorError } from '../vendor/vendor.errors.js';
import type {
  AnswerShape,
  ChatTurn,
  CompleterIdentity,
  Completion,
  CompletionOptions,
  CompletionRequest,
} from './chat-completer.port.js';
import { ChatCompleter } from './chat-completer.port.js';
import type { ChatWire, WrittenText } from './chat-wire.js';
import { completionCost, costUpperBound, tokenPrice } from './completion-cost.js';
import { FormRefusedError, llmError } from './llm.errors.js';
import type { ModelFacts } from './model-catalogue.js';
import { roomForAnswer } from './prompt-size.js';

const MAX_ANSWER_BYTES = 5 * 1024 * 1024;
/** A model that has begun to write does not fall silent for so long. */
const STREAM_IDLE_MS = 15_000;

export interface VendorCompleterOptions {
  readonly identity: CompleterIdentity;
  readonly account: VendorAccount;
  readonly wire: ChatWire;
  readonly facts: ModelFacts;
  /** Where the request names no limit. */
  readonly maxOutputTokens: number;
  /** Personal data do not reach this vendor. */
  readonly masksPersonalData: boolean;
}

const storedCompletion = z.object({
  text: z.string().min(1),
  form: z.enum(['schema', 'json', 'text']),
  finishReason: z.string().nullable(),
});
type StoredCompletion = z.infer<typeof storedCompletion>;

/** What all vendors' models have in common: limits, cost, and what the end of an answer means. */
export class VendorCompleter extends ChatCompleter {
  constructor(
    private readonly gateway: VendorGateway,
    private readonly options: VendorCompleterOptions,
  ) {
    super();
  }

  describe(): CompleterIdentity {
    return this.options.identity;
  }

  formsFor(shape: AnswerShape): ReturnType<ChatWire['formsFor']> {
    return this.options.wire.formsFor(shape);
  }

  async complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    const { identity } = this.options;
    const seen = { isFormRefused: false };
    const mask = await this.#maskOf(request, options);
    let shown = '';
    const onText =
      options.onText &&
      ((text: string): void => {
        shown = text;
        options.onText?.(text);
      });
    const vendorRequest = this.#vendorRequest(request, onText, {
      mask,
      onFormRefused: () => {
        seen.isFormRefused = true;
      },
    });
    try {
      const { value, usage, provider, model, attempts } = await this.gateway.send(vendorRequest, options);
      // What was remembered was not streamed, and what may become a marker is not shown before it is whole.
      if (shown !== value.text) onText?.(value.text);
      return {
        ...value,
        usage: { inputTokens: usage?.inputTokens ?? null, outputTokens: usage?.outputTokens ?? null },
        provider,
        model: model ?? identity.model,
        attempts,
      };
    } catch (error) {
      throw seen.isFormRefused && error instanceof VendorError ? new FormRefusedError(error) : error;
    }
  }

  async #maskOf(
    { turns }: CompletionRequest,
    { ledger }: Pick<CompletionOptions, 'ledger'>,
  ): Promise<TextMask | null> {
    if (!this.options.masksPersonalData) return null;
    const answered = turns.findIndex(({ role }) => role === 'assistant');
    const asked = turns.slice(0, answered === -1 ? turns.length : answered);
    return new TextMask(
      asked.map(({ content }) => content),
      (await ledger?.personNames()) ?? [],
    );
  }

  /** What is asked stays the same for the ledger, which keeps the answer as it is read here: with everything put back. */
  #vendorRequest(
    request: CompletionRequest,
    onText: CompletionOptions['onText'],
    { mask, onFormRefused }: { readonly mask: TextMask | null; readonly onFormRefused: () => void },
  ): VendorRequest<StoredCompletion> {
    const { identity, account, wire, facts } = this.options;
    const isStreamed = onText !== undefined;
    const sent = mask === null ? request : { ...request, turns: request.turns.map(masked(mask)) };
    const maxOutputTokens = this.#outputTokens(sent);
    const body = wire.body(sent, { maxOutputTokens, isStreamed });
    const readingOf = (written: WrittenText): VendorReading<StoredCompletion> =>
      this.#reading(written, request, mask);
    const tell = (textSoFar: string): void => onText?.(mask?.restoreBegun(textSoFar) ?? textSoFar);
    return {
      capability: 'llm',
      identity,
      account,
      method: 'POST',
      url: wire.url,
      headers: wire.headers,
      body,
      question: request.question,
      promptId: request.promptId,
      upperBoundMicroUsd: costUpperBound(facts.price, {
        bodyBytes: Buffer.byteLength(JSON.stringify(body)),
        maxOutputTokens,
      }),
      tokenPrice: (inputTokens) => facts.price && tokenPrice(facts.price, inputTokens),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      stored: storedCompletion,
      mayStandIn: ({ text }) => request.mayStandIn?.(text) ?? true,
      read: (answer) => {
        if (answer.status === 200) return readingOf(wire.read(answer));
        const { failure, isFormRefused, retryAfterMs } = wire.readFailure(answer);
        if (isFormRefused && request.form !== 'text') onFormRefused();
        throw llmError(failure, {
          message: `${identity.provider} answered with status ${answer.status}`,
          status: answer.status,
          retryAfterMs,
        });
      },
      ...(isStreamed && {
        stream: {
          idleMs: STREAM_IDLE_MS,
          read: async (events) => readingOf(await wire.readStream(events, tell)),
        },
      }),
    };
  }

  /** Most tokens that the vendor may write. @throws VendorError rejected when the prompt leaves no room */
  #outputTokens(request: CompletionRequest): number {
    const { facts, identity } = this.options;
    const wished = (request.maxOutputTokens ?? this.options.maxOutputTokens) + facts.thinkingTokens;
    const room = roomForAnswer(request.turns, { wished, maxContextTokens: facts.maxContextTokens });
    if (room === null) {
      throw llmError('rejected', {
        message: `the prompt does not fit into the ${facts.maxContextTokens} tokens of ${identity.model}`,
      });
    }
    return room;
  }

  #reading(
    written: WrittenText,
    { form, shape }: CompletionRequest,
    mask: TextMask | null,
  ): VendorReading<StoredCompletion> {
    const { ending, finishReason, model, usage } = written;
    const { text, hasInvented } = mask?.restore(written.text, { isJson: shape !== null }) ?? {
      text: written.text,
      hasInvented: false,
    };
    const costMicroUsd = completionCost(this.options.facts.price, usage ?? {});
    const spent = { usage: usage ?? undefined, ...(costMicroUsd !== null && { costMicroUsd }) };
    if (ending === 'declined') {
      throw llmError('moderated', { message: 'the model or its filter declined', ...spent });
    }
    if (ending === 'truncated') {
      const message = 'the answer was cut by the token limit';
      throw llmError('invalid_output', { reason: 'truncated', message, ...spent });
    }
    if (text.trim() === '') {
      throw llmError('invalid_output', { reason: 'empty', message: 'the answer is empty', ...spent });
    }
    if (hasInvented) {
      const message = 'the answer stands on a detail that the model made up';
      throw llmError('invalid_output', { reason: 'schema_mismatch', message, ...spent });
    }
    return {
      value: { text, form, finishReason },
      usage: withoutUnknown(usage),
      costMicroUsd,
      ...(model !== null && { model }),
    };
  }
}

const masked =
  (mask: TextMask) =>
  (turn: ChatTurn): ChatTurn => ({
    ...turn,
    content: turn.role === 'system' ? mask.instruct(turn.content) : mask.mask(turn.content),
  });

function withoutUnknown(usage: VendorUsage | null): VendorUsage | null {
  return usage?.inputTokens == null && usage?.outputTokens == null ? null : usage;
}
