import { IsOptional, IsString } from 'class-validator';
import { httpUrl, key } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** Keys and addresses of vendors. A null key means that the vendor is not configured. */
export class ProviderSettings {
  @Setting({
    name: 'OPENAI_API_KEY',
    doc: 'OpenAI: texts and images.',
    type: key,
    default: 'your-openai-key',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly openAiApiKey: string | null;

  @Setting({
    name: 'ANTHROPIC_API_KEY',
    doc: 'Anthropic: texts.',
    type: key,
    default: 'your-anthropic-key',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly anthropicApiKey: string | null;

  @Setting({
    name: 'DEEPSEEK_API_KEY',
    doc: 'Deepseek: texts.',
    type: key,
    default: 'your-deepseek-key',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly deepseekApiKey: string | null;

  @Setting({
    name: 'KIMI_API_KEY',
    doc: 'Kimi (Moonshot): texts and web search. Keys of the international and the Chinese platform are not exchangeable.',
    type: key,
    default: 'your-kimi-key',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly kimiApiKey: string | null;

  @Setting({
    name: 'TAVILY_API_KEY',
    doc: 'Tavily: web search.',
    type: key,
    default: 'your-tavily-key',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly tavilyApiKey: string | null;

  @Setting({
    name: 'LOGOAI_API_KEY',
    doc: 'LogoAI: logos.',
    type: key,
    default: 'your-logoai-key',
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly logoAiApiKey: string | null;

  @Setting({
    name: 'OPENAI_BASE_URL',
    doc: 'Address of OpenAI, for tests and proxies.',
    type: httpUrl,
    default: 'https://api.openai.com/v1',
  })
  @IsString()
  readonly openAiBaseUrl: string;

  @Setting({
    name: 'ANTHROPIC_BASE_URL',
    doc: 'Address of Anthropic, for tests and proxies.',
    type: httpUrl,
    default: 'https://api.anthropic.com',
  })
  @IsString()
  readonly anthropicBaseUrl: string;

  @Setting({
    name: 'DEEPSEEK_BASE_URL',
    doc: 'Address of Deepseek, for tests and proxies.',
    type: httpUrl,
    default: 'https://api.deepseek.com',
  })
  @IsString()
  readonly deepseekBaseUrl: string;

  @Setting({
    name: 'KIMI_BASE_URL',
    doc: 'Address of Kimi: https://api.moonshot.ai/v1 for international keys, https://api.moonshot.cn/v1 for Chinese ones.',
    type: httpUrl,
    default: 'https://api.moonshot.ai/v1',
  })
  @IsString()
  readonly kimiBaseUrl: string;

  @Setting({
    name: 'TAVILY_BASE_URL',
    doc: 'Address of Tavily, for tests and proxies.',
    type: httpUrl,
    default: 'https://api.tavily.com',
  })
  @IsString()
  readonly tavilyBaseUrl: string;

  @Setting({
    name: 'LOGOAI_BASE_URL',
    doc: 'Address of LogoAI, for tests and proxies.',
    type: httpUrl,
    default: 'https://api.logoai.com',
  })
  @IsString()
  readonly logoAiBaseUrl: string;

  static complete(settings: ProviderSettings, context: SettingsContext): void {
    if (context.environment !== 'development') return;
    const absence = 'is absent or a placeholder: this vendor is not configured';
    if (settings.openAiApiKey === null) context.warn('OPENAI_API_KEY', absence);
    if (settings.anthropicApiKey === null) context.warn('ANTHROPIC_API_KEY', absence);
    if (settings.tavilyApiKey === null) context.warn('TAVILY_API_KEY', absence);
  }
}
