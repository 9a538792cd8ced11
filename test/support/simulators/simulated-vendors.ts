import { z } from 'zod';
import { anthropicWire } from './anthropic-simulator.js';
import { type ModelBehaviour, modelBehaviourSchema } from './chat-script.js';
import type { ModelWire } from './chat-simulator.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from './dc360-simulator.js';
import { deepseekWire } from './deepseek-simulator.js';
import { kimiWire } from './kimi-chat-simulator.js';
import { asksKimiToSearch, kimiSearchRoute } from './kimi-search-simulator.js';
import { localWire } from './local-simulator.js';
import {
  generateImages,
  type ImageBehaviour,
  imageBehaviourSchema,
  IMAGES_ROUTE,
} from './openai-images-simulator.js';
import { openAiWire } from './openai-simulator.js';
import { SimulatedWeb } from './tavily-pages.js';
import { startTavilySimulator } from './tavily-simulator.js';
import { type SimulatedRoute, VendorSimulator } from './vendor-simulator.js';

/** Shorter than with the real ones, and long enough to see that something happens. */
const LATENCY_MS = { min: 40, max: 160 };
const LOCAL_SERVER = 'ollama';
const LOCAL_MODEL = 'qwen3.5:4b';
/** Of the form that Standard Webhooks asks for. */
const WEBHOOK_SECRET = `whsec_${Buffer.from('simulated webhook secret of dc360').toString('base64')}`;

interface StartOptions {
  readonly port: number;
  readonly latencyMs: typeof LATENCY_MS;
  readonly apiKey: string;
}

interface Running {
  /** Where it is steered and looked into, without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Vendor {
  readonly name: string;
  readonly start: (options: StartOptions) => Promise<Running>;
  /** Settings that lead the service there. */
  readonly environment: (url: string, apiKey: string) => Readonly<Record<string, string>>;
}

/** In the order of their ports. */
const VENDORS: readonly Vendor[] = [
  {
    name: 'openai',
    start: startOpenAi,
    environment: (url, apiKey) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: apiKey }),
  },
  {
    name: 'anthropic',
    start: ({ apiKey, ...options }) => VendorSimulator.start(anthropicWire({ apiKey }), options),
    environment: (url, apiKey) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: apiKey }),
  },
  {
    name: 'deepseek',
    start: ({ apiKey, ...options }) => VendorSimulator.start(deepseekWire({ apiKey }), options),
    environment: (url, apiKey) => ({ DEEPSEEK_BASE_URL: url, DEEPSEEK_API_KEY: apiKey }),
  },
  {
    name: 'kimi',
    start: startKimi,
    environment: (url, apiKey) => ({ KIMI_BASE_URL: `${url}/v1`, KIMI_API_KEY: apiKey }),
  },
  {
    name: 'tavily',
    start: startTavilySimulator,
    environment: (url, apiKey) => ({ TAVILY_BASE_URL: url, TAVILY_API_KEY: apiKey }),
  },
  {
    name: 'dc360',
    start: ({ port, latencyMs }) => Dc360Simulator.start({ port, latencyMs, isEveryoneKnown: true }),
    environment: (url) => ({
      DIGITALCLOUD360_API_URL: url,
      DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
      DC360_JWKS_URL: `${url}/.well-known/jwks.json`,
      DC360_JWT_ISSUER: url,
      DC360_WEBHOOK_URL: url,
      DC360_WEBHOOK_SECRET: WEBHOOK_SECRET,
    }),
  },
  {
    name: 'local',
    start: ({ apiKey, ...options }) => VendorSimulator.start(localWire(LOCAL_SERVER, { apiKey }), options),
    environment: (url, apiKey) => ({
      LOCAL_LLM_URLS: url,
      LOCAL_LLM_API_KEY: apiKey,
      LLM_BASE_URL: `${url}/v1`,
      LLM_MODEL: LOCAL_MODEL,
      LLM_API_KEY: apiKey,
    }),
  },
];

export interface SimulatedVendors {
  readonly vendors: readonly { readonly name: string; readonly url: string }[];
  /** Settings that lead the service to all of them. */
  readonly environment: Readonly<Record<string, string>>;
  /** May be called again. */
  stop(): Promise<void>;
}

/** Starts all of them. @param firstPort they take the ports from there on; 0 any free ones.
 *  @throws Error that names the port which cannot be used */
export async function startSimulatedVendors(firstPort = 0): Promise<SimulatedVendors> {
  const started: { readonly vendor: Vendor; readonly running: Running }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.splice(0).map(({ running }) => running.stop()));
  };
  for (const [index, vendor] of VENDORS.entries()) {
    const port = firstPort === 0 ? 0 : firstPort + index;
    try {
      const running = await vendor.start({ port, latencyMs: LATENCY_MS, apiKey: keyOf(vendor) });
      started.push({ vendor, running });
    } catch (cause) {
      await stop();
      throw new Error(`Port ${port}, for ${vendor.name}, cannot be used: choose another first port.`, {
        cause,
      });
    }
  }
  const environments = started.map(({ vendor, running }) =>
    Object.entries(vendor.environment(running.url, keyOf(vendor))),
  );
  return {
    vendors: started.map(({ vendor, running }) => ({ name: vendor.name, url: running.url })),
    environment: Object.fromEntries(environments.flat()),
    stop,
  };
}

const keyOf = ({ name }: Vendor): string => `simulated-${name}-key`;

/** Texts and search on one address, as Kimi has them. */
function startKimi({ apiKey, ...options }: StartOptions): Promise<Running> {
  const search = kimiSearchRoute(new SimulatedWeb());
  const wire = kimiWire({ apiKey }, (request) =>
    asksKimiToSearch(request.body) ? search({ ...request, behaviour: null }) : null,
  );
  return VendorSimulator.start(wire, options);
}

type OpenAiRoute = SimulatedRoute<ModelBehaviour | ImageBehaviour>;

/** Texts, models and images on one address, as OpenAI has them. */
function startOpenAi({ apiKey, ...options }: StartOptions): Promise<Running> {
  const texts = openAiWire({ apiKey });
  return VendorSimulator.start(
    {
      ...texts,
      ownBehaviours: z.union([modelBehaviourSchema, imageBehaviourSchema]),
      suits: (behaviour, seen) => texts.suits?.(behaviour as ModelBehaviour, seen) ?? true,
      routes: { ...textRoutes(texts), [IMAGES_ROUTE]: imagesRoute },
    },
    options,
  );
}

/** What is meant for the other kind of model changes nothing. */
const imagesRoute: OpenAiRoute = (request) =>
  generateImages({ ...request, behaviour: request.behaviour as ImageBehaviour | null });

function textRoutes({ routes }: ModelWire): Readonly<Record<string, OpenAiRoute>> {
  return Object.fromEntries(
    Object.entries(routes).map(([path, route]): [string, OpenAiRoute] => [
      path,
      (request) => route({ ...request, behaviour: request.behaviour as ModelBehaviour | null }),
    ]),
  );
}
