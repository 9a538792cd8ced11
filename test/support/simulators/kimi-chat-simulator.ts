import { errorBody, saysJson, type ChatCompletionRequest } from './chat-completion.wire.js';
import type { ModelBehaviour } from './chat-script.js';
import {
  chatWire,
  openAiError,
  type ChatDialect,
  type ModelWire,
  type ModelWireOptions,
} from './chat-simulator.js';
import type { SimulatedAnswer, SimulatedProblem } from './vendor-simulator.js';

const MODELS = ['kimi-k2.6', 'kimi-k3'] as const;
/** The only temperatures that are taken. */
const TEMPERATURES = { thinking: 1, plain: 0.6 } as const;

/** Kimi's chat completions: its error types, its fixed temperature, the usage of a stream in the last choice.
 *  `instead` answers requests that are for something else, such as those with its search tool. Source: Kimi API docs,
 *  "Chat completion", "Errors". */
export function kimiWire(options: ModelWireOptions = {}, instead?: ChatDialect['instead']): ModelWire {
  return chatWire(
    {
      basePath: '/v1',
      models: MODELS.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'moonshot' })),
      refusal,
      errorAnswer,
      instead,
      finish: withUsageInChoice,
    },
    options,
  );
}

function refusal(request: ChatCompletionRequest, behaviour: ModelBehaviour | null): SimulatedAnswer | null {
  if (!MODELS.some((model) => model === request.model)) {
    const message = `Not found the model ${request.model} or Permission denied`;
    return { status: 404, body: errorBody({ message, type: 'resource_not_found_error' }) };
  }
  if (behaviour?.kind === 'content_filter') {
    return refused('The request was rejected because it was considered high risk', 'content_filter');
  }
  const thinking = request['thinking'] as { readonly type?: string } | undefined;
  const only = thinking?.type === 'disabled' ? TEMPERATURES.plain : TEMPERATURES.thinking;
  if (request.temperature != null && request.temperature !== only) {
    return refused(`invalid temperature: only ${only} is allowed for this model`);
  }
  const format = request.response_format?.type;
  if (format === 'json_schema')
    return refused('Invalid request: response_format json_schema is not supported');
  if (format === 'json_object' && !saysJson(request)) {
    return refused('Invalid request: response_format json_object needs the word json in the messages');
  }
  return null;
}

function errorAnswer(problem: SimulatedProblem): SimulatedAnswer {
  const { status, message } = problem;
  switch (problem.reason) {
    case 'rate_limited':
      return { status, body: { error: { message, type: 'rate_limit_reached_error' } } };
    case 'quota_exhausted':
      return { status, body: { error: { message, type: 'exceeded_current_quota_error' } } };
    case 'unauthorized':
      return { status, body: { error: { message, type: 'invalid_authentication_error' } } };
    default:
      return openAiError(problem);
  }
}

function withUsageInChoice(answer: SimulatedAnswer): SimulatedAnswer {
  if (!Array.isArray(answer.body)) return answer;
  const pieces = answer.body as readonly string[];
  const told = pieces.find((piece) => piece.includes('"choices":[]'));
  if (told === undefined) return answer;
  const { usage } = JSON.parse(told.replace(/^data: /, '')) as { readonly usage: object };
  const body = pieces
    .filter((piece) => piece !== told)
    .map((piece) =>
      /"finish_reason":"/.test(piece)
        ? piece.replace('"finish_reason":', `"usage":${JSON.stringify(usage)},"finish_reason":`)
        : piece,
    );
  return { ...answer, body };
}

function refused(message: string, type = 'invalid_request_error'): SimulatedAnswer {
  return { status: 400, body: { error: { message, type } } };
}
