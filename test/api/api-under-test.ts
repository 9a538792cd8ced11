import { DatabaseSettings, loadSettings, type EnvironmentVariables } from '@genesis/config';
import { migrate } from '@genesis/database';
import { createLogger } from '@genesis/observability';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi } from '../../apps/api/src/http/create-api.js';
import { migrationOptions } from '../../apps/api/src/migration-options.js';

/** The real application on a free port, against the PostgreSQL and Redis of the environment. */
export interface ApiUnderTest {
  readonly app: NestFastifyApplication;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every log line so far, parsed. */
  readonly logs: readonly Record<string, unknown>[];
  readonly rawLogs: () => string;
  close(): Promise<void>;
}

export async function startApi(env: EnvironmentVariables = {}): Promise<ApiUnderTest> {
  const loaded = loadSettings({
    env: {
      ...process.env,
      ENVIRONMENT: 'testing',
      SECRET_KEY: 'a key of the test that is long enough for HS256',
      PROMETHEUS_PORT: '0',
      LOG_LEVEL: 'debug',
      ...env,
    },
  });
  await migrate(migrationOptions(loaded.get(DatabaseSettings)));
  const lines: string[] = [];
  const logger = createLogger(loaded, 'genesis-api', { write: (line) => void lines.push(line) });
  const app = await createApi({ loaded, logger });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    get logs() {
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    rawLogs: () => lines.join(''),
    close: () => app.close(),
  };
}

/** Reads a JSON answer; `any` stays out of the tests. */
export async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

/** An address that no other test uses. */
export function anEmail(): string {
  return `awa.${crypto.randomUUID()}@example.com`;
}
