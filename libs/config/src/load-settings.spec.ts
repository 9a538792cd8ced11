import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@genesis/kernel';
import { PRODUCTION, problemsOf, sourceOf } from '../../../test/support/builders/settings.builder.js';
import {
  AppSettings,
  AuthSettings,
  DatabaseSettings,
  describeSettings,
  FaultSettings,
  HttpSettings,
  LlmSettings,
  loadSettings,
  RunSettings,
  SETTINGS_CATALOGUE,
  SETTINGS_CLASSES,
  SettingsError,
} from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'genesis-settings-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function aFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('sources', () => {
  it('prefers the environment to .env to the default', () => {
    const dotenvPath = aFile('precedence.env', 'PORT=9001 # comment\nHOST=10.0.0.1\nAPP_NAME="from file"\n');
    const loaded = loadSettings({ env: { PORT: '9000', HOST: '' }, dotenvPath });
    expect(loaded.get(HttpSettings)).toMatchObject({ port: 9000, host: '10.0.0.1', bodyLimitBytes: 262_144 });
    expect(loaded.get(AppSettings).appName).toBe('from file');
    expect(['PORT', 'HOST', 'BODY_LIMIT_BYTES'].map((name) => sourceOf(loaded, name))).toEqual([
      'env',
      'dotenv',
      'default',
    ]);
  });

  it('lets .env name the testing environment', () => {
    const dotenvPath = aFile('testing.env', 'ENVIRONMENT=testing\nPOSTGRES_DB=genesis_test\n');
    expect(loadSettings({ env: {}, dotenvPath }).get(AppSettings).environment).toBe('testing');
  });

  it.each(['staging', 'production'])('does not open .env in %s', (environment) => {
    const dotenvPath = aFile('ignored.env', 'APP_NAME=from-file\n');
    const loaded = loadSettings({ env: { ...PRODUCTION, ENVIRONMENT: environment }, dotenvPath });
    expect(loaded.get(AppSettings).appName).toBe('genesis-ai-service');
  });

  it('refuses a .env that names production', () => {
    const dotenvPath = aFile('production.env', 'ENVIRONMENT=production\n');
    const env = { ...PRODUCTION, ENVIRONMENT: undefined };
    expect(problemsOf(env, dotenvPath)).toEqual([
      'ENVIRONMENT must come from the process environment: .env is for development and testing',
    ]);
  });

  it('takes a missing .env for none', () => {
    expect(problemsOf({}, join(folder, 'absent.env'))).toEqual([]);
  });

  it('reads a secret from the file that NAME_FILE names, without its last line break', () => {
    const loaded = loadSettings({ env: { SECRET_KEY_FILE: aFile('secret', `${'x'.repeat(40)}\n`) } });
    expect(loaded.get(AuthSettings)).toMatchObject({ secretKey: 'x'.repeat(40), isSecretKeyRandom: false });
    expect(sourceOf(loaded, 'SECRET_KEY')).toBe('file');
  });

  it('refuses a secret file that cannot be read, without its path', () => {
    expect(problemsOf({ SECRET_KEY_FILE: join(folder, 'nowhere') })).toEqual([
      'SECRET_KEY_FILE names a file that cannot be read (ENOENT)',
    ]);
  });

  it('refuses a value and a file for the same setting', () => {
    expect(problemsOf({ SECRET_KEY: 'a', SECRET_KEY_FILE: aFile('other', 'b') })).toEqual([
      'SECRET_KEY and SECRET_KEY_FILE are both set; keep one',
    ]);
  });

  it('warns about names that are nearly right, and only about those', () => {
    const { warnings } = loadSettings({
      env: { SECRET_KEY: 'x', POSTGRES_HOST: 'db', CORS_ORIGIN: 'x', HOME: '/', PATH: '/bin', SHELL: 'sh' },
    });
    expect(warnings.filter((warning) => warning.includes('did you mean'))).toEqual([
      'POSTGRES_HOST is not a setting; did you mean POSTGRES_PORT?',
      'CORS_ORIGIN is not a setting; did you mean CORS_ORIGINS?',
    ]);
  });
});

