import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import pg from 'pg';
import type { PrivateServer } from '../../scripts/local/private-services.mjs';
import { ApiClient } from '../support/harness/api-client.js';
import { ServiceProcess } from '../support/harness/service-process.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { PROJECT } from './compose-files.js';
import { ComposeRedis, startPostgresWithRoles } from './image-stores.js';

const CASE_MS = 180_000;

/** A production of real processes on stores that are set up by the files that compose mounts: the role that owns no table, and
 *  the Redis users that may neither empty nor reconfigure. What they lack shows at work. */
describe('api and worker with the rights of production', () => {
  let folder: string;
  let postgres: PrivateServer;
  let cache: ComposeRedis;
  let queue: ComposeRedis;
  let watching: readonly Redis[];
  let administrator: pg.Client;
  let app: pg.Client;
  const processes: ServiceProcess[] = [];

  const secretOf = (name: string) => readFileSync(path.join(folder, 'secrets', name), 'utf8').trim();
  const addressFor = (user: string, secret: string) =>
    `postgresql://${user}:${encodeURIComponent(secretOf(secret))}@127.0.0.1:${postgres.port}/genesis_db`;

  function launch(entry: 'api' | 'worker' | 'migrate', databaseUrl: string): ServiceProcess {
    const started = new ServiceProcess(entry, {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      ENVIRONMENT: 'production',
      LOG_LEVEL: 'INFO',
      DATABASE_URL: databaseUrl,
      REDIS_URL: cache.url,
      REDIS_QUEUE_URL: queue.url,
      SECRET_KEY: secretOf('secret_key'),
      GENESIS_SERVICE_SECRET: secretOf('genesis_service_secret'),
      DIGITALCLOUD360_SERVICE_SECRET: 'as-the-platform-told-us-0123456789',
      CORS_ORIGINS: 'https://app.example.com',
      ASSET_DIR: path.join(folder, 'assets'),
      PUBLISH_FOLDER: path.join(folder, 'sites'),
      HOST: '127.0.0.1',
      PORT: '0',
      PROMETHEUS_PORT: '0',
    });
    processes.push(started);
    return started;
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'genesis-rights-'));
    // PostgreSQL runs as another user.
    chmodSync(folder, 0o755);
    const secrets = path.join(folder, 'secrets');
    execFileSync('sh', [path.join(PROJECT, 'docker/secrets/create.sh'), secrets]);
    chmodSync(secrets, 0o755);
    [postgres, cache, queue] = await Promise.all([
      startPostgresWithRoles(path.join(folder, 'postgres'), secrets),
      ComposeRedis.start('cache', { folder, secrets, hostname: 'redis' }),
      ComposeRedis.start('queue', { folder, secrets, hostname: 'redis-queue' }),
    ]);
    watching = [cache.connect(), queue.connect()];
    const url = new URL(postgres.url);
    url.pathname = '/genesis_db';
    administrator = new pg.Client({ connectionString: url.href });
    app = new pg.Client({ connectionString: addressFor('genesis_app', 'postgres_app_password') });
    await Promise.all([administrator.connect(), app.connect()]);
  }, CASE_MS);

  afterAll(async () => {
    await Promise.all(processes.map((started) => started.stop()));
    for (const client of watching) client.disconnect();
    await Promise.all([administrator.end(), app.end()]);
    await Promise.all([postgres.stop(), cache.stop(), queue.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }, CASE_MS);

  it(
    'the role of the service cannot migrate; the owner can',
    async () => {
      const refused = launch('migrate', addressFor('genesis_app', 'postgres_app_password'));
      expect((await refused.ended).code).toBe(1);
      expect(refused.output).toMatch(/^migration failed: permission denied/m);

      const migration = launch('migrate', addressFor('genesis_user', 'postgres_owner_password'));
      expect({ code: (await migration.ended).code, output: migration.output }).toMatchObject({ code: 0 });
    },
    CASE_MS,
  );

  it(
    'make a brief, as the role that owns nothing, without one refused statement or command',
    async () => {
      const databaseUrl = addressFor('genesis_app', 'postgres_app_password');
      const [api, worker] = [launch('api', databaseUrl), launch('worker', databaseUrl)];
      const { url } = await api.untilLogged('api listens');
      await worker.untilLogged('worker takes jobs');
      const client = await new ApiClient([String(url)]).signUp();
      const { brief_id: briefId } = await client.generate({
        business_brief: FRENCH_IDEAS[0]?.brief ?? {},
        language: 'fr',
      });
      expect(await client.untilSettled(briefId, 60_000)).toMatchObject({ status: 'completed' });

      const { rows } = await administrator.query<{ application_name: string; usename: string }>(
        `SELECT DISTINCT application_name, usename FROM pg_stat_activity
          WHERE datname = 'genesis_db' AND application_name LIKE 'genesis-%'`,
      );
      expect(new Set(rows.map(({ usename }) => usename))).toEqual(new Set(['genesis_app']));
      expect(rows.map(({ application_name: name }) => name)).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^genesis-api/),
          expect.stringMatching(/^genesis-worker/),
        ]),
      );
      for (const redis of watching) {
        expect(await redis.info('errorstats')).not.toContain('NOPERM');
        expect(await redis.info('commandstats')).not.toMatch(
          /^cmdstat_(keys|flushall|flushdb|config\|set|debug):/m,
        );
      }
      for (const { output } of [api, worker]) expect(output).not.toMatch(/permission denied|NOPERM/);
    },
    CASE_MS,
  );

  it('the role may change rows of the real tables, and no table', async () => {
    const { rows } = await app.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    expect(rows.length).toBeGreaterThan(15);
    const denied = { code: '42501' };
    for (const { name } of rows) {
      await expect(app.query(`TRUNCATE ${name}`)).rejects.toMatchObject(denied);
      await expect(app.query(`ALTER TABLE ${name} ADD COLUMN own text`)).rejects.toMatchObject(denied);
      await expect(app.query(`DROP TABLE ${name}`)).rejects.toMatchObject(denied);
      await expect(app.query(`CREATE INDEX ON ${name} ((1))`)).rejects.toMatchObject(denied);
    }
    for (const statement of [
      'CREATE TABLE own (id int)',
      'CREATE TEMP TABLE own (id int)',
      'CREATE FUNCTION own() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE EXTENSION pg_trgm',
      `COPY users TO '/tmp/users'`,
      `SELECT pg_read_file('postgresql.conf')`,
      `SELECT rolpassword FROM pg_authid`,
      `ALTER SYSTEM SET log_statement = 'all'`,
    ]) {
      await expect(app.query(statement)).rejects.toMatchObject(denied);
    }
  });

  it('the refusals are counted where they are looked for', async () => {
    for (const redis of watching) {
      await expect(redis.call('FLUSHALL')).rejects.toThrow(/^NOPERM/);
      expect(await redis.info('errorstats')).toContain('NOPERM');
    }
  });
});
