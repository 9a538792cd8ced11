import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { type OwnSecret, STORE_PASSWORD_MIN_BYTES } from '../production-refusals.js';
import { databaseUrl, integer, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

const PARTS = ['POSTGRES_SERVER', 'POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB', 'POSTGRES_PORT'];

const DATABASE = 'the database';
const NO_TEST_DATABASE = 'must not name a test database (its name contains "test")';

const OWN_SECRET: OwnSecret<string | null> = {
  leastBytes: STORE_PASSWORD_MIN_BYTES,
  // A whole URL may leave the password out: certificates and peer authentication need none.
  within: (url) => (url === null ? null : decodeURIComponent(URL.parse(url)?.password ?? '')),
  opens: () => DATABASE,
};

/** PostgreSQL: where it is and how long it may take. */
export class DatabaseSettings {
  @Setting({
    name: 'POSTGRES_SERVER',
    doc: 'Database host; used when DATABASE_URL is absent, as all POSTGRES_ settings.',
    type: text,
    default: 'localhost',
    requiredNote: 'yes, or DATABASE_URL',
  })
  @Matches(/^[\w.:[\]-]+$/, { message: 'must be a host name or an address' })
  readonly server: string;

  @Setting({
    name: 'POSTGRES_USER',
    doc: 'Database user.',
    type: text,
    default: 'genesis_ai_user',
    requiredNote: 'yes, or DATABASE_URL',
  })
  @IsNotEmpty()
  readonly user: string;

  @Setting({
    name: 'POSTGRES_PASSWORD',
    doc: 'Password of the database user; production refuses the default.',
    type: text,
    default: 'genesis_ai_password',
    secret: true,
    ownSecret: { leastBytes: STORE_PASSWORD_MIN_BYTES, opens: () => DATABASE },
    example: 'change-me',
    requiredNote: 'yes, or DATABASE_URL',
  })
  @IsString()
  readonly password: string;

  @Setting({
    name: 'POSTGRES_DB',
    doc: 'Database name.',
    type: text,
    default: 'genesis_ai_db',
    requiredNote: 'yes, or DATABASE_URL',
    refusals: [
      {
        text: NO_TEST_DATABASE,
        isRefused: (name, _settings, context) => !context.isSet('DATABASE_URL') && isTestDatabase(name),
      },
    ],
  })
  @IsNotEmpty()
  readonly database: string;

  @Setting({
    name: 'POSTGRES_PORT',
    doc: 'Database port.',
    type: integer,
    default: 5432,
  })
  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly port: number;

  /** Always `postgresql://…`, percent-encoded; in the testing environment a database whose name contains `test`. */
  @Setting({
    name: 'DATABASE_URL',
    doc: 'Full address of the database; wins over the POSTGRES_ settings. TLS by ?sslmode=.',
    type: databaseUrl,
    fallback: { doc: 'assembled from the POSTGRES_ settings', from: assembleUrl },
    secret: true,
    ownSecret: OWN_SECRET,
    example: 'postgresql://genesis_ai_user:change-me@localhost:5432/genesis_ai_db',
    requiredNote: 'yes, or POSTGRES_SERVER, _USER, _PASSWORD and _DB',
    refusals: [
      {
        text: NO_TEST_DATABASE,
        isRefused: (url, _settings, context) =>
          context.isSet('DATABASE_URL') && isTestDatabase(databaseNameOf(url)),
      },
    ],
  })
  @IsString()
  readonly url: string;

  /** Already taken into account in `url`. */
  @Setting({
    name: 'TEST_DATABASE_URL',
    doc: 'Used instead of DATABASE_URL when ENVIRONMENT is testing; the database name must contain "test".',
    type: databaseUrl,
    secret: true,
    ownSecret: OWN_SECRET,
    example: 'postgresql://genesis_ai_user:change-me@localhost:5432/genesis_ai_db_test',
    refusals: [
      {
        text: 'must not name the database of production',
        isRefused: (testUrl, settings: DatabaseSettings) =>
          settings.testUrl !== null && placeOf(testUrl) === placeOf(settings.url),
      },
    ],
  })
  @IsOptional()
  @IsString()
  readonly testUrl: string | null;

  @Setting({
    name: 'DATABASE_POOL_MAX',
    doc: 'Connections that one process opens at most.',
    type: integer,
    default: 10,
  })
  @IsInt()
  @Min(1)
  @Max(500)
  readonly poolMax: number;

  @Setting({
    name: 'DATABASE_STATEMENT_TIMEOUT_MS',
    doc: 'Longest time of one statement, in milliseconds.',
    type: integer,
    default: 15_000,
  })
  @IsInt()
  @Min(1)
  @Max(3_600_000)
  readonly statementTimeoutMs: number;

  @Setting({
    name: 'DATABASE_LOCK_TIMEOUT_MS',
    doc: 'Longest wait for a lock, in milliseconds.',
    type: integer,
    default: 5_000,
  })
  @IsInt()
  @Min(1)
  @Max(3_600_000)
  readonly lockTimeoutMs: number;

  @Setting({
    name: 'DATABASE_CONNECT_TIMEOUT_MS',
    doc: 'Longest wait for a connection, in milliseconds.',
    type: integer,
    default: 5_000,
  })
  @IsInt()
  @Min(1)
  @Max(3_600_000)
  readonly connectTimeoutMs: number;

  /** Whether someone named a database, by URL or by any part of it; if not, `url` is only the seed's default. */
  @IsBoolean()
  readonly isUrlSet: boolean;

  static complete(settings: DatabaseSettings, context: SettingsContext): Partial<DatabaseSettings> {
    const { environment } = context;
    const usesTestUrl = environment === 'testing' && settings.testUrl !== null;
    const url = usesTestUrl ? settings.testUrl : settings.url;

    if (environment === 'testing' && !isTestDatabase(databaseNameOf(url))) {
      context.problem(
        usesTestUrl ? 'TEST_DATABASE_URL' : 'DATABASE_URL',
        'must name a database whose name contains "test" when ENVIRONMENT is testing',
      );
    }
    if (environment === 'production') requireParts(context);

    const isUrlSet = usesTestUrl || context.isSet('DATABASE_URL', ...PARTS);
    return { url, isUrlSet };
  }
}

function assembleUrl({ user, password, server, port, database }: DatabaseSettings): string {
  const host = server.includes(':') && !server.startsWith('[') ? `[${server}]` : server;
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgresql://${credentials}@${host}:${port}/${encodeURIComponent(database)}`;
}

function databaseNameOf(url: string): string {
  return decodeURIComponent(URL.parse(url)?.pathname.slice(1) ?? '');
}

/** The same rule in both directions: what the tests may empty, production may not use. */
function isTestDatabase(name: string): boolean {
  return name.toLowerCase().includes('test');
}

function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

function requireParts(context: SettingsContext): void {
  if (context.isSet('DATABASE_URL')) return;
  for (const name of PARTS) {
    if (name !== 'POSTGRES_PORT' && !context.isSet(name)) {
      context.problem(name, 'must be set, or DATABASE_URL, in production');
    }
  }
}
