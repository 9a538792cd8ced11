import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@genesis/kernel';
import {
  AgentSettings,
  AppSettings,
  AuthSettings,
  DatabaseSettings,
  Dc360Settings,
  describeSettings,
  FaultSettings,
  HttpSettings,
  LlmSettings,
  loadSettings,
  MetricsSettings,
  ObservabilitySettings,
  ProviderSettings,
  RedisSettings,
  RunSettings,
  SETTINGS_CATALOGUE,
  SETTINGS_CLASSES,
  SettingsError,
  VfsSettings,
  type EnvironmentVariables,
  type LoadedSettings,
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

function problemsOf(env: EnvironmentVariables, dotenvPath?: string): readonly string[] {
  try {
    loadSettings({ env, dotenvPath });
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

function sourceOf(loaded: LoadedSettings, name: string): string | undefined {
  return describeSettings(loaded).find((description) => description.name === name)?.source;
}

const PRODUCTION: EnvironmentVariables = {
  ENVIRONMENT: 'production',
  SECRET_KEY: 'k'.repeat(32),
  DATABASE_URL: 'postgresql://genesis:s3cret-of-the-house@db:5432/genesis',
  REDIS_URL: 'rediss://:cache-password@redis:6379/0',
  REDIS_QUEUE_URL: 'rediss://:queue-password@redis-queue:6379/0',
  DIGITALCLOUD360_SERVICE_SECRET: 's'.repeat(32),
  GENESIS_SERVICE_SECRET: 'the secret that the platform sends us',
  CORS_ORIGINS: 'https://digitalcloud360.ci',
  TRUST_PROXY_HOPS: '1',
};

describe('defaults', () => {
  const loaded = loadSettings({ env: {} });
  const app = loaded.get(AppSettings);
  const auth = loaded.get(AuthSettings);
  const database = loaded.get(DatabaseSettings);
  const redis = loaded.get(RedisSettings);
  const providers = loaded.get(ProviderSettings);
  const dc360 = loaded.get(Dc360Settings);
  const http = loaded.get(HttpSettings);

  it.each<[name: string, written: string | null, value: unknown, expected: unknown]>([
    ['APP_NAME', 'genesis-ai-service', app.appName, 'genesis-ai-service'],
    ['APP_VERSION', '1.0.0', app.appVersion, '1.0.0'],
    ['DEBUG', 'false', app.debug, false],
    ['LOG_LEVEL', null, app.logLevel, 'info'],
    ['API_V1_STR', '/api/v1', app.apiPrefix, '/api/v1'],
    ['SECRET_KEY', null, auth.secretKey, expect.stringMatching(/^[\w-]{43}$/)],
    ['ACCESS_TOKEN_EXPIRE_MINUTES', '43200', auth.accessTokenExpireMinutes, 43_200],
    ['POSTGRES_SERVER', 'localhost', database.server, 'localhost'],
    ['POSTGRES_USER', 'genesis_ai_user', database.user, 'genesis_ai_user'],
    ['POSTGRES_PASSWORD', 'genesis_ai_password', database.password, 'genesis_ai_password'],
    ['POSTGRES_DB', 'genesis_ai_db', database.database, 'genesis_ai_db'],
    ['POSTGRES_PORT', '5432', database.port, 5432],
    [
      'DATABASE_URL',
      null,
      database.url,
      'postgresql://genesis_ai_user:genesis_ai_password@localhost:5432/genesis_ai_db',
    ],
    ['TEST_DATABASE_URL', null, database.testUrl, null],
    ['REDIS_URL', 'redis://redis:6379/0', redis.url, 'redis://redis:6379/0'],
    ['REDIS_GENESIS_AI_DB', '0', redis.database, 0],
    ['REDIS_SESSION_TTL', '7200', redis.sessionTtlSeconds, 7200],
    [
      'DIGITALCLOUD360_API_URL',
      'https://api.digitalcloud360.com',
      dc360.apiUrl,
      'https://api.digitalcloud360.com',
    ],
    ['DIGITALCLOUD360_SERVICE_SECRET', 'change-me-in-production', dc360.serviceSecret, null],
    ['DIGITALCLOUD360_TIMEOUT', '30', dc360.timeoutMs, 30_000],
    ['OPENAI_API_KEY', 'your-openai-key', providers.openAiApiKey, null],
    ['ANTHROPIC_API_KEY', 'your-anthropic-key', providers.anthropicApiKey, null],
    ['TAVILY_API_KEY', 'your-tavily-key', providers.tavilyApiKey, null],
    ['LOGOAI_API_KEY', 'your-logoai-key', providers.logoAiApiKey, null],
    [
      'CORS_ORIGINS',
      'http://localhost:3000,http://localhost:8080',
      http.corsOrigins,
      ['http://localhost:3000', 'http://localhost:8080'],
    ],
    ['PROMETHEUS_PORT', '8001', loaded.get(MetricsSettings).prometheusPort, 8001],
    ['SENTRY_DSN', null, loaded.get(ObservabilitySettings).sentryDsn, null],
    ['ENVIRONMENT', 'development', app.environment, 'development'],
    ['TESTING_MODE', 'false', app.testingMode, false],
  ])('%s is the seed setting', (name, written, value, expected) => {
    expect(SETTINGS_CATALOGUE.find((entry) => entry.name === name)?.default).toBe(written);
    expect(value).toEqual(expected);
    expect(sourceOf(loaded, name)).toBe('default');
  });

  it('has the additions of this service', () => {
    expect(app.startTimeoutMs).toBe(30_000);
    expect(http).toMatchObject({ port: 8000, host: '0.0.0.0', bodyLimitBytes: 262_144, trustProxyHops: 0 });
    expect(database).toMatchObject({
      isUrlSet: false,
      poolMax: 10,
      statementTimeoutMs: 15_000,
      lockTimeoutMs: 5_000,
      connectTimeoutMs: 5_000,
    });
    expect(redis).toMatchObject({
      queueUrl: 'redis://redis:6379/0',
      isUrlSet: false,
      keyPrefix: 'genesis:development',
    });
    expect(auth).toMatchObject({
      isSecretKeyRandom: true,
      jwtIssuer: 'genesis',
      jwtAudience: 'genesis',
      passwordMinLength: 15,
    });
    expect(loaded.get(MetricsSettings).workerPrometheusPort).toBe(8002);
    expect(loaded.get(VfsSettings)).toMatchObject({
      maxFileBytes: 65_536,
      maxFiles: 200,
      maxWorkspaceBytes: 2_097_152,
    });
    expect(loaded.get(LlmSettings)).toMatchObject({
      baseUrl: null,
      model: null,
      apiKey: null,
      timeoutMs: 30_000,
      maxOutputTokens: 1_500,
    });
    expect(providers).toMatchObject({
      tavilyBaseUrl: 'https://api.tavily.com',
      logoAiBaseUrl: 'https://api.logoai.com',
    });
    expect(loaded.get(AgentSettings).budgetMs).toEqual({
      research: 30_000,
      content: 45_000,
      logo: 90_000,
      seo: 30_000,
      template: 5_000,
      synthesis: 10_000,
    });
    expect(loaded.get(RunSettings)).toMatchObject({
      workerConcurrency: 200,
      deadlineMs: 180_000,
      leaseMs: 10_000,
      heartbeatMs: 3_000,
      reconcileEveryMs: 2_000,
      shutdownGraceMs: 25_000,
    });
    expect(loaded.get(ObservabilitySettings).logPretty).toBeNull();
    expect(loaded.get(FaultSettings).failpoints).toEqual([]);
  });

  it('names every setting once', () => {
    const names = SETTINGS_CATALOGUE.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('warns about a random signing key and vendors without a key, in development only', () => {
    const names = loaded.warnings.map((warning) => warning.split(' ')[0]);
    expect(names).toEqual(['SECRET_KEY', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'TAVILY_API_KEY']);
    const testing = loadSettings({ env: { ENVIRONMENT: 'testing', POSTGRES_DB: 'genesis_test' } });
    expect(testing.warnings).toEqual([]);
  });

  it('keeps one random signing key for the whole process', () => {
    expect(loadSettings({ env: {} }).get(AuthSettings).secretKey).toBe(auth.secretKey);
  });
});

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