describe('reading', () => {
  it.each([
    ['true', true],
    ['YES', true],
    ['1', true],
    ['False', false],
    ['no', false],
    ['0', false],
  ])('reads the boolean %s', (written, expected) => {
    expect(loadSettings({ env: { DEBUG: written } }).get(AppSettings).debug).toBe(expected);
  });

  it.each([
    ['WARNING', 'warn'],
    ['CRITICAL', 'error'],
    ['DEBUG', 'debug'],
    ['warn', 'warn'],
  ])('reads the log level %s', (written, expected) => {
    expect(loadSettings({ env: { LOG_LEVEL: written } }).get(AppSettings).logLevel).toBe(expected);
  });

  it.each([
    ['development', 'info'],
    ['testing', 'warn'],
  ])('logs in %s from %s on, unless told otherwise', (ENVIRONMENT, expected) => {
    const env = { ENVIRONMENT, POSTGRES_DB: 'genesis_test' };
    expect(loadSettings({ env }).get(AppSettings).logLevel).toBe(expected);
    expect(loadSettings({ env: { ...env, LOG_LEVEL: 'ERROR' } }).get(AppSettings).logLevel).toBe('error');
  });

  it.each(['testing_docker', 'testing_local'])('takes %s for testing', (written) => {
    const env = { ENVIRONMENT: written, POSTGRES_DB: 'genesis_test' };
    expect(loadSettings({ env }).get(AppSettings).environment).toBe('testing');
  });

  it.each([
    'https://a.example/, http://b.example:8080 ,',
    '["https://a.example/", " http://b.example:8080"]',
  ])('reads the origins %s', (written) => {
    expect(loadSettings({ env: { CORS_ORIGINS: written } }).get(HttpSettings).corsOrigins).toEqual([
      'https://a.example',
      'http://b.example:8080',
    ]);
  });

  it('reads seconds into milliseconds, with fractions', () => {
    const { leaseMs, heartbeatMs } = loadSettings({
      env: { RUN_LEASE_S: '1.5', RUN_HEARTBEAT_S: '0.25' },
    }).get(RunSettings);
    expect({ leaseMs, heartbeatMs }).toEqual({ leaseMs: 1_500, heartbeatMs: 250 });
  });

  it.each([
    ['PORT', '8000  # public'],
    ['PORT', '65536'],
    ['PORT', '8e3'],
    ['DEBUG', 'enabled'],
    ['ENVIRONMENT', 'qa'],
    ['LOG_LEVEL', 'verbose'],
    ['API_V1_STR', '/api/v1/'],
    ['API_V1_STR', 'api'],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', '0'],
    ['POSTGRES_SERVER', 'host/with/slash'],
    ['REDIS_GENESIS_AI_DB', '16'],
    ['REDIS_URL', 'http://redis:6379'],
    ['REDIS_URL', 'redis://redis:6379/cache'],
    ['REDIS_URL', 'redis+sentinel://s1:26379,s2:26379'],
    ['REDIS_QUEUE_URL', 'redis+cluster://n1:7000,n2:7001/1'],
    ['REDIS_KEY_PREFIX', 'with {tag}'],
    ['DATABASE_URL', 'mysql://genesis@db/genesis'],
    ['DATABASE_URL', 'postgresql://genesis:per%cent@db/genesis'],
    ['DATABASE_URL', 'postgresql://genesis:hash#tag@db/genesis'],
    ['DATABASE_URL', 'postgresql://db:5432'],
    ['DIGITALCLOUD360_API_URL', 'api.digitalcloud360.com'],
    ['DIGITALCLOUD360_TIMEOUT', '0.0'],
    ['DIGITALCLOUD360_TIMEOUT', '9999999'],
    ['TAVILY_BASE_URL', 'https://user:pass@proxy.example'],
    ['CORS_ORIGINS', 'https://a.example/path'],
    ['CORS_ORIGINS', '["https://a.example"'],
    ['CORS_ORIGINS', '[42]'],
    ['PASSWORD_MIN_LENGTH', '7'],
    ['SENTRY_DSN', 'https://sentry.example/1'],
    ['SENTRY_DSN', 'https://not-a-key@sentry.example/1'],
    ['SENTRY_DSN', 'https://key@sentry.example/project'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b,without-value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x-key=per%cent'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'x-key=line%0Abreak'],
    ['OTEL_TRACES_SAMPLER_ARG', '10'],
    ['RUN_HEARTBEAT_S', '4'],
    ['AGENT_TIMEOUT_LOGO_S', '-1'],
    ['FAILPOINTS', 'after-claim'],
  ])('refuses %s=%s, without the value', (name, written) => {
    const problems = problemsOf({ [name]: written });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
    expect(problems.join().replace(name, '')).not.toContain(written);
  });
});

describe('problems', () => {
  it('come all at once, in an AppError that shows no value', () => {
    const env = { PORT: 'p0rt-value', DEBUG: 'd3bug-value', DATABASE_URL: 'url-v4lue', LLM_BASE_URL: 'b4se' };
    let thrown: unknown;
    try {
      loadSettings({ env });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: 'CONFIGURATION_INVALID', kind: 'internal' });
    expect((thrown as SettingsError).problems.map((problem) => problem.split(' ')[0])).toEqual([
      'DEBUG',
      'PORT',
      'DATABASE_URL',
      'LLM_BASE_URL',
    ]);
    const printed = `${inspect(thrown)} ${JSON.stringify(thrown)} ${String(thrown)}`;
    for (const value of Object.values(env)) expect(printed).not.toContain(value);
  });

  it('name the model that a chat server needs', () => {
    expect(problemsOf({ LLM_BASE_URL: 'http://llm:8080/v1/' })).toEqual([
      'LLM_MODEL must be set when LLM_BASE_URL is set',
    ]);
    const llm = loadSettings({ env: { LLM_BASE_URL: 'http://llm:8080/v1/', LLM_MODEL: 'small' } });
    expect(llm.get(LlmSettings)).toMatchObject({ baseUrl: 'http://llm:8080/v1', model: 'small' });
  });

  it('allow failpoints with TESTING_MODE', () => {
    const loaded = loadSettings({ env: { FAILPOINTS: 'after-claim, before-commit', TESTING_MODE: 'true' } });
    expect(loaded.get(FaultSettings).failpoints).toEqual(['after-claim', 'before-commit']);
  });
});

