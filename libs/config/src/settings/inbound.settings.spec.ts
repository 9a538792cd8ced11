import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../load-settings.js';
import { ServiceSettings } from './service.settings.js';
import { SsoSettings } from './sso.settings.js';

const SECRET = 'a service secret of thirty-two characters';
const PRODUCTION = {
  ENVIRONMENT: 'production',
  SECRET_KEY: 'a signing key of the test, long enough for production',
  DIGITALCLOUD360_SERVICE_SECRET: 'the secret of the other direction, long enough',
  DATABASE_URL: 'postgresql://genesis:a-password@db.example/genesis',
  REDIS_URL: 'redis://cache.example:6379/0',
};

/** Names of the settings that a load refuses. */
function refusedBy(env: Record<string, string>): readonly string[] {
  try {
    loadSettings({ env });
    return [];
  } catch (error) {
    return (
      (error as { problems?: readonly string[] }).problems?.map((text) => text.split(' ')[0]!) ?? [
        String(error),
      ]
    );
  }
}
const warnedBy = (env: Record<string, string>): readonly string[] =>
  loadSettings({ env }).warnings.map((text) => text.split(' ')[0]!);

describe('ServiceSettings', () => {
  it('has no secret and every right by default', () => {
    const { secret, previousSecret, rights } = loadSettings({ env: {} }).get(ServiceSettings);

    expect({ secret, previousSecret }).toEqual({ secret: null, previousSecret: null });
    expect(rights).toEqual(['briefs.read', 'briefs.generate', 'sso']);
  });

  it.each(['change-me', 'your-secret-here', ''])('takes %j for no secret', (placeholder) => {
    const env = { GENESIS_SERVICE_SECRET: placeholder };

    expect(loadSettings({ env }).get(ServiceSettings).secret).toBeNull();
  });

  it('says when the secret of the other direction stands in', () => {
    const other = { DIGITALCLOUD360_SERVICE_SECRET: SECRET };

    expect(warnedBy({ ENVIRONMENT: 'development', ...other })).toContain('GENESIS_SERVICE_SECRET');
    expect(warnedBy({ ENVIRONMENT: 'development', ...other, GENESIS_SERVICE_SECRET: SECRET })).not.toContain(
      'GENESIS_SERVICE_SECRET',
    );
  });

  it('refuses a previous secret without one that replaces it', () => {
    expect(refusedBy({ GENESIS_SERVICE_SECRET_PREVIOUS: SECRET })).toContain(
      'GENESIS_SERVICE_SECRET_PREVIOUS',
    );
  });

  it('refuses a right that does not exist', () => {
    expect(refusedBy({ GENESIS_SERVICE_RIGHTS: 'briefs.read,everything' })).toContain(
      'GENESIS_SERVICE_RIGHTS',
    );
  });

  it('refuses a short secret in production', () => {
    expect(refusedBy({ ...PRODUCTION, GENESIS_SERVICE_SECRET: 'short' })).toContain('GENESIS_SERVICE_SECRET');
    expect(refusedBy({ ...PRODUCTION, GENESIS_SERVICE_SECRET: SECRET })).not.toContain(
      'GENESIS_SERVICE_SECRET',
    );
  });
});

describe('SsoSettings', () => {
  it('takes RS256 for genesis, and has no keys, by default', () => {
    const { jwksUrl, issuer, audience, algorithms } = loadSettings({ env: {} }).get(SsoSettings);

    expect({ jwksUrl, issuer, audience, algorithms }).toEqual({
      jwksUrl: null,
      issuer: null,
      audience: 'genesis',
      algorithms: ['RS256'],
    });
  });

  it.each(['none', 'HS256', 'RS256,HS512', ''])('refuses the algorithms %j', (algorithms) => {
    // An empty text is no setting: the default holds.
    expect(refusedBy({ DC360_JWT_ALGORITHMS: algorithms })).toEqual(
      algorithms === '' ? [] : ['DC360_JWT_ALGORITHMS'],
    );
  });

  it('needs an issuer with the keys', () => {
    const DC360_JWKS_URL = 'https://dc360.example/.well-known/jwks.json';

    expect(refusedBy({ DC360_JWKS_URL })).toEqual(['DC360_JWT_ISSUER']);
    expect(refusedBy({ DC360_JWKS_URL, DC360_JWT_ISSUER: 'https://dc360.example' })).toEqual([]);
  });

  it('reads keys over https alone in production', () => {
    const sso = { DC360_JWT_ISSUER: 'https://dc360.example', GENESIS_SERVICE_SECRET: SECRET };

    expect(refusedBy({ ...PRODUCTION, ...sso, DC360_JWKS_URL: 'http://dc360.example/jwks.json' })).toContain(
      'DC360_JWKS_URL',
    );
    expect(
      refusedBy({ ...PRODUCTION, ...sso, DC360_JWKS_URL: 'https://dc360.example/jwks.json' }),
    ).not.toContain('DC360_JWKS_URL');
  });
});
