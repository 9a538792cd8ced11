import { IsArray, IsBoolean, IsInt, IsOptional, IsString, Matches } from 'class-validator';
import { boolean, httpUrl, key, list, seconds, text, UnreadableSetting } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** Which model of a vendor answers where a plan names the vendor alone, and how long it may take. */
export class ModelSettings {
  @Setting({
    name: 'OPENAI_MODEL',
    doc: 'Model of OpenAI where a plan names none.',
    type: text,
    default: 'gpt-6-luna',
  })
  @IsString()
  readonly openAiModel: string;

  @Setting({
    name: 'OPENAI_TIMEOUT_S',
    doc: 'Most seconds of one attempt at a text.',
    type: seconds,
    default: 60,
  })
  @IsInt()
  readonly openAiTimeoutMs: number;

  @Setting({
    name: 'ANTHROPIC_MODEL',
    doc: 'Model of Anthropic where a plan names none.',
    type: text,
    default: 'claude-haiku-5-5',
  })
  @IsString()
  readonly anthropicModel: string;

  @Setting({
    name: 'ANTHROPIC_TIMEOUT_S',
    doc: 'Most seconds of one attempt at a text.',
    type: seconds,
    default: 60,
  })
  @IsInt()
  readonly anthropicTimeoutMs: number;

  @Setting({
    name: 'DEEPSEEK_MODEL',
    doc: 'Model of Deepseek where a plan names none.',
    type: text,
    default: 'deepseek-flash',
  })
  @IsString()
  readonly deepseekModel: string;

  @Setting({
    name: 'DEEPSEEK_TIMEOUT_S',
    doc: 'Most seconds of one attempt at a text.',
    type: seconds,
    default: 90,
  })
  @IsInt()
  readonly deepseekTimeoutMs: number;

  @Setting({
    name: 'KIMI_MODEL',
    doc: 'Model of Kimi where a plan names none.',
    type: text,
    default: 'kimi-k2.6',
  })
  @IsString()
  readonly kimiModel: string;

  @Setting({
    name: 'KIMI_TIMEOUT_S',
    doc: 'Most seconds of one attempt at a text.',
    type: seconds,
    default: 90,
  })
  @IsInt()
  readonly kimiTimeoutMs: number;

  @Setting({
    name: 'LOCAL_LLM_URLS',
    doc: 'Addresses of local model servers (Ollama, llama.cpp, vLLM, LM Studio), in order; the first that answers is used. No other address is ever tried.',
    type: list,
    default: '',
    example: 'http://127.0.0.1:11434,http://127.0.0.1:8080',
  })
  @IsArray()
  readonly localUrls: readonly string[];

  @Setting({
    name: 'LOCAL_LLM_MODEL',
    doc: 'Model of the local servers. Default: the first that the server offers.',
    type: text,
  })
  @IsOptional()
  @IsString()
  readonly localModel: string | null;

  @Setting({
    name: 'LOCAL_LLM_API_KEY',
    doc: 'Key of the local servers, where they want one.',
    type: key,
    secret: true,
    example: 'your-local-key',
  })
  @IsOptional()
  @IsString()
  readonly localApiKey: string | null;

  @Setting({
    name: 'LOCAL_LLM_TIMEOUT_S',
    doc: 'Most seconds of one attempt at a local model, which may have to be loaded first; the time of the sub-agent that asks (LOCAL_LLM_AGENT_TIMEOUT_S) ends it earlier.',
    type: seconds,
    default: 120,
  })
  @IsInt()
  readonly localTimeoutMs: number;

  @Setting({
    name: 'COACH_MODEL',
    doc: 'Language model of the coach, `provider` or `provider:model`. Default: as the plan says.',
    type: text,
    example: 'openai:gpt-6-luna',
  })
  @IsOptional()
  @Matches(/^[a-z0-9-]+(?::\S+)?$/)
  readonly coachModel: string | null;

  @Setting({
    name: 'MODEL_CATALOGUE_FILE',
    doc: 'JSON file, an array of models that are added to our list or replace an entry of it: provider, model, price_in and price_out (millionths of a US dollar for a million tokens), json_mode and more, as in known-models.ts.',
    type: text,
  })
  @IsOptional()
  @IsString()
  readonly catalogueFile: string | null;

  @Setting({
    name: 'MODEL_MASK_PERSONAL_DATA',
    doc: 'Whether e-mail addresses, phone, account and card numbers and the name of the person are kept from vendors; what a model writes has them again. Servers of our own network are told everything.',
    type: boolean,
    default: true,
  })
  @IsBoolean()
  readonly masksPersonalData: boolean;

  static complete(settings: ModelSettings, context: SettingsContext): Pick<ModelSettings, 'localUrls'> {
    const read = settings.localUrls.map((written) => httpUrl.read(written));
    const unreadable = read.findIndex((url) => url instanceof UnreadableSetting);
    if (unreadable !== -1) {
      context.problem(
        'LOCAL_LLM_URLS',
        `entry ${unreadable + 1} must be an http or https URL without credentials`,
      );
    }
    return { localUrls: read.filter((url) => typeof url === 'string') };
  }
}
