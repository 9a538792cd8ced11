import { describe, expect, it } from '@jest/globals';
import { RedisFormError } from '@genesis/redis';
import { HopelessStartError } from './start-errors.js';
import { databaseFailure, migrationsPending, redisFailure } from './store-failures.js';

const coded = (code: string, message = 'no') => Object.assign(new Error(message), { code });

describe('what a start says of a store', () => {
  it.each([
    ['postgresql://u:CANARY@db:6000/genesis', 'db:6000'],
    ['postgresql://u:CANARY@db/genesis', 'db:5432'],
    ['postgresql://u:CANARY@[::1]/genesis', '[::1]:5432'],
    ['postgresql:///genesis?host=/run/postgresql&password=CANARY', '/run/postgresql'],
  ])('names the place of %s and nothing else of it', (url, place) => {
    const { message } = databaseFailure(url, coded('ECONNREFUSED', 'connect ECONNREFUSED'));
    expect(message).toBe(`the database at ${place} does not answer (connect ECONNREFUSED)`);
  });

  it.each([
    ['redis+sentinel://:CANARY@s1,[::1]:7000/main/2?sentinel_password=CANARY', 'main of s1:26379,[::1]:7000'],
    ['redis+cluster://:CANARY@n1,n2:7000', 'n1:6379,n2:7000'],
  ])('names every place of %s', (url, place) => {
    expect(redisFailure(url, 'REDIS_URL', coded('ECONNREFUSED', 'connect ECONNREFUSED')).message).toBe(
      `the Redis at ${place} (REDIS_URL) does not answer (connect ECONNREFUSED)`,
    );
  });

  it('finds words for an error of several addresses, which has none', () => {
    const cause = Object.assign(new AggregateError([coded('ECONNREFUSED')]), { code: 'ECONNREFUSED' });
    expect(redisFailure('redis://cache', 'REDIS_URL', cause).message).toBe(
      'the Redis at cache:6379 (REDIS_URL) does not answer (ECONNREFUSED)',
    );
  });

  it('does not wait for what only a changed setting heals', () => {
    const url = 'postgresql://u:CANARY@db/genesis';
    const hopeless = [
      databaseFailure(url, coded('28P01')),
      databaseFailure(url, coded('28000')),
      databaseFailure(url, coded('3D000')),
      redisFailure(
        'redis://:CANARY@cache',
        'REDIS_URL',
        new Error('WRONGPASS invalid username-password pair'),
      ),
      redisFailure('redis://cache', 'REDIS_URL', new Error('NOAUTH Authentication required.')),
      redisFailure('redis://cache', 'REDIS_URL', new RedisFormError('is a sentinel')),
    ];
    for (const failure of hopeless) {
      expect(failure).toBeInstanceOf(HopelessStartError);
      expect(failure.message).not.toContain('CANARY');
    }
    const passing = [
      databaseFailure(url, coded('57P03', 'the database system is starting up')),
      redisFailure('redis://cache', 'REDIS_URL', new Error('LOADING Redis is loading the dataset in memory')),
      migrationsPending(url, 1),
    ];
    for (const failure of passing) expect(failure).not.toBeInstanceOf(HopelessStartError);
    expect(passing.at(-1)?.message).toBe(
      '1 migration is pending on database "genesis" at db:5432: run migrate',
    );
  });
});
