import { type ChatAnswer, type ChatRequest, VendorError } from '@genesis/integrations';
import type { TaskContext, TokenUsage } from '../agent.js';

/** Share of an agent's time that its model may use: the rest is for the knowledge engine to stand in. */
export const MODEL_SHARE = 0.8;

export type ModelReply<T> =
  | { readonly kind: 'not_configured' }
  | { readonly kind: 'answered'; readonly answer: ChatAnswer<T> }
  /** The model failed; `code` says how. */
  | { readonly kind: 'failed'; readonly code: string; readonly usage: TokenUsage | null };

/** Asks the model if there is one; its failure is an answer too, so that the agent can fall back.
 *  @param callKey stable within the task.
 *  @throws what aborts the task: that is not the model's failure. */
export async function askModel<T>(
  context: TaskContext,
  callKey: string,
  request: ChatRequest<T>,
): Promise<ModelReply<T>> {
  return askModelWithin(context, { deadlineMs: context.budgetMs * MODEL_SHARE, callKey }, request);
}

/** The same for a question that is one of several: the caller shares out the time.
 *  @throws what aborts the task */
export async function askModelWithin<T>(
  context: Pick<TaskContext, 'chat' | 'signal'>,
  options: { readonly deadlineMs: number; readonly callKey: string },
  request: ChatRequest<T>,
): Promise<ModelReply<T>> {
  if (context.chat === null) return { kind: 'not_configured' };
  try {
    const answer = await context.chat.generateStructured(request, { signal: context.signal, ...options });
    return { kind: 'answered', answer };
  } catch (error) {
    if (context.signal.aborted || !(error instanceof VendorError)) throw error;
    return {
      kind: 'failed',
      code: error.code,
      usage: error.usage
        ? { input_tokens: error.usage.inputTokens ?? null, output_tokens: error.usage.outputTokens ?? null }
        : null,
    };
  }
}
