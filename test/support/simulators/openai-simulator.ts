import type { ChatCompletionRequest } from './chat-completion.wire.js';
import { errorBody, saysJson } from './chat-completion.wire.js';
import { chatWire, type ModelWire, type ModelWireOptions } from './chat-simulator.js';
import { strictSchemaProblem } from './chat-strict-schema.js';
import type { SimulatedAnswer } from './vendor-simulator.js';

/** Models of OpenAI in November 2026; the thinking of the last one cannot be switched off. */
const MODELS = ['gpt-6-luna', 'gpt-6.1-terra', 'gpt-6.1-sol'] as const;

/** OpenAI's chat completions with what it refuses. Source: OpenAI API reference, "Create chat completion"; guides
 *  "Structured outputs" and "Error codes". */
export function openAiWire(options: ModelWireOptions = {}): ModelWire {
  return chatWire(
    {
      basePath: '/v1',
      models: MODELS.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'openai' })),
      refusal,
    },
    options,
  );
}

function refusal(request: ChatCompletionRequest): SimulatedAnswer | null {
  const effort = request['reasoning_effort'] ?? 'medium';
  if (!MODELS.some((model) => model === request.model)) {
    const message = `The model \`${request.model}\` does not exist or you do not have access to it.`;
    return {
      status: 404,
      body: errorBody({ message, type: 'invalid_request_error', code: 'model_not_found' }),
    };
  }
  if (request['max_tokens'] !== undefined) {
    return refused(
      'max_tokens',
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    );
  }
  if (effort === 'none' && request.model === 'gpt-6.1-sol') {
    return refused('reasoning_effort', "Unsupported value: 'none' is not supported with this model.");
  }
  if (request.temperature != null && request.temperature !== 1 && effort !== 'none') {
    return refused('temperature', "Unsupported value: 'temperature' does not support this value.");
  }
  const format = request.response_format;
  if (format?.type === 'json_object' && !saysJson(request)) {
    return refused('messages', "'messages' must contain the word 'json' in some form.");
  }
  if (format?.type !== 'json_schema' || format.json_schema.strict !== true) return null;
  const problem = strictSchemaProblem(format.json_schema.schema);
  return problem === null
    ? null
    : refused('response_format', `Invalid schema for response_format: ${problem}.`, 'invalid_json_schema');
}

function refused(param: string, message: string, code = 'unsupported_parameter'): SimulatedAnswer {
  return { status: 400, body: errorBody({ message, type: 'invalid_request_error', param, code }) };
}
