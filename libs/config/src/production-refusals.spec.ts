import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PRODUCTION } from '../../../test/support/builders/settings.builder.js';
import { readSettings, SETTINGS_CATALOGUE, type EnvironmentVariables } from './index.js';

/** Instead of DATABASE_URL. */
const IN_PARTS = {
  DATABASE_URL: '',
  POSTGRES_SERVER: 'db',
  POSTGRES_USER: 'genesis',
  POSTGRES_PASSWORD: 'of-the-house',
  POSTGRES_DB: 'genesis',
};
const LONG = 'x'.repeat(40);
const SAME = 'a secret that is in two hands and long enough';
const WEBHOOK = `whsec_${Buffer.from(SAME).toString('base64')}`;

const problemsOf = (change: EnvironmentVariables) =>
  readSettings({ env: { ...PRODUCTION, ...change } }).problems;

const MUST_BE_SET = 'must be set';
const PLACEHOLDER = 'must not be a default or placeholder';
const PASSWORD = 'must not use a default or placeholder password';
const SECRET_SHORT = 'must have at least 32 bytes';
const PASSWORD_SHORT = 'must have a password of at least 12 bytes';
const SHARED = 'must not have the value of another secret';
const NO_TEST = 'must not name a test database (its name contains "test")';
const HTTPS = 'must be an https address, unless its host is one of the private network';

/** Where a rule of staging too has spoken already, production's says nothing more. */
const SAID_BEFORE: Readonly<Record<string, string>> = {
  SECRET_KEY: 'must be set, and not to a placeholder',
  SECRET_KEY_PREVIOUS: 'must differ from SECRET_KEY',
  DC360_JWKS_URL: 'must be an https address in production',
  DC360_WEBHOOK_SECRET_PREVIOUS: 'must be whsec_ and the base64 of 24 to 64 bytes',
};

type Case = readonly [name: string, text: string, change: EnvironmentVariables];

const keyCases = (name: string, ...values: readonly string[]): Case[] =>
  values.map((value) => [name, PLACEHOLDER, { [name]: value }]);

