import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/builders/settings.builder.js';
import {
  DatabaseSettings,
  loadSettings,
  MetricsSettings,
  RedisSettings,
  type EnvironmentVariables,
} from './index.js';

describe('database address', () => {
  const databaseOf = (env: EnvironmentVariables): DatabaseSettings =>
    loadSettings({ env }).get(DatabaseSettings);

  it('is assembled with percent-encoding', () => {
    const { url, isUrlSet } = databaseOf({
      POSTGRES_SERVER: 'db.internal',
      POSTGRES_USER: 'us@er',
      POSTGRES_PASSWORD: 'p@:/?#[]% é"',
      POSTGRES_DB: 'genesis db',
      POSTGRES_PORT: '6543',
    });
    const parsed = new URL(url);
    expect(isUrlSet).toBe(true);
    expect(parsed.host).toBe('db.internal:6543');
    expect([parsed.username, parsed.password, parsed.pathname].map(decodeURIComponent)).toEqual([
      'us@er',
      'p@:/?#[]% é"',
      '/genesis db',
    ]);
  });

  it('accepts an IPv6 host', () => {
    expect(new URL(databaseOf({ POSTGRES_SERVER: '::1' }).url).host).toBe('[::1]:5432');
  });

  it.each(['postgres', 'postgresql', 'postgresql+asyncpg'])(
    'accepts %s:// and wins over the parts',
    (scheme) => {
      const { url, isUrlSet } = databaseOf({
        DATABASE_URL: `${scheme}://u:p@db/genesis?sslmode=require`,
        POSTGRES_DB: 'other',
      });
      expect(url).toBe('postgresql://u:p@db/genesis?sslmode=require');
      expect(isUrlSet).toBe(true);
    },
  );

  it.each(['POSTGRES_SERVER', 'POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB'])(
    'counts as set by %s',
    (name) => {
      expect(databaseOf({ [name]: 'given' }).isUrlSet).toBe(true);
    },
  );

  it('is TEST_DATABASE_URL in the testing environment', () => {
    const env = {
      ENVIRONMENT: 'testing',
      DATABASE_URL: 'postgresql://u@db/genesis',
      TEST_DATABASE_URL: 'postgresql://u@db/genesis_test',
    };
    expect(databaseOf(env).url).toBe('postgresql://u@db/genesis_test');
    expect(databaseOf({ ...env, ENVIRONMENT: 'development' }).url).toBe('postgresql://u@db/genesis');
  });

  it('must name a test database in the testing environment', () => {
    const problem = 'must name a database whose name contains "test" when ENVIRONMENT is testing';
    const env = { ENVIRONMENT: 'testing', DATABASE_URL: 'postgresql://test@test/genesis' };
    expect(problemsOf(env)).toEqual([`DATABASE_URL ${problem}`]);
    expect(problemsOf({ ENVIRONMENT: 'testing' })).toEqual([`DATABASE_URL ${problem}`]);
    expect(problemsOf({ ...env, TEST_DATABASE_URL: 'postgresql://u@db/live' })).toEqual([
      `TEST_DATABASE_URL ${problem}`,
    ]);
    expect(problemsOf({ ...env, DATABASE_URL: 'postgresql://u@db/genesis_test' })).toEqual([]);
  });
});

describe('Redis address', () => {
  it('takes REDIS_GENESIS_AI_DB when it has no number of its own', () => {
    const redisOf = (url: string): RedisSettings =>
      loadSettings({ env: { REDIS_URL: url, REDIS_GENESIS_AI_DB: '3' } }).get(RedisSettings);
    expect(redisOf('redis://:pw@cache:6379')).toMatchObject({
      url: 'redis://:pw@cache:6379/3',
      queueUrl: 'redis://:pw@cache:6379/3',
      isUrlSet: true,
    });
    expect(redisOf('redis://cache:6379/5').url).toBe('redis://cache:6379/5');
  });

  it('may be that of sentinels, whose primary has databases, and of a cluster, which has none', () => {
    const load = (url: string) => loadSettings({ env: { REDIS_URL: url, REDIS_GENESIS_AI_DB: '3' } });
    expect(load('redis+sentinel://s1,s2/mymaster').get(RedisSettings)).toMatchObject({
      url: 'redis+sentinel://s1,s2/mymaster/3',
      queueUrl: 'redis+sentinel://s1,s2/mymaster/3',
    });
    expect(() => load('redis+cluster://n1,n2')).toThrow(
      'REDIS_GENESIS_AI_DB must be 0 with a Redis Cluster, which has no other database',
    );
  });

  it('keeps the queue apart where it is told to', () => {
    const env = { REDIS_QUEUE_URL: 'redis://queue:6379/1', REDIS_KEY_PREFIX: 'genesis:test:42' };
    expect(loadSettings({ env }).get(RedisSettings)).toMatchObject({
      url: 'redis://redis:6379/0',
      queueUrl: 'redis://queue:6379/1',
      keyPrefix: 'genesis:test:42',
    });
  });
});

describe('metrics ports', () => {
  it.each([
    ['9100', 9101],
    ['0', 0],
  ])('follow PROMETHEUS_PORT=%s', (written, expected) => {
    const env = { PROMETHEUS_PORT: written };
    expect(loadSettings({ env }).get(MetricsSettings).workerPrometheusPort).toBe(expected);
  });
});
