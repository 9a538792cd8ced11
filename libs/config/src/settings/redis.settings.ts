import { IsBoolean, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { type OwnSecret, STORE_PASSWORD_MIN_BYTES } from '../production-refusals.js';
import { passwordOfRedis, readRedisAddress, withRedisDatabase } from '../redis-address.js';
import { integer, redisUrl, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** What the queue's Redis has to be: any other policy may throw an accepted job away. */
export const QUEUE_MUST_KEEP_JOBS = 'must name a Redis whose maxmemory-policy is noeviction';

const OWN_SECRET: OwnSecret<string> = {
  leastBytes: STORE_PASSWORD_MIN_BYTES,
  within: (url) => passwordOfRedis(readRedisAddress(url)),
  opens: (url) => JSON.stringify(readRedisAddress(url).nodes),
};

/** Redis: files and caches on one instance, the queue on another (the same one in development). */
export class RedisSettings {
  @Setting({
    name: 'REDIS_GENESIS_AI_DB',
    doc: 'Database number, 0 to 15; applies when REDIS_URL has none.',
    type: integer,
    default: 0,
  })
  @IsInt()
  @Min(0)
  @Max(15)
  readonly database: number;

  /** With a database number, except that of a cluster. */
  @Setting({
    name: 'REDIS_URL',
    doc: 'Redis of files and caches: redis://host:port/db, redis+sentinel://host:port,…/master/db or redis+cluster://host:port,…; rediss… for TLS.',
    type: redisUrl,
    default: 'redis://redis:6379/0',
    secret: true,
    ownSecret: OWN_SECRET,
    requiredIn: ['production'],
  })
  @IsString()
  readonly url: string;

  @Setting({
    name: 'REDIS_QUEUE_URL',
    doc: 'Redis of the queue, in the same forms; must be noeviction and persistent; has to be named outside development and testing.',
    type: redisUrl,
    fallback: { doc: 'REDIS_URL', from: (settings: RedisSettings) => settings.url },
    secret: true,
    ownSecret: OWN_SECRET,
    askedAtStart: QUEUE_MUST_KEEP_JOBS,
    example: 'redis://redis-queue:6379/0',
    requiredIn: ['staging', 'production'],
  })
  @IsString()
  readonly queueUrl: string;

  @Setting({
    name: 'REDIS_SESSION_TTL',
    doc: 'Life of coaching sessions and workspaces, in seconds; slides with use.',
    type: integer,
    default: 7_200,
  })
  @IsInt()
  @Min(1)
  @Max(2_592_000)
  readonly sessionTtlSeconds: number;

  @Setting({
    name: 'REDIS_KEY_PREFIX',
    doc: 'Prefix of every key; tests use their own.',
    type: text,
    fallback: {
      doc: 'genesis:<environment>',
      from: (_settings: RedisSettings, { environment }) => `genesis:${environment}`,
    },
    example: 'genesis:development',
  })
  @Matches(/^[\w:-]{1,100}$/, {
    message: 'must consist of letters, digits and : _ - (at most 100 characters)',
  })
  readonly keyPrefix: string;

  /** Whether someone named a Redis; if not, `url` is only the seed's default. */
  @IsBoolean()
  readonly isUrlSet: boolean;

  static complete(settings: RedisSettings, context: SettingsContext): Partial<RedisSettings> {
    const url = withRedisDatabase(settings.url, settings.database);
    if (settings.database > 0 && readRedisAddress(url).kind === 'cluster') {
      context.problem('REDIS_GENESIS_AI_DB', 'must be 0 with a Redis Cluster, which has no other database');
    }
    const queueUrl = context.isSet('REDIS_QUEUE_URL') ? settings.queueUrl : url;
    if (context.environment === 'production') {
      warnWithoutPassword('REDIS_URL', url, context);
      warnWithoutPassword('REDIS_QUEUE_URL', queueUrl, context);
    }
    return {
      url,
      queueUrl,
      isUrlSet: context.isSet('REDIS_URL'),
    };
  }
}

/** Certificates or a private network may stand for a password: a remark, no refusal. */
function warnWithoutPassword(name: string, url: string, context: SettingsContext): void {
  if (context.isSet(name) && passwordOfRedis(readRedisAddress(url)) === null) {
    context.warn(name, 'names a Redis without a password');
  }
}
