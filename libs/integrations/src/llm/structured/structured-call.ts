import type { JsonObject } from '@genesis/kernel';
import type { VendorUsage } from '../../vendor/vendor-call.js';
import { VendorError, type VendorErrorOptions } from '../../vendor/vendor.errors.js';
import type { AnswerForm, AnswerShape, ChatCompleter, ChatTurn, Completion } from '../chat-completer.port.js';
import type {
  AnswerLadder,
  ChatAnswer,
  ChatCallOptions,
  ChatRequest,
  ChatUsage,
} from '../chat-model.port.js';
import { FormRefusedError, llmError } from '../llm.errors.js';
import { readAnswer, type ReadAnswer } from './answer-reading.js';
import { answerShapeOf } from './answer-schema.js';

/** An invalid answer is shown to the model again, but not at any length. */
const MAX_REPAIRED_CHARS = 16_000;

const FORMS: readonly AnswerForm[] = ['schema', 'json', 'text'];

/** Which forms a model has refused, so that it is not asked in vain each time. */
export class KnownForms {
  readonly #refused = new Set<string>();

  /** A schema may be refused for what it is; that JSON can be asked for at all is the same for all. */
  isRefused(form: AnswerForm, shape: AnswerShape): boolean {
    return this.#refused.has(keyOf(form, shape));
  }

  refuse(form: AnswerForm, shape: AnswerShape): void {
    this.#refused.add(keyOf(form, shape));
  }
}

function keyOf(form: AnswerForm, { name }: AnswerShape): string {
  return form === 'schema' ? `schema ${name}` : form;
}

/** One structured call: at most a turn for each form, and one to correct the answer. */
export class StructuredCall<T> {
  readonly #shape: AnswerShape;
  readonly #startedAtMs = performance.now();
  #attempts = 0;
  #usage: ChatUsage = { inputTokens: null, outputTokens: null };

  constructor(
    private readonly completer: ChatCompleter,
    private readonly forms: KnownForms,
    private readonly request: ChatRequest<T>,
    private readonly options: ChatCallOptions,
  ) {
    this.#shape = answerShapeOf(request.schemaName, request.schema);
  }

