import { createHash } from 'node:crypto';
import type { TaskName } from '@genesis/agents';
import {
  type ChatAnswer,
  type ChatCallOptions,
  type ChatModel,
  type ChatRequest,
  LlmError,
  runWithRetries,
} from '@genesis/integrations';
import type { JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { ClaimedRun, JournaledCall } from './run-store.js';

const CAPABILITY = 'llm';

/** What the journal needs of the run: look up before a call, record after it. */
export interface CallJournal {
  find(callKey: string, requestHash: string): Promise<JsonObject | null>;
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
 *  from the journal, and each new answer is recorded before the agent sees it. */
export class JournaledChat implements Pick<ChatModel, 'generateStructured'> {
  constructor(
    private readonly run: ClaimedRun,
    private readonly task: TaskName,
    private readonly model: ChatModel,
    private readonly journal: CallJournal,
  ) {}

  async generateStructured<T>(request: ChatRequest<T>, options: ChatCallOptions): Promise<ChatAnswer<T>> {
    const { callKey } = options;
    const requestHash = hashOf(request, this.model);
    const stored = await this.journal.find(callKey, requestHash);
    if (stored !== null) {
      const answer = storedAnswer.parse(stored);
      return { ...answer, value: request.schema.parse(answer.value) };
    }
    return this.call(request, options, requestHash);
  }

  private async call<T>(
    request: ChatRequest<T>,
    options: ChatCallOptions,
    requestHash: string,
  ): Promise<ChatAnswer<T>> {
    const { provider, model } = this.model.describe();
    const base = {
      runId: this.run.id,
      task: this.task,
      callKey: options.callKey,
      requestHash,
      capability: CAPABILITY,
      promptId: request.promptId,
    };
    const startedAtMs = performance.now();
    let attempts = 0;
    try {
      const answer = await runWithRetries(
        ({ remainingMs }) => {
          attempts += 1;
          return this.model.generateStructured(request, {
            ...options,
            callKey: `${this.run.id}/${this.task}/${options.callKey}`,
            deadlineMs: remainingMs,
            requestId: this.run.requestId ?? undefined,
          });
        },
        { signal: options.signal, budgetMs: options.deadlineMs },
      );
      await this.journal.record({
        ...base,
        provider: answer.provider,
        model: answer.model,
        outcome: 'success',
        attempts,
        response: answer as unknown as JsonObject,
        usage: usageOf(answer.usage),
        latencyMs: performance.now() - startedAtMs,
      });
      return answer;
    } catch (error) {
      // An aborted call has no result to keep, and after a lost lease nothing may be written.
      if (options.signal.aborted || !(error instanceof LlmError)) throw error;
      await this.journal.record({
        ...base,
        provider,
        model,
        outcome: error.code,
        attempts,
        response: null,
        usage: error.usage ? usageOf(error.usage) : null,
        latencyMs: performance.now() - startedAtMs,
      });
      throw error;
    }
  }
}

function hashOf<T>(request: ChatRequest<T>, model: ChatModel): string {
  const { system, prompt, promptId, schemaName, temperature, maxOutputTokens } = request;
  const identity = JSON.stringify([
    model.describe(),
    promptId,
    schemaName,
    system,
    prompt,
    temperature,
    maxOutputTokens,
  ]);
  return createHash('sha256').update(identity).digest('hex');
}

function usageOf(usage: ChatAnswer<unknown>['usage']): JsonObject {
  return { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
}
