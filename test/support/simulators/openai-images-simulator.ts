import { z } from 'zod';
import { simulatedPicture } from './openai-images-picture.js';
import {
  type SimulatedAnswer,
  type SimulatedProblem,
  type SimulatedRequest,
  VendorSimulator,
  type VendorSimulatorOptions,
} from './vendor-simulator.js';

/** What an image model can do besides what every vendor can. */
export const imageBehaviourSchema = z.discriminatedUnion('kind', [
  /** The safety system declines: 400 with code `moderation_blocked`. */
  z.strictObject({ kind: z.literal('moderation') }),
  /** The account's budget is used up, as this route says it: 400. */
  z.strictObject({ kind: z.literal('billing_limit') }),
  /** 404 for the model. */
  z.strictObject({ kind: z.literal('unknown_model') }),
  /** `data` is empty. */
  z.strictObject({ kind: z.literal('empty') }),
  /** The bytes are no picture. */
  z.strictObject({ kind: z.literal('not_a_picture') }),
  /** The end of the picture is missing. */
  z.strictObject({ kind: z.literal('truncated') }),
  /** A proper answer without `usage`. */
  z.strictObject({ kind: z.literal('no_usage') }),
  /** A picture of this many bytes. */
  z.strictObject({ kind: z.literal('large_picture'), bytes: z.number().int().min(1) }),
]);
export type ImageBehaviour = z.infer<typeof imageBehaviourSchema>;

const SIZES = ['1024x1024', '1536x1024', '1024x1536', 'auto'] as const;

/** Body of POST /v1/images/generations for a GPT image model. Source: OpenAI API reference, "Create image". */
const requestSchema = z.strictObject({
  model: z.string().regex(/^gpt-image-/),
  prompt: z.string().min(1).max(32_000),
  n: z.number().int().min(1).max(10).default(1),
  size: z.enum(SIZES).default('auto'),
  quality: z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto']).default('auto'),
  background: z.enum(['transparent', 'opaque', 'auto']).default('auto'),
  output_format: z.enum(['png', 'jpeg', 'webp']).default('png'),
  output_compression: z.number().int().min(0).max(100).optional(),
  moderation: z.enum(['auto', 'low']).optional(),
  user: z.string().optional(),
});
type ImageGenerationRequest = z.infer<typeof requestSchema>;

/** Published token counts of a picture of 1024x1024. */
const IMAGE_TOKENS = { low: 196, medium: 1_756, high: 7_024, xhigh: 7_024, max: 7_024, auto: 1_756 } as const;
const CHARS_OF_A_TOKEN = 4;

export const IMAGES_ROUTE = 'POST /v1/images/generations';

/** Answers a request for pictures as OpenAI does: always base64, the same picture for the same prompt. */
export function generateImages(request: SimulatedRequest<ImageBehaviour>): SimulatedAnswer {
  const refused = refusalOf(request.behaviour);
  if (refused !== null) return refused;
  const parsed = requestSchema.safeParse(request.body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return errorAnswer(400, {
      message: `Invalid value: '${issue?.path.join('.') ?? ''}'.`,
      type: 'image_generation_user_error',
      param: issue?.path.join('.') ?? null,
      code: 'invalid_value',
    });
  }
  const asked = parsed.data;
  if (asked.background === 'transparent' && asked.output_format === 'jpeg') {
    return errorAnswer(400, {
      message: 'Transparent backgrounds need png or webp.',
      type: 'image_generation_user_error',
      param: 'background',
      code: 'invalid_value',
    });
  }
  return proper(asked, request);
}

function proper(
  asked: ImageGenerationRequest,
  { behaviour, seed }: SimulatedRequest<ImageBehaviour>,
): SimulatedAnswer {
  const [width = 1_024, height = 1_024] = asked.size.split('x').map(Number).filter(Number.isFinite);
  const picture = simulatedPicture({
    width,
    height,
    isTransparent: asked.background === 'transparent',
    subject: `${seed} ${asked.prompt}`,
  });
  const data = Array.from({ length: asked.n }, () => ({
    b64_json: altered(picture, behaviour).toString('base64'),
  }));
  const input = Math.ceil(asked.prompt.length / CHARS_OF_A_TOKEN);
  const output = IMAGE_TOKENS[asked.quality] * asked.n;
  const usage = {
    input_tokens: input,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
    output_tokens: output,
    total_tokens: input + output,
  };
  return {
    status: 200,
    body: {
      created: Math.floor(Date.now() / 1_000),
      background: asked.background === 'transparent' ? 'transparent' : 'opaque',
      data: behaviour?.kind === 'empty' ? [] : data,
      output_format: asked.output_format,
      quality: asked.quality,
      size: `${width}x${height}`,
      ...(behaviour?.kind !== 'no_usage' && { usage }),
    },
  };
}

function altered(picture: Buffer, behaviour: ImageBehaviour | null): Buffer {
  switch (behaviour?.kind) {
    case 'not_a_picture':
      return Buffer.from('<html>no picture</html>');
    case 'truncated':
      return picture.subarray(0, Math.floor(picture.length / 2));
    case 'large_picture':
      return Buffer.concat([picture.subarray(0, -12), Buffer.alloc(behaviour.bytes), picture.subarray(-12)]);
    default:
      return picture;
  }
}

function refusalOf(behaviour: ImageBehaviour | null): SimulatedAnswer | null {
  switch (behaviour?.kind) {
    case 'moderation':
      return errorAnswer(400, {
        message: 'Your request was rejected by the safety system.',
        type: 'image_generation_user_error',
        param: null,
        code: 'moderation_blocked',
      });
    case 'billing_limit':
      return errorAnswer(400, {
        message: 'Billing hard limit has been reached.',
        type: 'invalid_request_error',
        param: null,
        code: 'billing_hard_limit_reached',
      });
    case 'unknown_model':
      return errorAnswer(404, {
        message: 'The model does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      });
    default:
      return null;
  }
}

interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

function errorAnswer(status: number, error: ErrorBody): SimulatedAnswer {
  return { status, body: { error } };
}

const CODES: Readonly<Partial<Record<SimulatedProblem['reason'], readonly [type: string, code: string]>>> = {
  unauthorized: ['invalid_request_error', 'invalid_api_key'],
  rate_limited: ['requests', 'rate_limit_exceeded'],
  quota_exhausted: ['insufficient_quota', 'insufficient_quota'],
};

export type OpenAiImagesSimulator = VendorSimulator<ImageBehaviour>;

/** OpenAI with nothing but its image models. @param apiKey the only one that is let in; default: any. */
export async function startImagesSimulator(
  options: VendorSimulatorOptions & { readonly apiKey?: string } = {},
): Promise<OpenAiImagesSimulator> {
  const { apiKey, ...base } = options;
  return VendorSimulator.start<ImageBehaviour>(
    {
      routes: { [IMAGES_ROUTE]: generateImages },
      ownBehaviours: imageBehaviourSchema,
      isAllowed: ({ authorization }) =>
        apiKey === undefined ? authorization !== undefined : authorization === `Bearer ${apiKey}`,
      errorAnswer: ({ reason, status, message }) => {
        const [type, code] = CODES[reason] ?? [status < 500 ? 'invalid_request_error' : 'server_error', null];
        return errorAnswer(status, { message, type, param: null, code });
      },
    },
    base,
  );
}
