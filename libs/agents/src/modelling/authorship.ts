import type { JsonObject } from '@genesis/kernel';
import type { Provenance, ProvenanceMap } from '@genesis/knowledge';
import type { z } from 'zod';
import type { AgentOutcome, TokenUsage } from '../agent.js';
import type { ModelReply } from './ask-model.js';

export const KNOWLEDGE = 'knowledge';

export interface Authored<T> {
  readonly result: T;
  readonly schema: z.ZodType<T>;
  readonly provenance: ProvenanceMap;
  readonly replies: readonly ModelReply<unknown>[];
}

/** The outcome of a result that the knowledge engine wrote, a model wrote, or both.
 *  Status: without a model the engine is the provider (success); where a model failed and the engine stood in, fallback.
 *  @throws ZodError when the result does not satisfy its schema: nothing unvalidated is stored. */
export function authored<T>({ result, schema, provenance, replies }: Authored<T>): AgentOutcome {
  const data = schema.parse(result) as JsonObject;
  const answered = replies.filter((reply) => reply.kind === 'answered');
  const failed = replies.filter((reply) => reply.kind === 'failed');
  return {
    status: failed.length > 0 ? 'fallback' : 'success',
    data,
    provenance,
    error: null,
    provider: answered[0]?.answer.provider ?? KNOWLEDGE,
    model: answered[0]?.answer.model ?? null,
    warnings: failed.map((reply) => `${reply.code}: the knowledge engine stood in for the model`),
    usage: totalUsage(replies),
  };
}

/** Provenance of a field group that a model wrote: who it was, and how its answer came to fit the schema. */
export function byModel(reply: Extract<ModelReply<unknown>, { kind: 'answered' }>): Provenance {
  return { origin: 'model', note: `${reply.answer.provider} ${reply.answer.model} (${reply.answer.ladder})` };
}

/** Tokens of all replies together; null when no answer said. */
export function totalUsage(replies: readonly ModelReply<unknown>[]): TokenUsage | null {
  const usages = replies.flatMap((reply): TokenUsage[] => {
    if (reply.kind === 'answered') {
      return [
        { input_tokens: reply.answer.usage.inputTokens, output_tokens: reply.answer.usage.outputTokens },
      ];
    }
    return reply.kind === 'failed' && reply.usage ? [reply.usage] : [];
  });
  if (usages.length === 0) return null;
  const sum = (field: keyof TokenUsage) =>
    usages.some((usage) => usage[field] !== null)
      ? usages.reduce((total, usage) => total + (usage[field] ?? 0), 0)
      : null;
  return { input_tokens: sum('input_tokens'), output_tokens: sum('output_tokens') };
}
