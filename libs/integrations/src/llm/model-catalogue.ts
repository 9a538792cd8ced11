import { readFileSync } from 'node:fs';
import type { JsonObject } from '@genesis/kernel';
import { z } from 'zod';
import type { TokenPrice } from '../resilience/cost-shares.js';
import { PROVIDERS, type ProviderName } from '../vendor/vendor-call.js';
import { KNOWN_MODELS } from './known-models.js';

const price = z.number().min(0).max(1_000_000_000);

/** One model in the catalogue, as it is written: in our list, or in the file of MODEL_CATALOGUE_FILE. */
export const writtenModelSchema = z.strictObject({
  provider: z.enum(PROVIDERS),
  /** Name at the vendor; `*` stands for every model of the provider that has no entry. */
  model: z.string().min(1).max(200),
  supports_temperature: z.boolean().default(true),
  /** The strongest way in which the form of an answer can be enforced. */
  json_mode: z.enum(['schema', 'object', 'none']).default('schema'),
  max_tokens_field: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  /** Added to the body of each request, above all what switches thinking off. */
  thinking: z.record(z.string(), z.json()).nullable().default(null),
  /** Output tokens that thinking takes where it cannot be switched off; allowed on top of the answer's own. */
  thinking_tokens: z.number().int().min(0).max(1_000_000).default(0),
  /** Tokens of prompt and answer together; null when unknown. */
  max_context: z.number().int().min(1).nullable().default(null),
  /** Millionths of a US dollar for a million tokens: 1 US dollar is 1000000. Null when unknown. */
  price_in: price.nullable().default(null),
  price_out: price.nullable().default(null),
  /** Other prices for the whole request when its prompt is longer. */
  long_prompt: z
    .strictObject({ above_tokens: z.number().int().min(1), price_in: price, price_out: price })
    .nullable()
    .default(null),
  source: z.string().min(1).max(300),
  /** Day on which the source was read. */
  checked: z.iso.date(),
});
export type WrittenModel = z.input<typeof writtenModelSchema>;

export interface ModelPrice extends TokenPrice {
  readonly longPrompt: (TokenPrice & { readonly aboveTokens: number }) | null;
}

/** What is known of a model. */
export interface ModelFacts {
  readonly supportsTemperature: boolean;
  readonly jsonMode: 'schema' | 'object' | 'none';
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Fields of the request's body that switch thinking off. */
  readonly thinking: JsonObject | null;
  readonly thinkingTokens: number;
  readonly maxContextTokens: number | null;
  /** Null when unknown. */
  readonly price: ModelPrice | null;
}

const NOTHING_KNOWN: ModelFacts = {
  supportsTemperature: true,
  jsonMode: 'schema',
  maxTokensField: 'max_tokens',
  thinking: null,
  thinkingTokens: 0,
  maxContextTokens: null,
  price: null,
};

/** Capabilities and prices of models: data, not code. */
export class ModelCatalogue {
  readonly #models = new Map<string, ModelFacts>();

  /** @param added win over our own list, later ones over earlier ones. @throws ZodError */
  constructor(added: readonly WrittenModel[] = []) {
    for (const written of [...KNOWN_MODELS, ...added]) {
      const model = writtenModelSchema.parse(written);
      this.#models.set(keyOf(model.provider, model.model), factsOf(model));
    }
  }

  /** @param path JSON file: an array of models; null for our own list alone.
   *  @throws ModelCatalogueError when it cannot be read: a service that does not know its prices must not start */
  static load(path: string | null): ModelCatalogue {
    if (path === null) return new ModelCatalogue();
    try {
      const written: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return new ModelCatalogue(z.array(writtenModelSchema).parse(written));
    } catch (cause) {
      const told = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
      throw new ModelCatalogueError(`MODEL_CATALOGUE_FILE cannot be used: ${told}`, { cause });
    }
  }

  factsFor(provider: ProviderName, model: string): ModelFacts {
    return (
      this.#models.get(keyOf(provider, model)) ?? this.#models.get(keyOf(provider, '*')) ?? NOTHING_KNOWN
    );
  }
}

export class ModelCatalogueError extends Error {
  override readonly name = 'ModelCatalogueError';
}

function keyOf(provider: ProviderName, model: string): string {
  return `${provider}:${model}`;
}

function factsOf(model: z.output<typeof writtenModelSchema>): ModelFacts {
  const { price_in: input, price_out: output, long_prompt: long } = model;
  return {
    supportsTemperature: model.supports_temperature,
    jsonMode: model.json_mode,
    maxTokensField: model.max_tokens_field,
    thinking: model.thinking,
    thinkingTokens: model.thinking_tokens,
    maxContextTokens: model.max_context,
    price:
      input === null || output === null
        ? null
        : {
            input,
            output,
            longPrompt:
              long === null
                ? null
                : { aboveTokens: long.above_tokens, input: long.price_in, output: long.price_out },
          },
  };
}
