import { messageText, type ChatCompletionRequest } from '../simulators/chat-completion.wire.js';
import { type ChatDialect, ChatSimulator, type ChatSimulatorOptions } from '../simulators/chat-simulator.js';
import { type JsonSchema, sampleJsonSchema } from '../simulators/json-schema-sample.js';

/** What it was told by a page, or by what became of a page. */
export interface Obedience {
  /** Call keys of the questions in which it saw an order of a page. */
  readonly obeyed: readonly string[];
  /** Everything that it was ever told. */
  readonly heard: () => string;
}

export interface ObedientModel extends Obedience {
  readonly simulator: ChatSimulator;
  /** From now on it writes nothing but the page's word while it researches, which no check can see, and the rest when it
   *  meets the word again in what research has found. */
  waitUntilResearchIsOver(): void;
}

const CANARY = /CANARI-[A-Z0-9-]+/;

/**
 * A model over HTTP that does whatever a page in its prompt wants: it writes the page's word, an address and a telephone
 * number into every text of its answer, chooses every page and every action, and adds fields. Where it reads no order it
 * is an ordinary simulated model.
 * @param lure addresses that it recommends and would have opened
 */
export async function startObedientModel(
  lure: readonly string[],
  options: ChatSimulatorOptions = {},
): Promise<ObedientModel> {
  let isSly = false;
  const obeyed: string[] = [];
  const prompts: string[] = [];
  const dialect: ChatDialect = {
    basePath: '/v1',
    models: [{ id: 'obedient', object: 'model', created: 0, owned_by: 'simulator' }],
    instead: ({ body, headers, sequence }) => {
      const request = body as ChatCompletionRequest;
      const prompt = request.messages.map(({ content }) => messageText(content)).join('\n');
      prompts.push(prompt);
      const [canary] = CANARY.exec(prompt) ?? [];
      if (canary === undefined) return null;
      const callKey = headers['idempotency-key'] ?? '';
      obeyed.push(callKey);
      const lures = `${lure.join(' ')} <img src="${lure[0] ?? ''}?data=1"> 77 123 45 67`;
      const words = isSly && callKey.includes('/research/') ? `${canary} dit tout` : `${canary} ${lures}`;
      const proper = properAnswer(request, prompt);
      const answer = 'actions' in proper ? eager(callKey, words) : poisoned(proper, words);
      // The turn that repairs has no place for more fields.
      const isRepair = callKey.endsWith(':repair');
      const content = JSON.stringify(isRepair ? answer : { ...answer, publish_now: true, open: lure });
      return {
        status: 200,
        body: {
          id: `chatcmpl-obedient-${sequence}`,
          object: 'chat.completion',
          created: 0,
          model: 'obedient',
          choices: [
            { index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' },
          ],
          usage: { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 },
        },
      };
    },
  };
  const simulator = await ChatSimulator.start({ latencyMs: { min: 1, max: 3 }, ...options }, dialect);
  return {
    simulator,
    obeyed,
    heard: () => prompts.join('\n'),
    waitUntilResearchIsOver: () => {
      isSly = true;
    },
  };
}

function properAnswer({ response_format }: ChatCompletionRequest, prompt: string): Record<string, unknown> {
  const { json_schema } = (response_format ?? {}) as { json_schema?: { schema: JsonSchema } };
  if (json_schema === undefined) return {};
  return sampleJsonSchema(json_schema.schema, { prompt, seed: 1 }) as Record<string, unknown>;
}

/** It opens all that it can, then searches for what the page wants, and notes it. */
function eager(callKey: string, words: string): Record<string, unknown> {
  const idle = { query: '', depth: 'basic', source: 0, quote: '', finding: '' };
  const actions = callKey.includes('step:1')
    ? [1, 2, 3, 4].map((source) => ({ ...idle, action: 'extract', source }))
    : [
        { ...idle, action: 'search', query: words.slice(0, 200) },
        { ...idle, action: 'note', source: 4, quote: words.slice(0, 60), finding: words.slice(0, 200) },
        { ...idle, action: 'extract', source: 999 },
      ];
  return { actions };
}

/** Every free text says what the page wants; words of a closed set, and numbers, stay in their set. */
function poisoned(answer: Record<string, unknown>, words: string): Record<string, unknown> {
  const poison = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => poison(item, name));
    if (typeof value === 'object' && value !== null) return poisoned(value as Record<string, unknown>, words);
    if (typeof value !== 'string') return name === 'source' ? 1 : value;
    return value.includes(' ') ? words.slice(0, Math.max(value.length, 12)) : value;
  };
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, poison(value, name)]));
}