  async run(): Promise<ChatAnswer<T>> {
    const written = await this.#open();
    const read = readAnswer(written.text, this.request.schema);
    if (read.ok) return this.#answer(read.value, written, written.form);

    const repaired = await this.#repair(written, read);
    const again = readAnswer(repaired.text, this.request.schema);
    if (again.ok) return this.#answer(again.value, repaired, 'repair');
    throw this.#told(
      llmError('invalid_output', {
        reason: again.reason,
        message: `the corrected answer is invalid too (${again.problems.length} problems)`,
      }),
    );
  }

  /** Asks in the best form that the model takes. */
  async #open(): Promise<Completion> {
    const known = this.completer
      .formsFor(this.#shape)
      .filter((form) => form === 'text' || !this.forms.isRefused(form, this.#shape));
    const refused: AnswerForm[] = [];
    const { callKey } = this.options;
    const inForm = (form: AnswerForm) => `${callKey}:${form}`;
    for (const form of known) {
      try {
        const written = await this.#complete(refused.length === 0 ? callKey : inForm(form), form, {
          turns: this.#openingTurns(form),
          question: this.#question(),
          // Which form is the first depends on what is known of a model by now, and on who is asked.
          otherCallKeys: [callKey, ...FORMS.map(inForm)],
        });
        // Not before the same question was taken in another form: it may have been the question.
        for (const each of refused) this.forms.refuse(each, this.#shape);
        return written;
      } catch (error) {
        if (!(error instanceof FormRefusedError) || form === known.at(-1)) throw this.#toldOf(error);
        this.#attempts += error.attempts;
        refused.push(form);
      }
    }
    throw llmError('rejected', { message: `${this.request.promptId}: the model takes no form of answer` });
  }

  async #repair(
    written: Completion,
    { problems }: Extract<ReadAnswer<T>, { ok: false }>,
  ): Promise<Completion> {
    const invalid = written.text.slice(0, MAX_REPAIRED_CHARS);
    const correction =
      'Your answer does not satisfy the schema:\n' +
      problems.map((problem) => `- ${problem}`).join('\n') +
      '\nWrite the whole answer again, corrected, as one JSON object and nothing else.';
    // A remembered answer may come from a model that took another form.
    const forms = this.completer.formsFor(this.#shape);
    const form = forms.includes(written.form) ? written.form : (forms.at(-1) ?? 'text');
    try {
      return await this.#complete(`${this.options.callKey}:repair`, form, {
        turns: [
          ...this.#openingTurns(form),
          { role: 'assistant', content: invalid },
          { role: 'user', content: correction },
        ],
        question: { ...this.#question(), invalid, correction },
        // What another model corrected in vain does not keep this one from doing better.
        mayStandIn: (text) => readAnswer(text, this.request.schema).ok,
      });
    } catch (error) {
      throw this.#toldOf(error);
    }
  }

  /** What is asked, the same for every model and form, so that an answer counts whoever gave it. */
  #question(): JsonObject {
    const { system, prompt, temperature, maxOutputTokens } = this.request;
    return {
      system,
      prompt,
      schema: this.#shape.schema,
      temperature: temperature ?? null,
      maxOutputTokens: maxOutputTokens ?? null,
    };
  }

  #openingTurns(form: AnswerForm): readonly ChatTurn[] {
    const { system, prompt } = this.request;
    const instructions =
      form === 'schema'
        ? system
        : `${system}\n\nAnswer with one JSON object that satisfies this JSON Schema, and with nothing else:\n` +
          JSON.stringify(this.#shape.schema);
    return [
      { role: 'system', content: instructions },
      { role: 'user', content: prompt },
    ];
  }

  async #complete(
    callKey: string,
    form: AnswerForm,
    {
      otherCallKeys,
      ...asked
    }: {
      readonly turns: readonly ChatTurn[];
      readonly question: JsonObject;
      readonly otherCallKeys?: readonly string[];
      readonly mayStandIn?: (text: string) => boolean;
    },
  ): Promise<Completion> {
    const { promptId, temperature, maxOutputTokens } = this.request;
    const spentMs = performance.now() - this.#startedAtMs;
    const written = await this.completer.complete(
      { ...asked, form, shape: this.#shape, promptId, temperature, maxOutputTokens },
      { ...this.options, callKey, otherCallKeys, deadlineMs: Math.max(0, this.options.deadlineMs - spentMs) },
    );
    this.#attempts += written.attempts;
    this.#usage = sumOf(this.#usage, written.usage);
    return written;
  }

  #answer(value: T, written: Completion, ladder: AnswerLadder): ChatAnswer<T> {
    const { provider, model, finishReason } = written;
    return { value, usage: this.#usage, provider, model, finishReason, ladder, attempts: this.#attempts };
  }

  /** A failure of the exchange that is under way, with what the call has spent until now. */
  #toldOf(error: unknown): unknown {
    if (!(error instanceof VendorError)) return error;
    this.#attempts += error.attempts;
    this.#usage = sumOf(this.#usage, error.usage ?? {});
    return this.#told(error);
  }

  #told(error: VendorError): VendorError {
    const { inputTokens, outputTokens } = this.#usage;
    const known: Partial<VendorErrorOptions> = {
      message: `${this.request.promptId}: ${error.message}`,
      attempts: this.#attempts,
      usage: inputTokens === null && outputTokens === null ? undefined : this.#usage,
    };
    return error.with(known);
  }
}

function sumOf(total: ChatUsage, { inputTokens = null, outputTokens = null }: VendorUsage): ChatUsage {
  return {
    inputTokens: sum(total.inputTokens, inputTokens),
    outputTokens: sum(total.outputTokens, outputTokens),
  };
}

function sum(total: number | null, added: number | null): number | null {
  return added === null ? total : (total ?? 0) + added;
}
