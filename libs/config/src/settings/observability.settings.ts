import { IsBoolean, IsOptional, IsString } from 'class-validator';
import { boolean, sentryDsn } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** Where errors and logs go. */
export class ObservabilitySettings {
  @Setting({
    name: 'SENTRY_DSN',
    doc: 'Address of the error tracker; empty switches it off.',
    type: sentryDsn,
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly sentryDsn: string | null;

  @Setting({
    name: 'LOG_PRETTY',
    doc: 'Log for the eye instead of JSON lines.',
    type: boolean,
    default: false,
  })
  @IsBoolean()
  readonly logPretty: boolean;
}
