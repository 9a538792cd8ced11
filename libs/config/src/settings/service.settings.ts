import { IsIn, IsOptional, IsString } from 'class-validator';
import { key, list } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** Of a secret that two services share, in either direction. */
export const SECRET_MIN_BYTES = 32;

/** What a service that calls us may be allowed to do. */
export const SERVICE_RIGHTS = ['briefs.read', 'briefs.generate', 'sso'] as const;
export type ServiceRight = (typeof SERVICE_RIGHTS)[number];

/** Calls that DigitalCloud360 makes to us. */
export class ServiceSettings {
  @Setting({
    name: 'GENESIS_SERVICE_SECRET',
    doc: 'Secret that DigitalCloud360 sends us as X-Service-Secret, at least 32 bytes. Without one its calls are refused; outside production DIGITALCLOUD360_SERVICE_SECRET stands in for it.',
    type: key,
    secret: true,
    ownSecret: { leastBytes: SECRET_MIN_BYTES },
    example: 'change-me-to-at-least-32-characters',
  })
  @IsOptional()
  @IsString()
  readonly secret: string | null;

  @Setting({
    name: 'GENESIS_SERVICE_SECRET_PREVIOUS',
    doc: 'The secret before, which is still accepted while it is being replaced.',
    type: key,
    secret: true,
    ownSecret: { leastBytes: SECRET_MIN_BYTES },
  })
  @IsOptional()
  @IsString()
  readonly previousSecret: string | null;

  @Setting({
    name: 'GENESIS_SERVICE_RIGHTS',
    doc: 'What DigitalCloud360 may do here: briefs.read, briefs.generate, sso.',
    type: list,
    default: 'briefs.read,briefs.generate,sso',
  })
  @IsIn(SERVICE_RIGHTS, { each: true })
  readonly rights: readonly ServiceRight[];

  static complete(settings: ServiceSettings, context: SettingsContext): void {
    const { environment } = context;
    if (settings.secret === null) {
      if (settings.previousSecret !== null) {
        context.problem('GENESIS_SERVICE_SECRET_PREVIOUS', 'needs a GENESIS_SERVICE_SECRET that replaces it');
      } else if (environment === 'production') {
        context.warn('GENESIS_SERVICE_SECRET', 'is not set: every call of DigitalCloud360 is refused');
      } else if (context.isSet('DIGITALCLOUD360_SERVICE_SECRET')) {
        context.warn('GENESIS_SERVICE_SECRET', 'is not set: DIGITALCLOUD360_SERVICE_SECRET stands in for it');
      }
    }
  }
}
