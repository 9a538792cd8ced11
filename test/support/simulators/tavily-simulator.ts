import { z } from 'zod';
import { SimulatedWeb, type SimulatedPage } from './tavily-pages.js';
import {
  type SimulatedAnswer,
  type SimulatedRequest,
  type SimulatedRoute,
  VendorSimulator,
  type VendorSimulatorOptions,
} from './vendor-simulator.js';

/** What Tavily can do besides what every vendor can. */
const tavilyBehaviourSchema = z.discriminatedUnion('kind', [
  /** 432: the plan's limit. */
  z.strictObject({ kind: z.literal('plan_limit') }),
  /** 433: the limit of paying as one goes. */
  z.strictObject({ kind: z.literal('paygo_limit') }),
  /** 403: an address that it does not read. */
  z.strictObject({ kind: z.literal('unsupported_url') }),
  /** Nothing was found, nothing could be read. */
  z.strictObject({ kind: z.literal('nothing_found') }),
  /** A proper answer without `usage`. */
  z.strictObject({ kind: z.literal('no_usage') }),
]);
export type TavilyBehaviour = z.infer<typeof tavilyBehaviourSchema>;

/** Body of `POST /search`. Source: Tavily's public API reference. */
const searchSchema = z.strictObject({
  query: z.string().min(1).max(400),
  search_depth: z.enum(['basic', 'advanced', 'fast', 'ultra-fast']).default('basic'),
  topic: z.enum(['general', 'news', 'finance']).default('general'),
  max_results: z.number().int().min(0).max(20).default(5),
  include_answer: z.union([z.boolean(), z.enum(['basic', 'advanced'])]).default(false),
  include_raw_content: z.union([z.boolean(), z.enum(['markdown', 'text'])]).default(false),
  include_images: z.boolean().default(false),
  include_domains: z.array(z.string()).max(300).default([]),
  exclude_domains: z.array(z.string()).max(150).default([]),
  country: z
    .string()
    .regex(/^[a-z' -]+$/)
    .optional(),
  time_range: z.string().optional(),
  chunks_per_source: z.number().int().min(1).max(3).optional(),
  include_usage: z.boolean().default(false),
});

/** Body of `POST /extract`. */
const extractSchema = z.strictObject({
  urls: z.union([z.string(), z.array(z.string()).min(1).max(20)]),
  extract_depth: z.enum(['basic', 'advanced']).default('basic'),
  format: z.enum(['markdown', 'text']).default('markdown'),
  include_images: z.boolean().default(false),
  include_usage: z.boolean().default(false),
});

const PAGES_PER_CREDIT = 5;
const RESPONSE_TIME_S = 0.42;

export interface TavilySimulator extends VendorSimulator<TavilyBehaviour> {
  /** From now on every search finds these pages, in this order, and only they can be read. */
  serve(...pages: readonly SimulatedPage[]): void;
}

/** Tavily on the loopback interface. @param apiKey the only one that is let in; default: any. */
export async function startTavilySimulator(
  options: VendorSimulatorOptions & { readonly apiKey?: string } = {},
): Promise<TavilySimulator> {
  const { apiKey, ...base } = options;
  const web = new SimulatedWeb();
  const simulator = await VendorSimulator.start<TavilyBehaviour>(
    {
      routes: { 'POST /search': searchRoute(web), 'POST /extract': extractRoute(web) },
      ownBehaviours: tavilyBehaviourSchema,
      isAllowed: ({ authorization }) =>
        apiKey === undefined ? authorization !== undefined : authorization === `Bearer ${apiKey}`,
      errorAnswer: ({ reason, status, message }) =>
        refusal(reason === 'quota_exhausted' ? 432 : status, message),
      reset: () => web.reset(),
    },
    base,
  );
  return Object.assign(simulator, { serve: (...pages: readonly SimulatedPage[]) => web.serve(pages) });
}

function searchRoute(web: SimulatedWeb): SimulatedRoute<TavilyBehaviour> {
  return (request) => {
    const refused = refusalOf(request.behaviour);
    if (refused !== null) return refused;
    const parsed = searchSchema.safeParse(request.body);
    if (!parsed.success) return refusal(400, z.prettifyError(parsed.error));
    const asked = parsed.data;
    const found = request.behaviour?.kind === 'nothing_found' ? [] : web.search(asked.query);
    const isWanted = (url: string): boolean =>
      (asked.include_domains.length === 0 || isOf(url, asked.include_domains)) &&
      !isOf(url, asked.exclude_domains);
    const results = found
      .filter(({ url }) => isWanted(url))
      .slice(0, asked.max_results)
      .map(({ url, title, content, score = 0.5, publishedDate }) => ({
        title,
        url,
        content,
        score,
        raw_content: null,
        ...(publishedDate !== undefined && { published_date: publishedDate }),
      }));
    return {
      status: 200,
      body: {
        query: asked.query,
        answer: asked.include_answer === false ? null : summaryOf(results),
        images: [],
        results,
        response_time: RESPONSE_TIME_S,
        ...usage(request, asked.include_usage, asked.search_depth === 'advanced' ? 2 : 1),
        request_id: `simulated-${request.sequence}`,
      },
    };
  };
}

function extractRoute(web: SimulatedWeb): SimulatedRoute<TavilyBehaviour> {
  return (request) => {
    const refused = refusalOf(request.behaviour);
    if (refused !== null) return refused;
    const parsed = extractSchema.safeParse(request.body);
    if (!parsed.success) return refusal(400, z.prettifyError(parsed.error));
    const urls = typeof parsed.data.urls === 'string' ? [parsed.data.urls] : parsed.data.urls;
    const pages = urls.map((url) => ({
      url,
      page: request.behaviour?.kind === 'nothing_found' ? null : web.read(url),
    }));
    const results = pages.flatMap(({ url, page }) =>
      page === null ? [] : [{ url, raw_content: page.rawContent ?? page.content, images: [] }],
    );
    return {
      status: 200,
      body: {
        results,
        failed_results: pages.flatMap(({ url, page }) =>
          page === null ? [{ url, error: 'The page could not be read.' }] : [],
        ),
        response_time: RESPONSE_TIME_S,
        ...usage(request, parsed.data.include_usage, Math.ceil(results.length / PAGES_PER_CREDIT)),
        request_id: `simulated-${request.sequence}`,
      },
    };
  };
}

function usage({ behaviour }: SimulatedRequest<TavilyBehaviour>, isAsked: boolean, credits: number): object {
  return isAsked && behaviour?.kind !== 'no_usage' ? { usage: { credits } } : {};
}

function summaryOf(results: readonly { readonly content: string }[]): string {
  return results.map(({ content }) => content.split('.', 1)[0]).join('. ');
}

function isOf(url: string, domains: readonly string[]): boolean {
  const { hostname } = new URL(url);
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

function refusalOf(behaviour: TavilyBehaviour | null): SimulatedAnswer | null {
  switch (behaviour?.kind) {
    case 'plan_limit':
      return refusal(432, "This request exceeds your plan's set usage limit.");
    case 'paygo_limit':
      return refusal(433, 'This request exceeds the pay-as-you-go limit.');
    case 'unsupported_url':
      return refusal(403, 'This URL is not supported.');
    default:
      return null;
  }
}

function refusal(status: number, error: string): SimulatedAnswer {
  return { status, body: { detail: { error } } };
}
