import type { RedisAddress } from '@genesis/config';
import type { RedisOptions } from 'ioredis';

/** Who we are to a Redis, and whether we say so over TLS. */
export function loginOf({ login, isTls }: Exclude<RedisAddress, { kind: 'single' }>): RedisOptions {
  return {
    username: login.username ?? undefined,
    password: login.password ?? undefined,
    ...(isTls && { tls: {} }),
  };
}
