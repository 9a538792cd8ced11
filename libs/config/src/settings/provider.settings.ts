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
