import type { JsonObject } from '@genesis/kernel';
import type { VendorAccount, VendorGateway } from '../../resilience/vendor-gateway.js';
import type { ProviderIdentity, VendorCallOptions, VendorUsage } from '../../vendor/vendor-call.js';
import { VendorError } from '../../vendor/vendor.errors.js';
import { type Found, searchQuestion } from '../found-pages.js';
import { searchUnreadable } from '../search-failure.js';
import { type ExtractAnswer, type SearchAnswer, SearchProvider, type SearchQuery } from '../search.port.js';
import {
  firstMessages,
  type KimiTurn,
  kimiTurnSchema,
  MAX_ANSWER_TOKENS,
  nextMessages,
} from './kimi-turn.js';
import { readKimiTurn, tokensToCome } from './kimi-reading.js';
import { KIMI_SEARCH_FEE_MICRO_USD, kimiPrice, kimiTokensUpperBound } from '../search-prices.js';
import { KIMI_WEB_SEARCH } from './kimi-search.wire.js';

export interface KimiSearchOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly account: VendorAccount;
}

const PROVIDER = 'kimi';
const PROMPT_ID = 'kimi-search@1';
const MAX_ANSWER_BYTES = 1024 * 1024;
/** A model that keeps searching is stopped. */
const MAX_TURNS = 4;
/** Searches that are paid for in one turn at most, as far as money is held for them. */
const MAX_SEARCHES_A_TURN = 3;

/**
 * Kimi's built-in search: the model asks for `$web_search`, gets its own arguments back, and then answers from what the
 * vendor has found. Each exchange is a call of its own (`<call key>:kimi-1`, then the call key itself, then
 * `:kimi-3`…). The model words the results, so that a score or a date is never known, and an address is its claim.
 * It cannot read a given page.
 */
export class KimiSearch extends SearchProvider {
  readonly isConfigured = true;

  constructor(
    private readonly options: KimiSearchOptions,
    private readonly gateway: VendorGateway,
  ) {
    super();
  }

  describe(): ProviderIdentity {
    return { provider: PROVIDER, model: this.options.model };
  }

  async search(query: SearchQuery, options: VendorCallOptions): Promise<SearchAnswer> {
    const endsAtMs = performance.now() + options.deadlineMs;
    let messages = firstMessages(query);
    let inputTokens = tokensToCome(messages, []);
    const usages: (VendorUsage | null)[] = [];
    for (let turn = 1; turn <= MAX_TURNS; turn += 1) {
      const answer = await this.gateway.send<KimiTurn>(this.request(query, { turn, messages, inputTokens }), {
        ...options,
        callKey: turn === 2 ? options.callKey : `${options.callKey}:kimi-${turn}`,
        otherCallKeys: turn === 1 ? [options.callKey] : [],
        deadlineMs: Math.max(0, endsAtMs - performance.now()),
      });
      usages.push(answer.usage);
      if (!('calls' in answer.value)) return answered(answer.value, usages);
      messages = nextMessages(messages, answer.value);
      inputTokens = tokensToCome(messages, answer.value.calls);
    }
    throw searchUnreadable(PROVIDER, 'empty');
  }

  /** Never asks: another provider of the chain may be able to. @throws VendorError not_found */
  extract(): Promise<ExtractAnswer> {
    return Promise.reject(
      new VendorError('search', 'not_found', { message: `${PROVIDER}: reads no given page`, attempts: 0 }),
    );
  }

  private request(
    query: SearchQuery,
    asked: {
      readonly turn: number;
      readonly messages: readonly JsonObject[];
      readonly inputTokens: number;
    },
  ) {
    const { baseUrl, apiKey, model, account } = this.options;
    const question = searchQuestion(query);
    return {
      capability: 'search',
      identity: this.describe(),
      account,
      method: 'POST',
      url: new URL(`${baseUrl}/chat/completions`),
      headers: { authorization: `Bearer ${apiKey}` },
      body: {
        model,
        messages: [...asked.messages],
        tools: [{ type: 'builtin_function', function: { name: KIMI_WEB_SEARCH } }],
        // The vendor refuses its search while the model thinks.
        thinking: { type: 'disabled' },
        max_tokens: MAX_ANSWER_TOKENS,
        stream: false,
      },
      // The second turn is the one that finds: its answer serves whoever is asked the same, and the first turn looks for it.
      question: asked.turn <= 2 ? question : { ...question, turn: asked.turn },
      promptId: PROMPT_ID,
      upperBoundMicroUsd:
        kimiTokensUpperBound(model, asked.inputTokens, MAX_ANSWER_TOKENS) +
        MAX_SEARCHES_A_TURN * KIMI_SEARCH_FEE_MICRO_USD,
      tokenPrice: () => kimiPrice(model),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      stored: kimiTurnSchema,
      read: (answer: Parameters<typeof readKimiTurn>[0]) =>
        readKimiTurn(answer, { model, maxResults: query.maxResults }),
    } as const;
  }
}

function answered(found: Found, usages: readonly (VendorUsage | null)[]): SearchAnswer {
  return {
    ...found,
    usage: {
      inputTokens: sum(usages.map((usage) => usage?.inputTokens ?? null)),
      outputTokens: sum(usages.map((usage) => usage?.outputTokens ?? null)),
    },
    isCached: false,
  };
}

/** Null as soon as one part is unknown. */
function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  );
}
