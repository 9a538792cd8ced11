import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ImageBehaviour,
  type OpenAiImagesSimulator,
  startImagesSimulator,
} from '../../../../../test/support/simulators/openai-images-simulator.js';
import type { TransportBehaviour } from '../../../../../test/support/simulators/vendor-simulator.js';
import { VendorGateway } from '../../resilience/vendor-gateway.js';
import type { ImageRequest } from '../image.port.js';
import { imageFactories } from '../image-factories.js';
import {
  describeImageProvider,
  type ImageProviderHarness,
  type PlayedImageFailure,
} from '../image-provider.contract.js';
import { OpenAiImages } from './openai-images.adapter.js';

const MODEL = 'gpt-image-2.5-flare';
const TOO_LARGE = 10 * 1024 * 1024;

function adapterOf(
  simulator: OpenAiImagesSimulator,
  { apiKey = 'sk-test', timeoutMs = 20_000, model = MODEL } = {},
): OpenAiImages {
  return new OpenAiImages(new VendorGateway({ random: () => 0 }), {
    baseUrl: simulator.url,
    apiKey,
    model,
    masksPersonalData: true,
    account: { name: 'openai-images', limit: {}, timeoutMs },
  });
}

type Played = ImageBehaviour | TransportBehaviour;

const played = (failure: PlayedImageFailure): Played =>
  failure.kind === 'too_large' ? { kind: 'large_picture', bytes: TOO_LARGE } : (failure as Played);

async function startHarness(): Promise<ImageProviderHarness> {
  const simulator = await startImagesSimulator();
  return {
    createProvider: (overrides) => adapterOf(simulator, overrides),
    play: (...failures) => {
      simulator.play(...failures.map(played));
    },
    received: () => simulator.received(),
    reset: () => {
      simulator.reset();
    },
    stop: () => simulator.stop(),
  };
}

describeImageProvider('OpenAiImages', startHarness);

describe('OpenAiImages', () => {
  let simulator: OpenAiImagesSimulator;
  beforeAll(async () => {
    simulator = await startImagesSimulator();
  });
  afterAll(() => simulator.stop());

  const aRequest = (given: Partial<ImageRequest> = {}): ImageRequest => ({
    prompt: 'a symbol',
    size: '1024x1024',
    quality: 'high',
    isTransparent: true,
    promptId: 'symbol@1',
    ...given,
  });
  const options = () => ({ signal: new AbortController().signal, callKey: 'key', deadlineMs: 5_000 });

  it('asks for a png in the words of the vendor', async () => {
    simulator.reset();
    await adapterOf(simulator).generate(aRequest(), options());

    expect(simulator.received()).toMatchObject([
      {
        path: '/v1/images/generations',
        headers: { authorization: 'Bearer sk-test' },
        body: {
          model: MODEL,
          prompt: 'a symbol',
          n: 1,
          size: '1024x1024',
          quality: 'high',
          output_format: 'png',
          background: 'transparent',
        },
      },
    ]);
  });

  it('does not ask a model for a transparent ground that it cannot make', async () => {
    simulator.reset();
    const image = await adapterOf(simulator, { model: 'gpt-image-2-2026-04-21' }).generate(
      aRequest(),
      options(),
    );

    expect(simulator.received()).toMatchObject([{ body: { background: 'opaque' } }]);
    expect(image.hasTransparency).toBe(false);
  });

  it('takes a used-up budget for what it is, although its status is 400', async () => {
    simulator.reset();
    simulator.play({ kind: 'billing_limit' });
    const call = adapterOf(simulator).generate(aRequest(), options());
    await expect(call).rejects.toMatchObject({ failure: 'quota_exhausted' });
  });

  it('counts what the vendor counted, at the published prices', async () => {
    simulator.reset();
    const spent: number[] = [];
    await adapterOf(simulator).generate(aRequest(), {
      ...options(),
      ledger: {
        find: async () => null,
        reserve: async () => ({ settle: async (microUsd) => void spent.push(microUsd) }),
        record: async () => undefined,
        personNames: async () => [],
      },
    });
    // 2 tokens of text at 5 dollars a million, 7,024 of the picture at 30.
    expect(spent).toEqual([2 * 5 + 7_024 * 30]);
  });
});

describe('imageFactories', () => {
  const factories = (openAiApiKey: string | null) =>
    imageFactories(
      {
        keys: { openAiApiKey, openAiBaseUrl: 'https://api.openai.com/v1' },
        images: { openAiModel: MODEL, timeoutMs: 120_000 },
        models: { masksPersonalData: true },
      },
      new VendorGateway(),
    );

  it('has no picture without a key, and none from LogoAI at all', () => {
    for (const factory of factories(null)) expect(factory.create(null)).toBeNull();
    const logoAi = factories('sk-1').find(({ provider }) => provider === 'logoai');
    expect(logoAi?.create(null)).toBeNull();
  });

  it('takes the model of the plan before that of the settings', () => {
    const create = (model: string | null) => factories('sk-1')[0]?.create(model)?.describe().model;
    expect([create(null), create('gpt-image-2.5-sunburst')]).toEqual([MODEL, 'gpt-image-2.5-sunburst']);
  });
});
