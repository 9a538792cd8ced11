import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { httpUrl, integer, key, seconds, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** A chat server that speaks OpenAI's wire format; without one the built-in knowledge answers. */
export class LlmSettings {
  @Setting({
    name: 'LLM_BASE_URL',
    doc: 'Base address of any OpenAI-compatible chat server; needs LLM_MODEL.',
    type: httpUrl,
  })
  @IsOptional()
  @IsString()
  readonly baseUrl: string | null;

  @Setting({
    name: 'LLM_MODEL',
    doc: 'Name of the model on that server.',
    type: text,
  })
  @IsOptional()
  @IsString()
  readonly model: string | null;

  @Setting({
    name: 'LLM_API_KEY',
    doc: 'Key of that server; a local server may need none.',
    type: key,
    secret: true,
    example: 'your-llm-key',
  })
  @IsOptional()
  @IsString()
  readonly apiKey: string | null;

  @Setting({
    name: 'LLM_TIMEOUT_S',
    doc: 'Deadline of one attempt of a call, in seconds.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  readonly timeoutMs: number;

  @Setting({
    name: 'LLM_MAX_OUTPUT_TOKENS',
    doc: 'Most tokens of one answer.',
    type: integer,
    default: 1_500,
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly maxOutputTokens: number;

  static complete(settings: LlmSettings, context: SettingsContext): void {
    if (settings.baseUrl !== null && settings.model === null) {
      context.problem('LLM_MODEL', 'must be set when LLM_BASE_URL is set');
    }
  }
}
