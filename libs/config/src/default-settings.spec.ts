import { describe, expect, it } from '@jest/globals';
import { sourceOf } from '../../../test/support/builders/settings.builder.js';
import {
  AgentSettings,
  AppSettings,
  AuthSettings,
  DatabaseSettings,
  Dc360Settings,
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
  VfsSettings,
} from './index.js';

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
