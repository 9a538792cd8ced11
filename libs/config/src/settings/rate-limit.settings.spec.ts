import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../load-settings.js';
import { RateLimitSettings } from './rate-limit.settings.js';

const PRODUCTION = {
  ENVIRONMENT: 'production',
  SECRET_KEY: 'a signing key of the test, long enough for production',
  DIGITALCLOUD360_SERVICE_SECRET: 'the secret of the other direction, long enough',
  DATABASE_URL: 'postgresql://genesis:a-password-of-a-test@db.example/genesis',
  REDIS_URL: 'redis://cache.example:6379/0',
  REDIS_QUEUE_URL: 'redis://queue.example:6379/0',
  CORS_ORIGINS: 'https://app.example',
};
const STAGING = { ...PRODUCTION, ENVIRONMENT: 'staging' };

const isEnabledIn = (env: Record<string, string>): boolean =>
  loadSettings({ env }).get(RateLimitSettings).isEnabled;
const warnedBy = (env: Record<string, string>): readonly string[] =>
  loadSettings({ env }).warnings.map((text) => text.split(' ')[0]!);

describe('Limits: RateLimitSettings', () => {
  it('are on where people are, unless somebody says otherwise', () => {
    expect(isEnabledIn({})).toBe(false);
    expect(isEnabledIn({ ENVIRONMENT: 'testing', POSTGRES_DB: 'genesis_test' })).toBe(false);
    expect(isEnabledIn(STAGING)).toBe(true);
    expect(isEnabledIn(PRODUCTION)).toBe(true);
    expect(isEnabledIn({ RATE_LIMIT_ENABLED: 'true' })).toBe(true);
    expect(isEnabledIn({ ...STAGING, RATE_LIMIT_ENABLED: 'false' })).toBe(false);
  });

  it('has the figures of the specification', () => {
    const { auth, calls, costly } = loadSettings({ env: {} }).get(RateLimitSettings);

    expect({ auth, calls }).toEqual({ auth: 10, calls: 120 });
    expect(costly).toEqual({ trial: 5, basic: 10, pro: 20, enterprise: 50 });
  });

  it('says so in production when limits are off, or proxies unknown', () => {
    expect(warnedBy({ ...PRODUCTION, TRUST_PROXY_HOPS: '1', RATE_LIMIT_ENABLED: 'false' })).toContain(
      'RATE_LIMIT_ENABLED',
    );
    expect(warnedBy(PRODUCTION)).toContain('TRUST_PROXY_HOPS');
    const warned = warnedBy({ ...PRODUCTION, TRUST_PROXY_HOPS: '0' });
    expect(warned).not.toContain('TRUST_PROXY_HOPS');
    expect(warned).not.toContain('RATE_LIMIT_ENABLED');
  });

  it.each(['RATE_LIMIT_AUTH', 'RATE_LIMIT_CALLS', 'RATE_LIMIT_SERVICE', 'RATE_LIMIT_COSTLY_PRO'])(
    'refuses a %s that lets nobody in',
    (name) => {
      expect(() => loadSettings({ env: { [name]: '0' } })).toThrow(name);
    },
  );
});