const CASES: readonly Case[] = [
  ['DEBUG', 'must be false', { DEBUG: 'true' }],
  ['TESTING_MODE', 'must be false', { TESTING_MODE: '1' }],
  ['CORS_ORIGINS', MUST_BE_SET, { CORS_ORIGINS: '' }],
  ['CORS_ORIGINS', 'must not be *', { CORS_ORIGINS: '*' }],
  ['CORS_ORIGINS', 'must not be *', { CORS_ORIGINS: 'https://a.example,*' }],
  ...[
    'https://localhost',
    'https://LOCALHOST.:3000',
    'https://app.localhost',
    'https://127.0.0.1',
    'https://127.9.9.9',
    'https://2130706433',
    'https://0.0.0.0',
    'https://[::1]:3000',
    'https://[::ffff:127.0.0.1]',
  ].map((origin): Case => ['CORS_ORIGINS', 'must not name localhost', { CORS_ORIGINS: origin }]),
  ['CORS_ORIGINS', 'must name https origins alone', { CORS_ORIGINS: 'https://a.example,http://b.example' }],

  ['SECRET_KEY', MUST_BE_SET, { SECRET_KEY: '' }],
  ['SECRET_KEY', PLACEHOLDER, { SECRET_KEY: 'change-me-to-at-least-32-random-bytes' }],
  ['SECRET_KEY', PLACEHOLDER, { SECRET_KEY: 'development-only-key-that-keeps-you-logged-in' }],
  ['SECRET_KEY', PLACEHOLDER, { SECRET_KEY: 'your-256-bit-secret' }],
  ['SECRET_KEY', SECRET_SHORT, { SECRET_KEY: 'k'.repeat(31) }],
  ['SECRET_KEY', SHARED, { SECRET_KEY: LONG, DIGITALCLOUD360_SERVICE_SECRET: LONG }],
  ...keyCases('SECRET_KEY_PREVIOUS', 'change-me', '<secret>', '${SECRET}'),
  ['SECRET_KEY_PREVIOUS', SECRET_SHORT, { SECRET_KEY_PREVIOUS: 'k'.repeat(31) }],
  ['SECRET_KEY_PREVIOUS', SHARED, { SECRET_KEY_PREVIOUS: PRODUCTION.SECRET_KEY }],

  ['GENESIS_SERVICE_SECRET', PLACEHOLDER, { GENESIS_SERVICE_SECRET: 'your-service-secret' }],
  ['GENESIS_SERVICE_SECRET', SECRET_SHORT, { GENESIS_SERVICE_SECRET: 'short' }],
  ['GENESIS_SERVICE_SECRET', SHARED, { GENESIS_SERVICE_SECRET: PRODUCTION.DIGITALCLOUD360_SERVICE_SECRET }],
  ['GENESIS_SERVICE_SECRET', SHARED, { GENESIS_SERVICE_SECRET: PRODUCTION.SECRET_KEY }],
  ...keyCases('GENESIS_SERVICE_SECRET_PREVIOUS', 'change-me', 'insert-your-secret-here'),
  ['GENESIS_SERVICE_SECRET_PREVIOUS', SECRET_SHORT, { GENESIS_SERVICE_SECRET_PREVIOUS: 'k'.repeat(31) }],
  [
    'GENESIS_SERVICE_SECRET_PREVIOUS',
    SHARED,
    { GENESIS_SERVICE_SECRET_PREVIOUS: PRODUCTION.GENESIS_SERVICE_SECRET },
  ],
  ['DIGITALCLOUD360_SERVICE_SECRET', MUST_BE_SET, { DIGITALCLOUD360_SERVICE_SECRET: '' }],
  ...keyCases('DIGITALCLOUD360_SERVICE_SECRET', 'change-me-in-production'),
  ['DIGITALCLOUD360_SERVICE_SECRET', SECRET_SHORT, { DIGITALCLOUD360_SERVICE_SECRET: 'short' }],
  ['DIGITALCLOUD360_SERVICE_SECRET', SHARED, { DIGITALCLOUD360_SERVICE_SECRET: PRODUCTION.SECRET_KEY }],
  ...keyCases('DC360_WEBHOOK_SECRET', 'change-me', 'whsec_MfKQmvCPaZnAxXi2sHsonYw1CMVzNHk9'),
  ['DC360_WEBHOOK_SECRET', 'must have at least 24 bytes', { DC360_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' }],
  ...keyCases('DC360_WEBHOOK_SECRET_PREVIOUS', 'change-me'),
  [
    'DC360_WEBHOOK_SECRET_PREVIOUS',
    'must have at least 24 bytes',
    { DC360_WEBHOOK_SECRET_PREVIOUS: 'whsec_c2hvcnQ=' },
  ],
  ['DC360_WEBHOOK_SECRET_PREVIOUS', SHARED, { DC360_WEBHOOK_SECRET_PREVIOUS: WEBHOOK, SECRET_KEY: WEBHOOK }],
  ['DC360_WEBHOOK_SECRET', SHARED, { DC360_WEBHOOK_SECRET: WEBHOOK, SECRET_KEY: WEBHOOK }],
  ...keyCases('OPERATOR_TOKEN', 'change-me-to-at-least-32-characters'),
  ['OPERATOR_TOKEN', SHARED, { OPERATOR_TOKEN: LONG, SECRET_KEY: LONG }],

  ['POSTGRES_SERVER', `${MUST_BE_SET}, or DATABASE_URL`, { ...IN_PARTS, POSTGRES_SERVER: '' }],
  ['POSTGRES_USER', `${MUST_BE_SET}, or DATABASE_URL`, { ...IN_PARTS, POSTGRES_USER: '' }],
  ['POSTGRES_PASSWORD', `${MUST_BE_SET}, or DATABASE_URL`, { ...IN_PARTS, POSTGRES_PASSWORD: '' }],
  ['POSTGRES_DB', `${MUST_BE_SET}, or DATABASE_URL`, { ...IN_PARTS, POSTGRES_DB: '' }],
  ['POSTGRES_PASSWORD', PASSWORD, { ...IN_PARTS, POSTGRES_PASSWORD: 'genesis_ai_password' }],
  ['POSTGRES_PASSWORD', PASSWORD, { ...IN_PARTS, POSTGRES_PASSWORD: 'change-me-development-app' }],
  ['POSTGRES_PASSWORD', 'must have at least 12 bytes', { ...IN_PARTS, POSTGRES_PASSWORD: 'short' }],
  ['POSTGRES_PASSWORD', SHARED, { ...IN_PARTS, POSTGRES_PASSWORD: PRODUCTION.SECRET_KEY }],
  ['POSTGRES_DB', NO_TEST, { ...IN_PARTS, POSTGRES_DB: 'genesis_test_db' }],
  ...['genesis_ai_password', 'test_password', 'admin123', 'change-me', 'postgres', 'PASSWORD'].map(
    (password): Case => ['DATABASE_URL', PASSWORD, { DATABASE_URL: `postgresql://u:${password}@db/genesis` }],
  ),
  ['DATABASE_URL', PASSWORD_SHORT, { DATABASE_URL: 'postgresql://u:eleven-char@db/genesis' }],
  ['DATABASE_URL', SHARED, { DATABASE_URL: `postgresql://u:${LONG}@db/genesis`, SECRET_KEY: LONG }],
  ['DATABASE_URL', NO_TEST, { DATABASE_URL: 'postgresql://u:of-the-house@db/genesis_TEST' }],
  ['TEST_DATABASE_URL', PASSWORD, { TEST_DATABASE_URL: 'postgresql://u:change-me@db/genesis_test' }],
  ['TEST_DATABASE_URL', PASSWORD_SHORT, { TEST_DATABASE_URL: 'postgresql://u:short@db/genesis_test' }],
  ['TEST_DATABASE_URL', SHARED, { TEST_DATABASE_URL: `postgresql://u:${LONG}@db/t`, SECRET_KEY: LONG }],
  [
    'TEST_DATABASE_URL',
    'must not name the database of production',
    { TEST_DATABASE_URL: 'postgresql://another:of-the-house@db/genesis' },
  ],

  ['REDIS_URL', MUST_BE_SET, { REDIS_URL: '' }],
  ['REDIS_URL', PASSWORD, { REDIS_URL: 'redis://default:change-me-development-cache@redis:6379/0' }],
  ['REDIS_URL', PASSWORD, { REDIS_URL: 'redis+sentinel://:redis@s1,s2/main/0' }],
  ['REDIS_URL', PASSWORD_SHORT, { REDIS_URL: 'redis+cluster://:short@n1,n2' }],
  ['REDIS_URL', SHARED, { REDIS_URL: `redis://:${LONG}@redis`, SECRET_KEY: LONG }],
  ['REDIS_QUEUE_URL', MUST_BE_SET, { REDIS_QUEUE_URL: '' }],
  ['REDIS_QUEUE_URL', PASSWORD, { REDIS_QUEUE_URL: 'redis://:redis@redis-queue' }],
  ['REDIS_QUEUE_URL', PASSWORD_SHORT, { REDIS_QUEUE_URL: 'redis://:short@redis-queue' }],
  ['REDIS_QUEUE_URL', SHARED, { REDIS_QUEUE_URL: 'rediss://:cache-password@redis-queue:6379/0' }],

  ...[
    'OPENAI_API_KEY',
    'ANTHROPIC_API_KEY',
    'DEEPSEEK_API_KEY',
    'KIMI_API_KEY',
    'TAVILY_API_KEY',
    'LOGOAI_API_KEY',
    'LLM_API_KEY',
    'LOCAL_LLM_API_KEY',
  ].flatMap((name) => keyCases(name, 'your-key', 'change-me', '<key>')),

  ...SETTINGS_CATALOGUE.filter(({ type }) => type === 'URL').flatMap(({ name }): Case[] => [
    [name, HTTPS, { [name]: 'http://service.example' }],
    [name, HTTPS, { [name]: 'http://203.0.113.7:8080' }],
  ]),
];

describe('production', () => {
  it.each(CASES)('refuses %s that does not fit: %s (%j)', (name, text, change) => {
    const problems = problemsOf(change);

    const found = problems.filter((problem) => problem.startsWith(`${name} `)).join();
    // Of two with one secret either may be the one that is told of.
    const wanted = text === SHARED ? text.replace('another secret', '') : text;
    const told = text === SHARED ? problems.join() : found;
    const isTold = told.includes(wanted) || (name in SAID_BEFORE && found.includes(SAID_BEFORE[name] ?? ''));
    expect({ isTold, problems }).toMatchObject({ isTold: true });
    for (const written of Object.values(change)) {
      if (written !== undefined && written.length > 4) expect(problems.join()).not.toContain(written);
    }
  });

  it('has a case above for every refusal that docs/production-refusals.md lists', () => {
    const listed = SETTINGS_CATALOGUE.flatMap(({ name, refusedInProduction }) =>
      refusedInProduction.map((text) => `${name}: ${text}`),
    );
    const tried = new Set(CASES.map(([name, text]) => `${name}: ${text}`));

    // Told of POSTGRES_*; refused in every environment; asked of a server (test/api/production-start).
    const elsewhere = [
      'DATABASE_URL: must be set, or POSTGRES_SERVER, _USER, _PASSWORD and _DB',
      'OPERATOR_TOKEN: must have at least 32 bytes',
    ];
    const untried = listed.filter((line) => !tried.has(line) && !line.endsWith('(asked at the start)'));
    expect(untried.sort()).toEqual(elsewhere);
    expect([...tried].filter((line) => !listed.includes(line))).toEqual([]);
  });

  it.each<[string, EnvironmentVariables]>([
    ['one password for the database, written twice', { POSTGRES_PASSWORD: 's3cret-of-the-house' }],
    [
      'one server that holds the cache and the queue',
      { REDIS_URL: 'redis://:one-password@redis/0', REDIS_QUEUE_URL: 'redis://:one-password@redis/1' },
    ],
    ['one key of a vendor under two names', { OPENAI_API_KEY: 'sk-live-1', LLM_API_KEY: 'sk-live-1' }],
    [
      'a database that asks for no password',
      { DATABASE_URL: 'postgresql://genesis@db/genesis?sslmode=verify-full' },
    ],
    ...['http://llm:8080', 'http://10.1.2.3', 'http://127.0.0.1:9', 'http://dc360.svc.cluster.local'].map(
      (url): [string, EnvironmentVariables] => [`plain http to ${url}`, { DIGITALCLOUD360_API_URL: url }],
    ),
  ])('takes %s', (_what, change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  it('warns of a Redis without a password', () => {
    const { loaded, problems } = readSettings({ env: { ...PRODUCTION, REDIS_URL: 'redis://redis:6379/0' } });

    expect(problems).toEqual([]);
    expect(loaded.warnings).toContain('REDIS_URL names a Redis without a password');
  });

  it('tells every reason at once, several of one setting too, and nothing elsewhere', () => {
    const faulty = {
      ...PRODUCTION,
      DEBUG: 'true',
      TESTING_MODE: 'true',
      FAILPOINTS: 'after-claim',
      CORS_ORIGINS: '*,http://localhost:3000',
      SECRET_KEY: 'short-value',
      GENESIS_SERVICE_SECRET: 'short-value',
      DATABASE_URL: 'postgresql://u:test_password@db/genesis_test',
      DC360_WEBHOOK_URL: 'http://hooks.example',
    };

    expect(
      problemsOf(faulty)
        .map((problem) => problem.replace(/ in production$/, ''))
        .sort(),
    ).toEqual([
      'CORS_ORIGINS must name https origins alone',
      'CORS_ORIGINS must not be *',
      'CORS_ORIGINS must not name localhost',
      'DATABASE_URL must not name a test database (its name contains "test")',
      'DATABASE_URL must not use a default or placeholder password',
      'DC360_WEBHOOK_SECRET must be whsec_ and the base64 of 24 to 64 bytes when DC360_WEBHOOK_URL is set',
      'DC360_WEBHOOK_URL must be an https address, unless its host is one of the private network',
      'DEBUG must be false',
      'GENESIS_SERVICE_SECRET must have at least 32 bytes',
      'GENESIS_SERVICE_SECRET must not have the value of SECRET_KEY',
      'SECRET_KEY must have at least 32 bytes',
      'TESTING_MODE must be false',
    ]);
    expect(problemsOf({ CORS_ORIGINS: 'https://a.example,null' })).toEqual([
      'CORS_ORIGINS entry 2 must be an origin: scheme, host and port, without a path',
    ]);
    expect(problemsOf({ FAILPOINTS: 'after-claim' })).toEqual([
      'FAILPOINTS must be empty unless TESTING_MODE is true',
    ]);
    const development = { ENVIRONMENT: 'development', DC360_WEBHOOK_URL: '' };
    expect(problemsOf({ ...faulty, ...development })).toEqual([]);
  });
});

describe('the secrets that this repository shows', () => {
  const folder = join(import.meta.dirname, '../../../docker/secrets/development');
  const SETTINGS: Readonly<Record<string, string>> = {
    postgres_app_password: 'POSTGRES_PASSWORD',
    postgres_owner_password: 'POSTGRES_PASSWORD',
    redis_url: 'REDIS_URL',
    redis_queue_url: 'REDIS_QUEUE_URL',
    secret_key: 'SECRET_KEY',
    test_database_url: 'TEST_DATABASE_URL',
  };
  const given = readdirSync(folder)
    .map((file) => [SETTINGS[file], readFileSync(join(folder, file), 'utf8').trim()] as const)
    .filter(([name, value]) => name !== undefined && value !== '');

  it.each(given)('are refused in production: %s', (name = '', value) => {
    const known = /^\w+ must not (be|use) a default or placeholder/;

    expect(problemsOf({ ...IN_PARTS, [name]: value })).toContainEqual(expect.stringMatching(known));
  });
});
