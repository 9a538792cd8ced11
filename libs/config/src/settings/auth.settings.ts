import { randomBytes } from 'node:crypto';
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { integer, key, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

const SIGNING_KEY_MIN_BYTES = 32;
const ONE_DAY_MINUTES = 1_440;
const ONE_DAY_SECONDS = 86_400;

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
    ownSecret: { leastBytes: SIGNING_KEY_MIN_BYTES },
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
    name: 'SECRET_KEY_PREVIOUS',
    doc: 'The SECRET_KEY before the present one: tokens that it signed stay good until they are over. Give every replica the new key here first, then swap the two, and empty this after ACCESS_TOKEN_EXPIRE_MINUTES.',
    type: key,
    secret: true,
    ownSecret: { leastBytes: SIGNING_KEY_MIN_BYTES },
  })
  @IsOptional()
  @IsString()
  readonly previousSecretKey: string | null;

  /** The key that signs, then the one that is still believed. */
  get signingKeys(): readonly [string, ...string[]] {
    const { secretKey, previousSecretKey } = this;
    return previousSecretKey === null ? [secretKey] : [secretKey, previousSecretKey];
  }

  @Setting({
    name: 'REFRESH_TOKEN_EXPIRE_DAYS',
    doc: 'How long a device stays signed in without using its refresh token, in days.',
    type: integer,
    default: 30,
  })
  @IsInt()
  @Min(1)
  @Max(365)
  readonly refreshTokenExpireDays: number;

  @Setting({
    name: 'SIGN_IN_MAX_DAYS',
    doc: 'How long a device stays signed in at most, in days, however often it refreshes.',
    type: integer,
    default: 90,
  })
  @IsInt()
  @Min(1)
  @Max(730)
  readonly signInMaxDays: number;

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

  get accessTokenExpireSeconds(): number {
    return this.accessTokenExpireMinutes * 60;
  }

  get refreshExpireSeconds(): number {
    return this.refreshTokenExpireDays * ONE_DAY_SECONDS;
  }

  get signInMaxSeconds(): number {
    return this.signInMaxDays * ONE_DAY_SECONDS;
  }

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
    if (settings.previousSecretKey === given) {
      context.problem('SECRET_KEY_PREVIOUS', 'must differ from SECRET_KEY');
    }
    if (environment === 'production') {
      if (settings.accessTokenExpireMinutes > ONE_DAY_MINUTES) {
        context.warn('ACCESS_TOKEN_EXPIRE_MINUTES', 'lets a stolen token work for more than a day');
      }
    }
    return { isSecretKeyRandom: false };
  }
}
