import { describe, expect, it } from '@jest/globals';
import { PRODUCTION, problemsOf } from '../../../test/support/builders/settings.builder.js';
import {
  AuthSettings,
  Dc360Settings,
  LlmSettings,
  loadSettings,
  MetricsSettings,
  ProviderSettings,
  RedisSettings,
} from './index.js';

describe('OPERATOR_TOKEN', () => {
  it.each([
    ['too short for anybody', 'thirty-one-characters-are-short'],
    ['with a space', 'a token that is long enough, but is no token'],
  ])('is refused when it is %s', (_what, token) => {
    expect(() => loadSettings({ env: { OPERATOR_TOKEN: token } })).toThrow('OPERATOR_TOKEN');
  });

  it.each([
    [undefined, null],
    ['change-me-to-at-least-32-characters', null],
    ['thirty-two-characters-are-enough', 'thirty-two-characters-are-enough'],
  ])('given as %s is %s', (written, expected) => {
    const env = { OPERATOR_TOKEN: written };
    expect(loadSettings({ env }).get(MetricsSettings).operatorToken).toBe(expected);
  });
});

describe('placeholders', () => {
  it.each(['your-openai-key', 'your-own', 'change-me', 'CHANGE-ME-now', '   '])(
    '%j never counts as a key',
    (written) => {
      const env = { OPENAI_API_KEY: written, SECRET_KEY: written, DIGITALCLOUD360_SERVICE_SECRET: written };
      const loaded = loadSettings({ env });
      expect(loaded.get(ProviderSettings).openAiApiKey).toBeNull();
      expect(loaded.get(Dc360Settings).serviceSecret).toBeNull();
      expect(loaded.get(AuthSettings).isSecretKeyRandom).toBe(true);
    },
  );

  it('leaves real keys alone', () => {
    const loaded = loadSettings({ env: { OPENAI_API_KEY: 'sk-1', LLM_API_KEY: 'local' } });
    expect(loaded.get(ProviderSettings).openAiApiKey).toBe('sk-1');
    expect(loaded.get(LlmSettings).apiKey).toBe('local');
  });
});

describe('production', () => {
  it('starts with a complete configuration', () => {
    const loaded = loadSettings({ env: PRODUCTION });
    expect(loaded.get(RedisSettings).queueUrl).toBe('rediss://:queue-password@redis-queue:6379/0');
    expect(loaded.warnings).toEqual([
      'ACCESS_TOKEN_EXPIRE_MINUTES lets a stolen token work for more than a day',
    ]);
  });

  it('lists every missing name', () => {
    const names = problemsOf({ ENVIRONMENT: 'production' }).map((problem) => problem.split(' ')[0]);
    expect(names.sort()).toEqual([
      'CORS_ORIGINS',
      'DIGITALCLOUD360_SERVICE_SECRET',
      'POSTGRES_DB',
      'POSTGRES_PASSWORD',
      'POSTGRES_SERVER',
      'POSTGRES_USER',
      'REDIS_QUEUE_URL',
      'REDIS_URL',
      'SECRET_KEY',
    ]);
  });

  it('refuses the default password in parts', () => {
    const env = {
      ...PRODUCTION,
      DATABASE_URL: '',
      POSTGRES_SERVER: 'db',
      POSTGRES_USER: 'genesis',
      POSTGRES_PASSWORD: 'genesis_ai_password',
      POSTGRES_DB: 'genesis',
    };
    expect(problemsOf(env)).toEqual([
      'POSTGRES_PASSWORD must not use a default or placeholder password in production',
    ]);
    expect(problemsOf({ ...env, POSTGRES_PASSWORD: 'of-the-house' })).toEqual([]);
  });

  it('demands the signing key and the queue in staging too', () => {
    const problems = problemsOf({ ENVIRONMENT: 'staging' });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'REDIS_QUEUE_URL',
      'SECRET_KEY',
    ]);
  });
});
