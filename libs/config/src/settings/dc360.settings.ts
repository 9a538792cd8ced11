import { IsInt, IsOptional, IsString } from 'class-validator';
import { httpUrl, key, seconds } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** DigitalCloud360, the platform that Genesis serves. */
export class Dc360Settings {
  @Setting({
    name: 'DIGITALCLOUD360_API_URL',
    doc: 'Base address of the DigitalCloud360 API.',
    type: httpUrl,
    default: 'https://api.digitalcloud360.com',
  })
  @IsString()
  readonly apiUrl: string;

  @Setting({
    name: 'DIGITALCLOUD360_SERVICE_SECRET',
    doc: 'Shared secret that we send as X-Service-Secret; production refuses a placeholder.',
    type: key,
    default: 'change-me-in-production',
    secret: true,
    requiredIn: ['production'],
  })
  @IsOptional()
  @IsString()
  readonly serviceSecret: string | null;

  @Setting({
    name: 'DIGITALCLOUD360_TIMEOUT',
    doc: 'Deadline of one call, in seconds.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  readonly timeoutMs: number;

  static complete(settings: Dc360Settings, context: SettingsContext): void {
    if (context.environment === 'production' && settings.serviceSecret === null) {
      context.problem('DIGITALCLOUD360_SERVICE_SECRET', 'must not be a placeholder in production');
    }
  }
}
