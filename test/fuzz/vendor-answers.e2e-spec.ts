import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { z } from 'zod';
import { Dc360Client } from '../../libs/integrations/src/dc360/dc360-client.js';
import { Dc360Connection } from '../../libs/integrations/src/dc360/dc360-connection.js';
import { OpenAiImages } from '../../libs/integrations/src/images/openai/openai-images.adapter.js';
import { VendorGateway } from '../../libs/integrations/src/resilience/vendor-gateway.js';
import { KimiSearch } from '../../libs/integrations/src/search/kimi/kimi-search.adapter.js';
import { TavilySearch } from '../../libs/integrations/src/search/tavily/tavily-search.adapter.js';
import type { ProviderName } from '../../libs/integrations/src/vendor/vendor-call.js';
import { VendorError } from '../../libs/integrations/src/vendor/vendor.errors.js';
import { anthropicWire } from '../support/simulators/anthropic-simulator.js';
import { aModel } from '../support/simulators/chat-model-harness.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';
import { deepseekWire } from '../support/simulators/deepseek-simulator.js';
import { kimiWire } from '../support/simulators/kimi-chat-simulator.js';
import { startKimiSearchSimulator } from '../support/simulators/kimi-search-simulator.js';
import { startImagesSimulator } from '../support/simulators/openai-images-simulator.js';
import { openAiWire } from '../support/simulators/openai-simulator.js';
import { startTavilySimulator } from '../support/simulators/tavily-simulator.js';
import { VendorSimulator } from '../support/simulators/vendor-simulator.js';
import { fuzzOptions } from './fuzz-options.js';
import { manglings } from './vendors/mangling.js';
import { ManglingRelay } from './vendors/mangling-relay.js';

// Thousands of calls fail as they should, each with a warning; an error would be none that we coped with.
Logger.overrideLogger(['error', 'fatal']);

const DEADLINE_MS = 2_000;
/** With what a busy machine adds. */
const PATIENCE_MS = 10_000;
const TEST_MS = 240_000;
const ANSWERS = Math.ceil(fuzzOptions.requests / 5);
const KEY = 'sk-of-the-fuzz-test';

interface Simulator {
  readonly url: string;
  stop(): Promise<void>;
}

interface Subject {
  readonly name: string;
  readonly start: () => Promise<Simulator>;
  /** A call of an adapter that knows nothing of earlier ones. */
  readonly call: (url: string) => Promise<unknown>;
}

const options = () => ({
  signal: new AbortController().signal,
  callKey: crypto.randomUUID(),
  deadlineMs: DEADLINE_MS,
});
const gateway = () => new VendorGateway({ random: () => 0 });
const account = (name: string) => ({ name, limit: {}, timeoutMs: DEADLINE_MS });
const question = {
  system: 'You write.',
  prompt: 'Write.',
  schema: z.strictObject({ text: z.string().min(1).max(60), tags: z.array(z.string()).max(2) }),
  schemaName: 'text',
  promptId: 'text@1',
  maxOutputTokens: 700,
};

const CHATS = [
  ['openai', openAiWire, (url: string) => ({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: KEY })],
  ['anthropic', anthropicWire, (url: string) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: KEY })],
  ['deepseek', deepseekWire, (url: string) => ({ DEEPSEEK_BASE_URL: url, DEEPSEEK_API_KEY: KEY })],
  ['kimi', kimiWire, (url: string) => ({ KIMI_BASE_URL: `${url}/v1`, KIMI_API_KEY: KEY })],
] as const;

const chats: readonly Subject[] = CHATS.flatMap(([provider, wire, environment]) => {
  const start = () => VendorSimulator.start(wire({ apiKey: KEY }));
  const model = (url: string) => aModel(provider satisfies ProviderName, environment(url));
  return [
    {
      name: `${provider}, structured`,
      start,
      call: (url) => model(url).generateStructured(question, options()),
    },
    {
      name: `${provider}, streamed`,
      start,
      call: (url) => model(url).generateText(question, { ...options(), onText: () => undefined }),
    },
  ];
});

const query = { query: 'prix du pain Bamako', depth: 'basic', maxResults: 3, isPublicFact: false } as const;
const tavily = (url: string) =>
  new TavilySearch({ baseUrl: url, apiKey: KEY, account: account('tavily') }, gateway());
const dc360 = (url: string) =>
  new Dc360Client(
    new Dc360Connection(gateway(), {
      baseUrl: url,
      secret: SIMULATED_DC360_SECRET,
      timeoutMs: DEADLINE_MS,
      version: '1',
    }),
  );
const everyone = () => Dc360Simulator.start({ isEveryoneKnown: true });

const SUBJECTS: readonly Subject[] = [
  ...chats,
  {
    name: 'tavily, search',
    start: startTavilySimulator,
    call: (url) => tavily(url).search(query, options()),
  },
  {
    name: 'tavily, extract',
    start: startTavilySimulator,
    call: (url) => tavily(url).extract(['https://example.com/'], options()),
  },
  {
    name: 'kimi, search',
    start: startKimiSearchSimulator,
    call: (url) =>
      new KimiSearch(
        { baseUrl: `${url}/v1`, apiKey: KEY, model: 'kimi-k2.6', account: account('kimi-search') },
        gateway(),
      ).search(query, options()),
  },
  {
    name: 'openai, images',
    start: startImagesSimulator,
    call: (url) =>
      new OpenAiImages(gateway(), {
        baseUrl: url,
        apiKey: KEY,
        model: 'gpt-image-2.5-flare',
        account: account('images'),
        masksPersonalData: false,
      }).generate(
        { prompt: 'a symbol', size: '1024x1024', quality: 'high', isTransparent: true, promptId: 'symbol@1' },
        options(),
      ),
  },
  { name: 'dc360, profile', start: everyone, call: (url) => dc360(url).profile('4711', options()) },
  { name: 'dc360, subscription', start: everyone, call: (url) => dc360(url).subscription('4711', options()) },
  { name: 'dc360, token', start: everyone, call: (url) => dc360(url).validateToken('a.b.c', options()) },
];

describe(`fuzzing: mangled answers of vendors, seed ${fuzzOptions.seed}`, () => {
  describe.each(SUBJECTS)('$name', ({ start, call }) => {
    let simulator: Simulator;
    let relay: ManglingRelay;

    beforeAll(async () => {
      simulator = await start();
      relay = await ManglingRelay.start(simulator.url);
    });
    afterAll(async () => {
      await relay.stop();
      await simulator.stop();
    });

    it(
      'gives a value or its own error, in time',
      async () => {
        const property = fc.asyncProperty(manglings(), async (mangling) => {
          relay.mangling = mangling;
          const started = performance.now();
          const thrown: unknown = await call(relay.url).then(
            () => null,
            (error: unknown) => error,
          );
          if (thrown !== null && !(thrown instanceof VendorError)) throw thrown as Error;
          const tookMs = performance.now() - started;
          if (tookMs > PATIENCE_MS) throw new Error(`the reading took ${tookMs} ms`);
        });
        await fc.assert(property, {
          seed: fuzzOptions.seed,
          numRuns: ANSWERS,
          interruptAfterTimeLimit: TEST_MS - PATIENCE_MS,
        });
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
      },
      TEST_MS,
    );

    it('is understood when nothing is mangled', async () => {
      relay.mangling = null;
      const failure: unknown = await call(relay.url).then(
        () => null,
        (error: unknown) => error,
      );
      // Whether the simulated answer fits the question is the adapter's affair.
      if (failure !== null)
        expect(failure).toMatchObject({ failure: expect.not.stringMatching(/unavailable|timeout/) });
    });
  });
});
