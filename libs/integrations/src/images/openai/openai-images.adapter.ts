import type { VendorAccount, VendorGateway } from '../../resilience/vendor-gateway.js';
import { withoutPersonalData } from '../../masking/text-mask.js';
import type { ProviderIdentity, VendorCallOptions } from '../../vendor/vendor-call.js';
import { type GeneratedImage, ImageProvider, type ImageRequest } from '../image.port.js';
import { imageValueSchema } from '../image-value.js';
import { MAX_ANSWER_BYTES, readImageAnswer } from './image-answer.js';
import { canBeTransparent, imageTokenPrice, upperBoundMicroUsd } from './image-models.js';

export interface OpenAiImagesOptions {
  /** E.g. `https://api.openai.com/v1`; without a path `/v1` is assumed. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  /** Personal data are left out of prompts. */
  readonly masksPersonalData: boolean;
  readonly account: VendorAccount;
}

/** OpenAI's GPT image models. Source: OpenAI API reference, POST /v1/images/generations. */
export class OpenAiImages extends ImageProvider {
  readonly isConfigured = true;
  private readonly url: URL;

  constructor(
    private readonly gateway: VendorGateway,
    private readonly options: OpenAiImagesOptions,
  ) {
    super();
    this.url = generationsUrlOf(options.baseUrl);
  }

  describe(): ProviderIdentity {
    return { provider: 'openai', model: this.options.model };
  }

  async generate(request: ImageRequest, options: VendorCallOptions): Promise<GeneratedImage> {
    const { model, apiKey, account, masksPersonalData } = this.options;
    const { size, quality, isTransparent } = request;
    const prompt = masksPersonalData
      ? withoutPersonalData(request.prompt, (await options.ledger?.personNames()) ?? [])
      : request.prompt;
    const answer = await this.gateway.send(
      {
        capability: 'image',
        identity: this.describe(),
        account,
        method: 'POST',
        url: this.url,
        headers: { authorization: `Bearer ${apiKey}` },
        body: {
          model,
          prompt,
          n: 1,
          size,
          quality,
          // A transparent ground needs png or webp.
          output_format: 'png',
          background: isTransparent && canBeTransparent(model) ? 'transparent' : 'opaque',
        },
        question: { prompt, size, quality, isTransparent },
        promptId: request.promptId,
        upperBoundMicroUsd: upperBoundMicroUsd(model, request),
        tokenPrice: () => imageTokenPrice(model),
        maxAnswerBytes: MAX_ANSWER_BYTES,
        stored: imageValueSchema,
        read: (received) => readImageAnswer(received, model),
      },
      options,
    );
    const { base64, ...facts } = answer.value;
    return {
      ...this.describe(),
      provider: answer.provider,
      ...facts,
      bytes: Buffer.from(base64, 'base64'),
      usage: answer.usage ?? {},
    };
  }
}

function generationsUrlOf(baseUrl: string): URL {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/(?<!\/)\/+$/, '');
  url.pathname = `${path === '' ? '/v1' : path}/images/generations`;
  return url;
}
