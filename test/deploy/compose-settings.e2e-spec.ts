import { describe, expect, it } from '@jest/globals';
import { loadSettings, SETTINGS_CATALOGUE } from '@genesis/config';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { problemsOf } from '../support/builders/settings.builder.js';
import { COMPOSE_FILES, composeProject, OPERATOR_VARIABLES, PROJECT, serviceOf } from './compose-files.js';

const settings = new Map(SETTINGS_CATALOGUE.map((entry) => [entry.name, entry]));
const APPLICATION = ['genesis-api', 'genesis-worker', 'migrate'] as const;

describe('settings of the compose files', () => {
  it('are known, and secrets come by file from a mounted secret', () => {
    for (const kind of ['development', 'production'] as const) {
      for (const name of APPLICATION) {
        const { environment = {}, secrets = [] } = serviceOf(kind, name);
        for (const [variable, value] of Object.entries(environment)) {
          const setting = variable.replace(/_FILE$/, '');
          expect({ variable, isKnown: variable === 'NODE_ENV' || settings.has(setting) }).toEqual({
            variable,
            isKnown: true,
          });
          if (variable.endsWith('_FILE'))
            expect(secrets).toContain(/^\/run\/secrets\/(\w+)$/.exec(value)?.[1]);
          else if (settings.get(variable)?.isSecret)
            expect({ variable, value }).toEqual({ variable, value: '' });
        }
        expect(
          secrets.filter((secret) => !Object.values(environment).includes(`/run/secrets/${secret}`)),
        ).toEqual([]);
      }
    }
  });

  it('let a developer start with the example as .env', () => {
    const example = parseEnv(readFileSync(path.join(PROJECT, '.env.example'), 'utf8'));
    const { environment = {} } = serviceOf('development', 'genesis-api');
    const loaded = loadSettings({ env: fromMounts({ ...example, ...environment }) });
    expect(
      loaded.warnings.filter((warning) => /^(REDIS|POSTGRES|DATABASE|SECRET_KEY)/.test(warning)),
    ).toEqual([]);
  });

  it('override what .env says about stores and secrets', () => {
    const { environment = {} } = serviceOf('development', 'genesis-api');
    const dotenv = {
      DATABASE_URL: 'postgresql://genesis_ai_user:change-me@localhost:5432/genesis_ai_db',
      REDIS_URL: 'redis://localhost:6379/0',
      POSTGRES_PASSWORD: 'another-one',
      SECRET_KEY: 'a-developers-own-key-0123456789abcdef',
    };
    const loaded = loadSettings({ env: fromMounts({ ...dotenv, ...environment }) });
    expect(loaded.originOf('DATABASE_URL').source).toBe('default');
    expect(loaded.originOf('REDIS_URL').source).toBe('file');
  });

  it('refuse the secrets of development in production', () => {
    const { environment = {} } = serviceOf('production', 'genesis-api');
    const env = fromMounts(environment);
    // Of vendors nobody keeps a file in development.
    const known = Object.fromEntries(Object.entries(env).filter(([, value]) => !/_api_key$/.test(value)));
    const refusal = problemsOf(known);
    expect(refusal).toEqual([
      'DIGITALCLOUD360_SERVICE_SECRET must be set in production',
      'POSTGRES_PASSWORD must not use a default or placeholder password in production',
      'REDIS_URL must not use a default or placeholder password in production',
      'REDIS_QUEUE_URL must not use a default or placeholder password in production',
      'SECRET_KEY must not be a default or placeholder in production',
    ]);
  });

  it('ask an operator by name for what must be set', () => {
    for (const name of Object.keys(OPERATOR_VARIABLES)) {
      expect(() =>
        composeProject([COMPOSE_FILES.base, COMPOSE_FILES.production], { ...OPERATOR_VARIABLES, [name]: '' }),
      ).toThrow(`required variable ${name} `);
    }
    expect(serviceOf('production', 'genesis-api').environment).toMatchObject({
      ENVIRONMENT: 'production',
      DEBUG: 'false',
      TRUST_PROXY_HOPS: '1',
    });
  });

  it('keep Grafana closed', () => {
    expect(serviceOf('production', 'grafana').environment).toMatchObject({
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana_password',
    });
  });
});

/** The environment of a container, with the mounted secrets where they are here. */
function fromMounts(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value = '']) => [
      name,
      value.replace(/^\/run\/secrets/, path.join(PROJECT, 'docker/secrets/development')),
    ]),
  );
}
