import type { CallDeadline } from '../../http/call-deadline.js';
import { AnswerTooLargeError, postJson, type HttpAnswer } from '../../http/post-json.js';
import type {
  AnswerLadder,
  ChatAnswer,
  ChatCallOptions,
  ChatRequest,
  ChatUsage,
} from '../chat-model.port.js';
import type { VendorError, VendorErrorOptions, VendorFailure } from '../../vendor/vendor.errors.js';
import { llmError } from '../llm.errors.js';
import { readAnswer, type ReadAnswer } from './answer-reading.js';
import { answerSchemaOf, type AnswerSchema } from './answer-schema.js';
import {
  chatCompletionSchema,
  type ChatCompletion,
  type ChatTurn,
  type ResponseFormat,
} from './chat-completion.wire.js';
import { refusesSchema, vendorFailureOf } from './vendor-failure.js';

export const PROVIDER = 'openai-compatible';

const MAX_ANSWER_BYTES = 5 * 1024 * 1024;
/** An invalid answer is shown to the model again, but not at any length. */
const MAX_REPAIRED_CHARS = 16_000;

/** The server as the settings describe it. */
export interface ChatServer {
  readonly completionsUrl: URL;
  readonly model: string;
  readonly apiKey: string | null;
  readonly maxOutputTokens: number;
}

/** How the form of the answer is asked for: the vendor enforces the schema, or only that it is JSON. */
export type AnswerForm = Exclude<AnswerLadder, 'repair'>;

interface Turn {
  readonly form: AnswerForm;
  readonly callKey: string;
  readonly turns: readonly ChatTurn[];
}

interface Written {
  readonly text: string;
  readonly completion: ChatCompletion;
  readonly finishReason: string | null;
}

/** One call: at most a turn with the schema, one without, and one to correct the answer. */
export class ChatExchange<T> {
  readonly #described: AnswerSchema;
  #attempts = 0;
  #usage: ChatUsage = { inputTokens: null, outputTokens: null };

  constructor(
    private readonly server: ChatServer,
    private readonly request: ChatRequest<T>,
    private readonly options: ChatCallOptions,
    private readonly deadline: CallDeadline,
  ) {
    this.#described = answerSchemaOf(request.schema);
  }

