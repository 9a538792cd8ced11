import { randomBytes } from 'node:crypto';
import { IsBoolean, IsInt, IsNotEmpty, IsString, Max, Min } from 'class-validator';
import { integer, key, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

const SIGNING_KEY_MIN_BYTES = 32;
const ONE_DAY_MINUTES = 1_440;

/** One per process, so that everything in it which loads the settings agrees. */
const processSecretKey = randomBytes(SIGNING_KEY_MIN_BYTES).toString('base64url');

/** Tokens and passwords. */
export class AuthSettings {
  @Setting({
    name: 'SECRET_KEY',
    doc: 'Signs access tokens. A random one logs everyone out at a restart and fits a single process: staging and production refuse it, and production one shorter than 32 bytes.',
    type: key,
    fallback: { doc: 'random 32 bytes, URL-safe, per process', from: () => null },
    secret: true,
    example: 'change-me-to-at-least-32-random-bytes',
    requiredIn: ['staging', 'production'],
  })
  @IsString()
  readonly secretKey: string;

  @Setting({
    name: 'ACCESS_TOKEN_EXPIRE_MINUTES',
    doc: 'Life of an access token, in minutes; production warns above 1440.',
    type: integer,
    default: 43_200,
  })
  @IsInt()
  @Min(1)
  @Max(525_600)
  readonly accessTokenExpireMinutes: number;

  @Setting({
    name: 'JWT_ISSUER',
    doc: 'Issuer of our tokens.',
    type: text,
    default: 'genesis',
  })
  @IsNotEmpty()
  readonly jwtIssuer: string;

  @Setting({
    name: 'JWT_AUDIENCE',
    doc: 'Audience of our tokens.',
    type: text,
    default: 'genesis',
  })
  @IsNotEmpty()
  readonly jwtAudience: string;

  @Setting({
    name: 'PASSWORD_MIN_LENGTH',
    doc: 'Fewest characters of a new password, 8 to 256.',
    type: integer,
    default: 15,
  })
  @IsInt()
  @Min(8)
  @Max(256)
  readonly passwordMinLength: number;

  /** True when nobody gave a key: tokens die with this process. */
  @IsBoolean()
  readonly isSecretKeyRandom: boolean;

  static complete(settings: AuthSettings, context: SettingsContext): Partial<AuthSettings> {
    // The reader gives null for an absent key and for a placeholder alike.
    const given = settings.secretKey as string | null;
    const { environment } = context;
    if (given === null) {
      if (environment === 'development') {
        context.warn('SECRET_KEY', 'is random: a restart logs everyone out and replicas disagree');
      }
      if (environment === 'staging' || environment === 'production') {
        context.problem('SECRET_KEY', `must be set, and not to a placeholder, in ${environment}`);
      }
      return { secretKey: processSecretKey, isSecretKeyRandom: true };
    }
    if (environment === 'production') {
      if (Buffer.byteLength(given) < SIGNING_KEY_MIN_BYTES) {
        context.problem('SECRET_KEY', `must have at least ${SIGNING_KEY_MIN_BYTES} bytes in production`);
      }
      if (settings.accessTokenExpireMinutes > ONE_DAY_MINUTES) {
        context.warn('ACCESS_TOKEN_EXPIRE_MINUTES', 'lets a stolen token work for more than a day');
      }
    }
    return { isSecretKeyRandom: false };
  }
}
