import { z } from 'zod';
import { SimulatedWeb, type SimulatedPage } from './tavily-pages.js';
import {
  type SimulatedAnswer,
  type SimulatedRequest,
  type SimulatedRoute,
  VendorSimulator,
  type VendorSimulatorOptions,
} from './vendor-simulator.js';

/** What Kimi can do in its search besides what every vendor can. */
const kimiSearchBehaviourSchema = z.discriminatedUnion('kind', [
  /** The model asks for another search instead of answering. */
  z.strictObject({ kind: z.literal('searches_again') }),
  /** The model asks for two searches at once. */
  z.strictObject({ kind: z.literal('two_searches') }),
  /** The model asks for a tool that nobody has offered. */
  z.strictObject({ kind: z.literal('other_tool') }),
  /** The model answers without a search. */
  z.strictObject({ kind: z.literal('answers_at_once') }),
  /** The JSON stands in a Markdown fence, with a word before it. */
  z.strictObject({ kind: z.literal('fenced_json') }),
  /** No JSON at all. */
  z.strictObject({ kind: z.literal('prose') }),
  z.strictObject({ kind: z.literal('nothing_found') }),
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({ kind: z.literal('length') }),
  z.strictObject({ kind: z.literal('content_filter') }),
  z.strictObject({ kind: z.literal('overloaded') }),
  z.strictObject({ kind: z.literal('unknown_model') }),
  z.strictObject({ kind: z.literal('no_usage') }),
]);
export type KimiSearchBehaviour = z.infer<typeof kimiSearchBehaviourSchema>;

const WEB_SEARCH = '$web_search';

const toolCallSchema = z.object({
  id: z.string(),
  type: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const requestSchema = z.object({
  model: z.string(),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'user', 'assistant', 'tool']),
        content: z.string(),
        tool_calls: z.array(toolCallSchema).optional(),
        tool_call_id: z.string().optional(),
        name: z.string().optional(),
      }),
    )
    .min(1),
  tools: z
    .array(
      z.object({ type: z.literal('builtin_function'), function: z.object({ name: z.literal(WEB_SEARCH) }) }),
    )
    .min(1),
  thinking: z.object({ type: z.enum(['enabled', 'disabled']) }).optional(),
  max_tokens: z.number().int().positive().optional(),
  stream: z.literal(false).optional(),
});
type SearchRequest = z.infer<typeof requestSchema>;

const FOUND_TOKENS = 6_000;
const CHARS_PER_TOKEN = 4;

const KIMI_SEARCH_ROUTE = 'POST /v1/chat/completions';

/** Whether a chat completion is one of Kimi's search: to serve both on one address. */
export function asksKimiToSearch(body: unknown): boolean {
  return JSON.stringify(body ?? null).includes(`"name":"${WEB_SEARCH}"`);
}

export interface KimiSearchSimulator extends VendorSimulator<KimiSearchBehaviour> {
  /** From now on every search finds these pages. */
  serve(...pages: readonly SimulatedPage[]): void;
}

/** Kimi with nothing but its built-in search, on the loopback interface. The address for a client is `<url>/v1`.
 *  @param apiKey the only one that is let in; default: any. */
export async function startKimiSearchSimulator(
  options: VendorSimulatorOptions & { readonly apiKey?: string } = {},
): Promise<KimiSearchSimulator> {
  const { apiKey, ...base } = options;
  const web = new SimulatedWeb();
  const simulator = await VendorSimulator.start<KimiSearchBehaviour>(
    {
      routes: { [KIMI_SEARCH_ROUTE]: kimiSearchRoute(web) },
      ownBehaviours: kimiSearchBehaviourSchema,
      isAllowed: ({ authorization }) =>
        apiKey === undefined ? authorization !== undefined : authorization === `Bearer ${apiKey}`,
      errorAnswer: ({ reason, status, message }) =>
        refusal(status, ERROR_TYPES[reason] ?? 'server_error', message),
      reset: () => web.reset(),
    },
    base,
  );
  return Object.assign(simulator, { serve: (...pages: readonly SimulatedPage[]) => web.serve(pages) });
}