  /** `onSchemaRefused` is told when the server refused the schema and then took the same question without it. */
  async run(form: AnswerForm, onSchemaRefused: () => void): Promise<ChatAnswer<T>> {
    const first = { form, callKey: this.options.callKey, turns: this.#openingTurns(form) };
    const answer = await this.#post(first);
    if (form === 'json' || !refusesSchema(answer)) return this.#settle(first, this.#written(answer));

    const plain = {
      form: 'json' as const,
      callKey: `${this.options.callKey}:json`,
      turns: this.#openingTurns('json'),
    };
    const written = this.#written(await this.#post(plain));
    onSchemaRefused();
    return this.#settle(plain, written);
  }

  async #settle(turn: Turn, written: Written): Promise<ChatAnswer<T>> {
    const read = readAnswer(written.text, this.request.schema);
    if (read.ok) return this.#answer(read.value, written, turn.form);

    const repaired = this.#written(await this.#post(this.#repairTurn(turn, written.text, read)));
    const again = readAnswer(repaired.text, this.request.schema);
    if (again.ok) return this.#answer(again.value, repaired, 'repair');
    throw this.#error('invalid_output', {
      reason: again.reason,
      message: `the corrected answer is invalid too (${again.problems.length} problems)`,
    });
  }

  #answer(value: T, { completion, finishReason }: Written, ladder: AnswerLadder): ChatAnswer<T> {
    return {
      value,
      usage: this.#usage,
      provider: PROVIDER,
      model: completion.model || this.server.model,
      finishReason,
      ladder,
      attempts: this.#attempts,
    };
  }

  #openingTurns(form: AnswerForm): readonly ChatTurn[] {
    const { system, prompt } = this.request;
    const instructions =
      form === 'schema'
        ? system
        : `${system}\n\nAnswer with one JSON object that satisfies this JSON Schema, and with nothing else:\n` +
          JSON.stringify(this.#described.schema);
    return [
      { role: 'system', content: instructions },
      { role: 'user', content: prompt },
    ];
  }

  #repairTurn(turn: Turn, invalid: string, { problems }: Extract<ReadAnswer<T>, { ok: false }>): Turn {
    const correction =
      'Your answer does not satisfy the schema:\n' +
      problems.map((problem) => `- ${problem}`).join('\n') +
      '\nWrite the whole answer again, corrected, as one JSON object and nothing else.';
    return {
      form: turn.form,
      callKey: `${this.options.callKey}:repair`,
      turns: [
        ...turn.turns,
        { role: 'assistant', content: invalid.slice(0, MAX_REPAIRED_CHARS) },
        { role: 'user', content: correction },
      ],
    };
  }

  async #post(turn: Turn): Promise<HttpAnswer> {
    const headers = this.#headers(turn.callKey);
    // Nothing is sent for a signal that has aborted before.
    if (!this.deadline.signal.aborted) this.#attempts += 1;
    try {
      return await postJson(this.server.completionsUrl, {
        headers,
        body: {
          model: this.server.model,
          messages: turn.turns,
          max_tokens: this.request.maxOutputTokens ?? this.server.maxOutputTokens,
          temperature: this.request.temperature,
          response_format: this.#responseFormat(turn.form),
        },
        signal: this.deadline.signal,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      });
    } catch (cause) {
      throw this.#transportError(cause);
    }
  }

  #headers(callKey: string): Headers {
    const headers = new Headers({
      'content-type': 'application/json',
      accept: 'application/json',
      'idempotency-key': callKey,
    });
    if (this.server.apiKey !== null) headers.set('authorization', `Bearer ${this.server.apiKey}`);
    if (this.options.requestId !== undefined) headers.set('x-request-id', this.options.requestId);
    return headers;
  }

  #responseFormat(form: AnswerForm): ResponseFormat {
    if (form === 'json') return { type: 'json_object' };
    const { schema, isStrict } = this.#described;
    return { type: 'json_schema', json_schema: { name: this.request.schemaName, strict: isStrict, schema } };
  }

  /** What the model wrote to the end. */
  #written(answer: HttpAnswer): Written {
    if (answer.status !== 200) {
      const { failure, ...told } = vendorFailureOf(answer, Date.now());
      throw this.#error(failure, told);
    }
    const completion = this.#completionOf(answer.text);
    this.#count(completion.usage);
    const [choice] = completion.choices;
    const finishReason = choice?.finish_reason ?? null;
    if (choice?.message.refusal || finishReason === 'content_filter') {
      throw this.#error('moderated', { message: 'the model or its filter declined' });
    }
    if (finishReason === 'length') {
      throw this.#error('invalid_output', {
        reason: 'truncated',
        message: 'the answer was cut by the token limit',
      });
    }
    const text = choice?.message.content ?? '';
    if (text.trim() === '') {
      throw this.#error('invalid_output', { reason: 'empty', message: 'the answer is empty' });
    }
    return { text, completion, finishReason };
  }

  #completionOf(body: string): ChatCompletion {
    try {
      return chatCompletionSchema.parse(JSON.parse(body));
    } catch (cause) {
      throw this.#error('invalid_output', {
        reason: 'not_a_completion',
        message: 'the chat server did not answer with a chat completion',
        cause,
      });
    }
  }

  #count(usage: ChatCompletion['usage']): void {
    this.#usage = {
      inputTokens: sum(this.#usage.inputTokens, usage?.prompt_tokens ?? null),
      outputTokens: sum(this.#usage.outputTokens, usage?.completion_tokens ?? null),
    };
  }

  #transportError(cause: unknown): VendorError {
    if (cause instanceof AnswerTooLargeError) {
      return this.#error('invalid_output', { reason: 'too_large', message: cause.message });
    }
    const { endedBy } = this.deadline;
    if (endedBy === 'cancelled')
      return this.#error('cancelled', { message: 'the call was cancelled', cause });
    if (endedBy === 'timed_out') return this.#error('timed_out', { message: 'no answer in time', cause });
    return this.#error('network', { message: 'the chat server cannot be reached', cause });
  }

  #error(failure: VendorFailure, options: VendorErrorOptions): VendorError {
    const { inputTokens, outputTokens } = this.#usage;
    const hasCost = inputTokens !== null || outputTokens !== null;
    return llmError(failure, {
      ...options,
      message: `${this.request.promptId}: ${options.message}`,
      attempts: this.#attempts,
      usage: hasCost ? this.#usage : undefined,
    });
  }
}

function sum(total: number | null, added: number | null): number | null {
  return added === null ? total : (total ?? 0) + added;
}