describe('a process with few concerns', () => {
  const env = {
    ENVIRONMENT: 'production',
    DATABASE_URL: 'postgresql://owner:long-enough-and-random@db.example/genesis_db',
  };

  it('needs no setting of the others', () => {
    const loaded = loadSettings({ env, only: [DatabaseSettings] });
    expect(loaded.get(DatabaseSettings).url).toBe(env.DATABASE_URL);
    expect(loaded.get(AppSettings).environment).toBe('production');
    expect(() => loaded.get(AuthSettings)).toThrow('AuthSettings was not loaded');
    expect(() => loadSettings({ env })).toThrow(SettingsError);
  });

  it('is refused what it needs and lacks', () => {
    const { ENVIRONMENT } = env;
    expect(() => loadSettings({ env: { ENVIRONMENT }, only: [DatabaseSettings] })).toThrow('POSTGRES_SERVER');
  });
});

describe('what is handed out', () => {
  const secrets = {
    SECRET_KEY: 'signing-s3cret-signing-s3cret-signing',
    SECRET_KEY_PREVIOUS: 'former-s3cret-that-is-long-enough-too',
    POSTGRES_PASSWORD: 'postgres-s3cret',
    DATABASE_URL: 'postgresql://u:database-s3cret@db/genesis',
    TEST_DATABASE_URL: 'postgresql://u:test-s3cret@db/genesis_test',
    REDIS_URL: 'redis://:redis-s3cret@redis:6379',
    REDIS_QUEUE_URL: 'redis://:queue-s3cret@queue:6379',
    DIGITALCLOUD360_SERVICE_SECRET: 'service-s3cret',
    GENESIS_SERVICE_SECRET: 'service-s3cret',
    GENESIS_SERVICE_SECRET_PREVIOUS: 'service-s3cret',
    OPERATOR_TOKEN: 'operator-s3cret-of-thirty-two-characters',
    OPENAI_API_KEY: 'openai-s3cret',
    ANTHROPIC_API_KEY: 'anthropic-s3cret',
    DEEPSEEK_API_KEY: 'deepseek-s3cret',
    KIMI_API_KEY: 'kimi-s3cret',
    LOCAL_LLM_API_KEY: 'local-s3cret',
    TAVILY_API_KEY: 'tavily-s3cret',
    LOGOAI_API_KEY: 'logoai-s3cret',
    LLM_API_KEY: 'llm-s3cret',
    DC360_WEBHOOK_SECRET: 'webhook-s3cret',
    DC360_WEBHOOK_SECRET_PREVIOUS: `whsec_${Buffer.from('former-webhook-s3cret-of-thirty-bytes').toString('base64')}`,
    SENTRY_DSN: 'https://dsn_s3cret@sentry.example/1',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20otlp-s3cret',
  };
  const loaded = loadSettings({ env: { ...secrets, APP_NAME: 'genesis', LLM_TIMEOUT_S: '12' } });

  it('is frozen, inside too', () => {
    for (const settingsClass of SETTINGS_CLASSES) {
      const settings = loaded.get(settingsClass);
      expect(Object.isFrozen(settings)).toBe(true);
      for (const value of Object.values(settings)) expect(Object.isFrozen(value)).toBe(true);
    }
  });

  it('prints without a secret', () => {
    const instances = SETTINGS_CLASSES.map((settingsClass) => loaded.get(settingsClass));
    const printed = [
      JSON.stringify(instances),
      inspect(instances, { depth: 5 }),
      JSON.stringify(describeSettings(loaded)),
      inspect(loaded, { depth: 5 }),
    ].join();
    expect(printed).not.toContain('s3cret');
    expect(printed).toContain('[redacted]');
    expect(loaded.get(DatabaseSettings).url).toBe(secrets.DATABASE_URL);
  });

  it('marks every secret of the specification', () => {
    const marked = SETTINGS_CATALOGUE.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    expect(marked.sort()).toEqual(Object.keys(secrets).sort());
  });

  it('is described by name, source and what was written', () => {
    const described = new Map(describeSettings(loaded).map((line) => [line.name, line]));
    expect(described.size).toBe(SETTINGS_CATALOGUE.length);
    expect(described.get('LLM_TIMEOUT_S')).toMatchObject({ source: 'env', value: '12' });
    expect(described.get('PORT')).toMatchObject({ source: 'default', value: '8000' });
    expect(described.get('WORKER_PROMETHEUS_PORT')).toMatchObject({ source: 'default', value: '8002' });
    expect(described.get('AGENT_TIMEOUT_SEO_S')).toMatchObject({ source: 'default', value: '30' });
    expect(described.get('OPENAI_API_KEY')).toMatchObject({ source: 'env', value: '[redacted]' });
    expect(described.get('LLM_BASE_URL')).toMatchObject({ source: 'default', value: '' });
  });
});