/** One exchange of the search loop: first the wish to search, then, given the same arguments back, what was found. */
export function kimiSearchRoute(web: SimulatedWeb): SimulatedRoute<KimiSearchBehaviour> {
  return (request) => {
    const { behaviour } = request;
    if (behaviour?.kind === 'overloaded') {
      return refusal(429, 'engine_overloaded_error', 'The engine is currently overloaded.');
    }
    if (behaviour?.kind === 'unknown_model') {
      return refusal(404, 'resource_not_found_error', 'Not found the model or permission denied.');
    }
    const parsed = requestSchema.safeParse(request.body);
    if (!parsed.success) return refusal(400, 'invalid_request_error', z.prettifyError(parsed.error));
    const asked = parsed.data;
    if (asked.thinking?.type !== 'disabled') {
      return refusal(
        400,
        'invalid_request_error',
        'thinking must be disabled for builtin_function $web_search',
      );
    }
    const fault = faultOfLoop(asked);
    if (fault !== null) return refusal(400, 'invalid_request_error', fault);

    const hasSearched = asked.messages.at(-1)?.role === 'tool';
    const isAnswer = hasSearched
      ? behaviour?.kind !== 'searches_again'
      : behaviour?.kind === 'answers_at_once';
    const message = isAnswer
      ? { role: 'assistant', content: contentFor(asked, web, behaviour) }
      : { role: 'assistant', content: '', tool_calls: callsFor(request) };
    const finish = isAnswer ? finishOf(behaviour) : 'tool_calls';
    return completion(request, asked, { message, finish, foundTokens: hasSearched ? FOUND_TOKENS : 0 });
  };
}

/** Every wish of the model's must be followed by its own arguments, letter by letter. */
function faultOfLoop({ messages }: SearchRequest): string | null {
  const open = new Map<string, string>();
  for (const { role, content, tool_calls = [], tool_call_id = '' } of messages) {
    if (role === 'assistant') {
      for (const call of tool_calls) {
        if (!call.id.startsWith('search:')) return `tool_call_id ${call.id} is not found`;
        if (call.function.name === WEB_SEARCH) open.set(call.id, call.function.arguments);
        else open.set(call.id, '');
      }
    }
    if (role !== 'tool') continue;
    const expected = open.get(tool_call_id);
    if (expected === undefined) return `tool_call_id ${tool_call_id} is not found`;
    if (expected !== '' && expected !== content) return 'the arguments of $web_search were changed';
    open.delete(tool_call_id);
  }
  return open.size === 0 ? null : 'a tool call has no tool message';
}

function callsFor({ behaviour, sequence }: SimulatedRequest<KimiSearchBehaviour>): readonly object[] {
  const name = behaviour?.kind === 'other_tool' ? 'open_page' : WEB_SEARCH;
  const count = behaviour?.kind === 'two_searches' ? 2 : 1;
  return Array.from({ length: count }, (_, index) => ({
    index,
    id: `search:${sequence}-${index}`,
    type: 'builtin_function',
    function: {
      name,
      arguments: JSON.stringify({
        search_result: { search_id: `simulated-${sequence}-${index}` },
        usage: { total_tokens: FOUND_TOKENS },
      }),
    },
  }));
}

function contentFor(
  { messages }: SearchRequest,
  web: SimulatedWeb,
  behaviour: KimiSearchBehaviour | null,
): string {
  if (behaviour?.kind === 'empty') return '';
  if (behaviour?.kind === 'prose') return 'J’ai trouvé plusieurs pages intéressantes.';
  const wish = messages.find(({ role }) => role === 'user')?.content ?? '';
  const query = /^Search for: (.*)$/m.exec(wish)?.[1] ?? wish;
  const pages = behaviour?.kind === 'nothing_found' ? [] : web.search(query);
  const json = JSON.stringify({
    answer: pages[0]?.content ?? null,
    results: pages.map(({ title, url, content }) => ({ title, url, content })),
  });
  return behaviour?.kind === 'fenced_json' ? `Voici :\n\`\`\`json\n${json}\n\`\`\`` : json;
}

function finishOf(behaviour: KimiSearchBehaviour | null): string {
  return behaviour?.kind === 'length' || behaviour?.kind === 'content_filter' ? behaviour.kind : 'stop';
}

function completion(
  { behaviour, sequence }: SimulatedRequest<KimiSearchBehaviour>,
  { model, messages }: SearchRequest,
  said: { readonly message: object; readonly finish: string; readonly foundTokens: number },
): SimulatedAnswer {
  const prompt = Math.ceil(JSON.stringify(messages).length / CHARS_PER_TOKEN) + said.foundTokens;
  const output = Math.ceil(JSON.stringify(said.message).length / CHARS_PER_TOKEN);
  return {
    status: 200,
    body: {
      id: `chatcmpl-simulated-${sequence}`,
      object: 'chat.completion',
      created: 0,
      model,
      choices: [{ index: 0, message: said.message, finish_reason: said.finish }],
      ...(behaviour?.kind !== 'no_usage' && {
        usage: { prompt_tokens: prompt, completion_tokens: output, total_tokens: prompt + output },
      }),
    },
  };
}

const ERROR_TYPES: Readonly<Record<string, string>> = {
  unauthorized: 'invalid_authentication_error',
  rate_limited: 'rate_limit_reached_error',
  quota_exhausted: 'exceeded_current_quota_error',
  unknown_route: 'resource_not_found_error',
  bad_request: 'invalid_request_error',
};

function refusal(status: number, type: string, message: string): SimulatedAnswer {
  return { status, body: { error: { type, message } } };
}
