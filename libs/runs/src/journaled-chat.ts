import { createHash } from 'node:crypto';
import type { TaskName } from '@genesis/agents';
import {
  type ChatAnswer,
  type ChatCallOptions,
  type ChatModel,
  type ChatRequest,
  type ChatUsage,
  VendorError,
  type VendorUsage,
  runWithRetries,
} from '@genesis/integrations';
import { AppError, type JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { CallIdentity, JournaledCall } from './call-journal.js';
import type { ClaimedRun } from './claimed-run.js';
import { storableJson } from './storable-json.js';

const CAPABILITY = 'llm';

/** What a chat needs of the journal of its run: look up before a call, record after it. */
export interface ChatJournal {
  find(call: CallIdentity): Promise<JsonObject | null>;
  record(call: JournaledCall): Promise<void>;
}

const storedAnswer = z.object({
  value: z.unknown(),
  usage: z.object({ inputTokens: z.number().nullable(), outputTokens: z.number().nullable() }),
  provider: z.string(),
  model: z.string(),
  finishReason: z.string().nullable(),
  ladder: z.enum(['schema', 'json', 'repair']),
  attempts: z.number(),
});

/** A chat model whose finished calls are paid for once: a call key that has an answer for the same request is answered
 *  from the journal, and each new answer is recorded before the agent sees it. What failed or was cut off is recorded
 *  too: it may have cost as much. */
export class JournaledChat implements Pick<ChatModel, 'generateStructured'> {
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly run: ClaimedRun,
    private readonly task: TaskName,
    private readonly model: ChatModel,
    private readonly journal: ChatJournal,
  ) {}

  async generateStructured<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>> {
    const answering = this.answer(request, options);
    this.underWay.add(answering);
    try {
      return await answering;
    } finally {
      this.underWay.delete(answering);
    }
  }

  /** Resolves when every call that is under way has ended and is recorded, as far as it can be. Never throws. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private async answer<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>> {
    const requestHash = hashOf(request, this.model);
    const stored = await this.journal.find({ task: this.task, callKey: options.callKey, requestHash });
    // What an older version stored, and this one cannot read, is no answer.
    return readStored(stored, request.schema) ?? this.call(request, options, requestHash);
  }

  private async call<T>(
    request: ChatRequest<T>,
    options: ChatCallOptions,
    requestHash: string,
  ): Promise<ChatAnswer<T>> {
    const identity = {
      runId: this.run.id,
      task: this.task,
      callKey: options.callKey,
      requestHash,
      capability: CAPABILITY,
      promptId: request.promptId,
    };
    const spent = new Spending();
    const startedAtMs = performance.now();
    const cost = () => ({
      attempts: spent.attempts,
      usage: spent.usage,
      latencyMs: performance.now() - startedAtMs,
    });
    let answer: ChatAnswer<T>;
    try {
      answer = await this.ask(request, options, spent);
    } catch (error) {
      // Nothing was sent, nothing was spent.
      if (spent.attempts === 0) throw error;
      const outcome = error instanceof AppError ? error.code : 'CALL_FAILED';
      await this.journal.record({
        ...identity,
        ...this.model.describe(),
        ...cost(),
        outcome,
        response: null,
      });
      throw error;
    }
    const { provider, model } = answer;
    const response = answer as unknown as JsonObject;
    await this.journal.record({ ...identity, ...cost(), provider, model, outcome: 'success', response });
    return answer;
  }

  private async ask<T>(
    request: ChatRequest<T>,
    options: ChatCallOptions,
    spent: Spending,
  ): Promise<ChatAnswer<T>> {
    const answer = await runWithRetries(
      ({ remainingMs }) =>
        this.model.generateStructured(request, {
          ...options,
          callKey: `${this.run.id}/${this.task}/${options.callKey}`,
          deadlineMs: remainingMs,
          requestId: this.run.requestId ?? undefined,
        }),
      {
        signal: options.signal,
        budgetMs: options.deadlineMs,
        onFailedAttempt: ({ error }) => {
          if (error instanceof VendorError) spent.add(error.attempts, error.usage);
        },
      },
    );
    spent.add(answer.attempts, answer.usage);
    // An agent goes on with what a replay of this call would say: with what can be stored.
    const storable = storableJson(answer);
    const read = request.schema.safeParse(storable.value);
    if (read.success) return { ...storable, value: read.data };
    throw new VendorError('llm', 'invalid_output', {
      reason: 'schema_mismatch',
      message: `${request.promptId}: without what cannot be stored, the answer is invalid`,
    });
  }
}

/** What the requests of one call have cost together. */
class Spending {
  attempts = 0;
  private tokens: ChatUsage | null = null;

  /** Null when no answer said. */
  get usage(): JsonObject | null {
    return this.tokens && { input_tokens: this.tokens.inputTokens, output_tokens: this.tokens.outputTokens };
  }

  add(attempts: number, usage: VendorUsage | undefined): void {
    this.attempts += attempts;
    if (!usage) return;
    this.tokens = {
      inputTokens: sum(this.tokens?.inputTokens ?? null, usage.inputTokens ?? null),
      outputTokens: sum(this.tokens?.outputTokens ?? null, usage.outputTokens ?? null),
    };
  }
}

function sum(total: number | null, added: number | null): number | null {
  return added === null ? total : (total ?? 0) + added;
}

function readStored<T>(stored: JsonObject | null, schema: z.ZodType<T>): ChatAnswer<T> | null {
  const answer = storedAnswer.safeParse(stored);
  if (!answer.success) return null;
  const value = schema.safeParse(answer.data.value);
  return value.success ? { ...answer.data, value: value.data } : null;
}

const schemaTexts = new WeakMap<z.ZodType, string>();

/** A schema as text: describing one anew for each call would cost more than the look-up. */
function schemaText(schema: z.ZodType): string {
  const known = schemaTexts.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  schemaTexts.set(schema, text);
  return text;
}

function hashOf<T>(request: ChatRequest<T>, model: ChatModel): string {
  const { system, prompt, promptId, schemaName, temperature, maxOutputTokens } = request;
  const identity = JSON.stringify([
    model.describe(),
    promptId,
    schemaName,
    schemaText(request.schema),
    system,
    prompt,
    temperature,
    maxOutputTokens,
  ]);
  return createHash('sha256').update(identity).digest('hex');
}
