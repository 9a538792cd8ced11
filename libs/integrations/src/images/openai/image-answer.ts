import type { HttpAnswer } from '../../http/http-exchange.js';
import { parseRetryAfterMs } from '../../http/retry-after.js';
import type { VendorReading } from '../../resilience/vendor-gateway.js';
import type { VendorUsage } from '../../vendor/vendor-call.js';
import { type InvalidOutputReason, VendorError, type VendorFailure } from '../../vendor/vendor.errors.js';
import type { ImageValue } from '../image-value.js';
import { readPicture } from '../picture-reading.js';
import { costMicroUsd } from './image-models.js';
import { type ImageGeneration, imageErrorSchema, imageGenerationSchema } from './image-generation.wire.js';

/** Larger ones are not kept. */
const MAX_PICTURE_BYTES = 10 * 1024 * 1024;
/** Room for a picture in base64, and what is around it. */
export const MAX_ANSWER_BYTES = Math.ceil((MAX_PICTURE_BYTES * 4) / 3) + 65_536;

const MODERATED = /moderation_blocked|content_policy_violation|content_filter/;
/** A used-up budget comes with status 400 from this route. */
const EXHAUSTED = /insufficient_quota|billing_hard_limit|billing_not_active/;
const UNKNOWN_MODEL = /model_not_found/;
/** Statuses below 500 that pass by themselves: request timeout, conflict of concurrent calls, too early. */
const PASSING_STATUSES: readonly number[] = [408, 409, 425];

/** Reads an answer of any status. The vendor's words go nowhere. @throws VendorError */
export function readImageAnswer(answer: HttpAnswer, model: string): VendorReading<ImageValue> {
  if (answer.status !== 200) throw failureOf(answer);
  const body = readBody(answer);
  const usage = usageOf(body.usage);
  const spent = { usage, costMicroUsd: costMicroUsd(model, usage) };
  return { value: pictureOf(body.data[0]?.b64_json ?? '', spent), ...spent };
}

function pictureOf(base64: string, spent: Spent): ImageValue {
  if (base64 === '') throw invalid('empty', 'an answer without a picture', spent);
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > MAX_PICTURE_BYTES) throw invalid('too_large', 'a picture that is too large', spent);
  const picture = readPicture(bytes);
  if (picture.kind === 'truncated') throw invalid('truncated', 'a picture whose end is missing', spent);
  if (picture.kind === 'no_picture') throw invalid('schema_mismatch', 'bytes that are no picture', spent);
  const { mediaType, width, height, hasTransparency } = picture;
  return { mediaType, width, height, hasTransparency, base64 };
}

function readBody({ text }: HttpAnswer): ImageGeneration {
  const parsed = imageGenerationSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw invalid('schema_mismatch', 'a body of another shape');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('not_json', 'a body that is no JSON');
  }
}

function usageOf(usage: ImageGeneration['usage']): VendorUsage {
  return {
    inputTokens: usage?.input_tokens ?? null,
    outputTokens: usage?.output_tokens ?? null,
    images: 1,
  };
}

function failureOf(answer: HttpAnswer): VendorError {
  const failure = classify(answer);
  const retryAfterMs =
    failure === 'rate_limited' || failure === 'unavailable'
      ? parseRetryAfterMs(answer.headers.get('retry-after'), Date.now())
      : undefined;
  return new VendorError('image', failure, {
    message: `the image vendor answered with status ${answer.status}`,
    status: answer.status,
    retryAfterMs,
    attempts: 1,
  });
}

function classify({ status, text }: HttpAnswer): VendorFailure {
  const codes = codesOf(text);
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402 || EXHAUSTED.test(codes)) return 'quota_exhausted';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || PASSING_STATUSES.includes(status)) return 'unavailable';
  if (status === 404 || UNKNOWN_MODEL.test(codes)) return 'not_found';
  return MODERATED.test(codes) ? 'moderated' : 'rejected';
}

/** Type and code of the vendor's error, for its kind only. */
function codesOf(text: string): string {
  try {
    const parsed = imageErrorSchema.safeParse(JSON.parse(text));
    return parsed.success ? `${parsed.data.error.type ?? ''} ${parsed.data.error.code ?? ''}` : '';
  } catch {
    return '';
  }
}

/** What an answer cost that cannot be used. */
interface Spent {
  readonly usage: VendorUsage;
  readonly costMicroUsd: number | null;
}

function invalid(reason: InvalidOutputReason, told: string, spent?: Spent): VendorError {
  return new VendorError('image', 'invalid_output', {
    message: `the image vendor answered with ${told}`,
    reason,
    attempts: 1,
    usage: spent?.usage,
    costMicroUsd: spent?.costMicroUsd ?? undefined,
  });
}
