import type { JsonObject } from '@genesis/kernel';
import { jsonrepair } from 'jsonrepair';
import type { HttpAnswer } from '../../http/http-exchange.js';
import type { VendorReading } from '../../resilience/vendor-gateway.js';
import { VendorError, type VendorFailure } from '../../vendor/vendor.errors.js';
import { type Found, foundPages, vendorAnswer } from '../found-pages.js';
import { failureOfStatus, jsonOf, searchRefused, searchUnreadable, type Spent } from '../search-failure.js';
import { KIMI_SEARCH_FEE_MICRO_USD, kimiTokensCost } from '../search-prices.js';
import {
  KIMI_WEB_SEARCH,
  kimiCompletionSchema,
  kimiErrorSchema,
  kimiFoundSchema,
  kimiSearchArgumentsSchema,
} from './kimi-search.wire.js';
import type { KimiTurn, SearchTurn } from './kimi-turn.js';

const PROVIDER = 'kimi';
/** Tokens of found pages where the vendor does not tell before. */
const USUAL_FOUND_TOKENS = 32_768;
const CHARS_PER_TOKEN = 2;
/** Mending a longer text takes seconds, in which the process does nothing else. */
const MAX_MENDED_CHARS = 50_000;

/** By the `type` of the error object, whatever the status. */
const FAILURES: Readonly<Record<string, VendorFailure>> = {
  exceeded_current_quota_error: 'quota_exhausted',
  engine_overloaded_error: 'unavailable',
  resource_not_found_error: 'not_found',
  content_filter: 'moderated',
};

/** One exchange of the loop. @throws VendorError */
export function readKimiTurn(
  answer: HttpAnswer,
  asked: { readonly model: string; readonly maxResults: number },
): VendorReading<KimiTurn> {
  if (answer.status !== 200) throw searchRefused(PROVIDER, failureOf(answer), answer);
  const completion = kimiCompletionSchema.safeParse(jsonOf(PROVIDER, answer));
  const choice = completion.data?.choices[0];
  if (completion.data === undefined || choice === undefined) {
    throw searchUnreadable(PROVIDER, 'not_a_completion');
  }
  const usage = {
    inputTokens: completion.data.usage?.prompt_tokens ?? null,
    outputTokens: completion.data.usage?.completion_tokens ?? null,
  };
  const { content, tool_calls } = choice.message;
  const calls = (choice.finish_reason === 'tool_calls' ? tool_calls : null) ?? [];
  const searches = calls.filter((call) => call.function.name === KIMI_WEB_SEARCH).length;
  const forTokens = kimiTokensCost(asked.model, usage);
  const costMicroUsd = forTokens === null ? null : forTokens + searches * KIMI_SEARCH_FEE_MICRO_USD;
  const value: KimiTurn =
    calls.length > 0
      ? {
          content: content ?? '',
          calls: calls.map(({ id, function: { name, arguments: given } }) => ({
            id,
            name,
            arguments: given,
          })),
        }
      : readFound(
          {
            finishReason: choice.finish_reason ?? null,
            content: content ?? '',
            maxResults: asked.maxResults,
          },
          { usage, ...(costMicroUsd !== null && { costMicroUsd }) },
        );
  return { value, usage, costMicroUsd, model: completion.data.model };
}

/** Tokens that the next exchange reads at most: what is sent, and the pages that the vendor puts behind its searches. */
export function tokensToCome(messages: readonly JsonObject[], calls: SearchTurn['calls']): number {
  const sent = Math.ceil(JSON.stringify(messages).length / CHARS_PER_TOKEN);
  return calls.reduce((total, call) => total + foundTokens(call.arguments), sent);
}

function foundTokens(given: string): number {
  try {
    const told = kimiSearchArgumentsSchema.safeParse(JSON.parse(given));
    return told.data?.usage?.total_tokens ?? USUAL_FOUND_TOKENS;
  } catch {
    // The arguments are the vendor's own affair; only their size was of interest.
    return USUAL_FOUND_TOKENS;
  }
}

function readFound({ finishReason, content, maxResults }: Ending, spent: Spent): Found {
  if (finishReason === 'content_filter') {
    throw new VendorError('search', 'moderated', {
      message: `${PROVIDER}: the answer was moderated`,
      attempts: 1,
      ...spent,
    });
  }
  if (finishReason === 'length') throw searchUnreadable(PROVIDER, 'truncated', spent);
  if (content.trim() === '') throw searchUnreadable(PROVIDER, 'empty', spent);
  const found = kimiFoundSchema.safeParse(objectIn(content, spent));
  if (!found.success) throw searchUnreadable(PROVIDER, 'schema_mismatch', spent);
  return {
    provider: PROVIDER,
    results: [
      ...foundPages(
        found.data.results.filter((result) => result !== null),
        maxResults,
      ),
    ],
    answer: vendorAnswer(found.data.answer),
  };
}

interface Ending {
  readonly finishReason: string | null;
  readonly content: string;
  readonly maxResults: number;
}

/** The JSON object in a text that may say more, or wrap it. */
function objectIn(content: string, spent: Spent): unknown {
  const start = content.indexOf('{');
  const end = content.lastIndexOf('}');
  if (start === -1 || end <= start) throw searchUnreadable(PROVIDER, 'not_json', spent);
  const written = content.slice(start, end + 1);
  try {
    return JSON.parse(written.length > MAX_MENDED_CHARS ? written : jsonrepair(written)) as unknown;
  } catch {
    // The parser's message would quote the vendor.
    throw searchUnreadable(PROVIDER, 'not_json', spent);
  }
}

function failureOf(answer: HttpAnswer): VendorFailure {
  const usual = answer.status === 404 ? 'not_found' : failureOfStatus(answer.status);
  try {
    const told = kimiErrorSchema.safeParse(JSON.parse(answer.text));
    return FAILURES[told.data?.error.type ?? ''] ?? usual;
  } catch {
    // An error page of something in between: its status is all it says.
    return usual;
  }
}
