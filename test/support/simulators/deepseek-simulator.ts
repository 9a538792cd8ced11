import { errorBody, saysJson, type ChatCompletionRequest } from './chat-completion.wire.js';
import { chatWire, openAiError, type ModelWire, type ModelWireOptions } from './chat-simulator.js';
import type { SimulatedAnswer, SimulatedProblem } from './vendor-simulator.js';

const MODELS = ['deepseek-flash', 'deepseek-v4-pro'] as const;

/** Deepseek's chat completions: no schemas, thinking unless it is switched off, blank lines while it thinks, 402 for an
 *  empty balance. Source: Deepseek API docs, "Create chat completion", "JSON output", "Error codes", "Rate limit". */
export function deepseekWire(options: ModelWireOptions = {}): ModelWire {
  return chatWire(
    {
      basePath: '',
      models: MODELS.map((id) => ({ id, object: 'model', owned_by: 'deepseek' })),
      refusal,
      errorAnswer,
      extraMessage: (request) =>
        isThinking(request) ? { reasoning_content: 'The person wants a good answer.' } : undefined,
      finish: withKeepAlive,
    },
    options,
  );
}

function refusal(request: ChatCompletionRequest): SimulatedAnswer | null {
  if (!MODELS.some((model) => model === request.model)) return refused('Model Not Exist');
  const format = request.response_format?.type;
  if (format === 'json_schema') return refused('This response_format type is unavailable now');
  if (format === 'json_object' && !saysJson(request)) {
    return refused("Prompt must contain the word 'json' in some form to use response_format json_object");
  }
  return null;
}

function errorAnswer(problem: SimulatedProblem): SimulatedAnswer {
  if (problem.reason !== 'quota_exhausted') return openAiError(problem);
  return {
    status: 402,
    body: errorBody({
      message: 'Insufficient Balance',
      type: 'unknown_error',
      code: 'invalid_request_error',
    }),
  };
}

function isThinking(request: ChatCompletionRequest): boolean {
  const thinking = request['thinking'] as { readonly type?: string } | undefined;
  return thinking?.type !== 'disabled';
}

/** What keeps the connection open while a request waits for its turn. */
function withKeepAlive(answer: SimulatedAnswer): SimulatedAnswer {
  const { body } = answer;
  if (Array.isArray(body)) {
    return { ...answer, body: [': keep-alive\n\n', ...(body as readonly string[])] };
  }
  return { ...answer, body: `\n\n\n${JSON.stringify(body)}` };
}

function refused(message: string): SimulatedAnswer {
  return {
    status: 400,
    body: errorBody({ message, type: 'invalid_request_error', code: 'invalid_request_error' }),
  };
}
