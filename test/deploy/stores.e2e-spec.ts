import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Redis } from 'ioredis';
import pg from 'pg';
import type { PrivateServer } from '../../scripts/local/private-services.mjs';
import { PROJECT } from './compose-files.js';
import { ComposeRedis, initScript, startPostgresWithRoles } from './image-stores.js';

const STARTS_MS = 60_000;
const MB = 1_048_576;

let folder: string;
let secrets: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'genesis-stores-'));
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  secrets = path.join(folder, 'secrets');
  execFileSync('sh', [path.join(PROJECT, 'docker/secrets/create.sh'), secrets]);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('docker/secrets/create.sh', () => {
  it('makes every secret of the production file, for the containers to read and nobody else to reach', () => {
    const wanted = [
      ...readFileSync(path.join(PROJECT, 'docker-compose.prod.yml'), 'utf8').matchAll(
        /GENESIS_SECRETS_DIR:\?[^}]*\}\/(\w+)/g,
      ),
    ];
    expect(readdirSync(secrets).sort()).toEqual([...new Set(wanted.map(([, name]) => name))].sort());
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(secrets))
      expect(statSync(path.join(secrets, file)).mode & 0o777).toBe(0o444);
  });

  it('gives each another value, long enough for production', () => {
    const values = readdirSync(secrets)
      .map((file) => readFileSync(path.join(secrets, file), 'utf8'))
      .filter((value) => value !== '');
    expect(new Set(values).size).toBe(values.length);
    expect(values.filter((value) => value.length < 43)).toEqual([]);
  });

  it('keeps what is there', () => {
    const before = readFileSync(path.join(secrets, 'secret_key'), 'utf8');
    const told = execFileSync('sh', [path.join(PROJECT, 'docker/secrets/create.sh'), secrets], {
      encoding: 'utf8',
    });
    expect(told).toContain('kept     secret_key');
    expect(told).not.toContain(before);
    expect(readFileSync(path.join(secrets, 'secret_key'), 'utf8')).toBe(before);
  });
});

describe('PostgreSQL’s roles', () => {
  let server: PrivateServer;
  let owner: pg.Client;
  let app: pg.Client;

  const connect = async (user: string, secret: string, database = 'genesis_db') => {
    const client = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user,
      password: readFileSync(path.join(secrets, secret), 'utf8').trim(),
      database,
    });
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    chmodSync(secrets, 0o755);
    server = await startPostgresWithRoles(path.join(folder, 'postgres'), secrets);
    owner = await connect('genesis_user', 'postgres_owner_password');
    app = await connect('genesis_app', 'postgres_app_password');
  }, STARTS_MS);
  afterAll(async () => {
    await Promise.all([owner.end(), app.end()]);
    await server.stop();
  });

  it('find the database of the seed: UTF-8, locale C, owned by the migrations’ role', async () => {
    const { rows } = await app.query(
      `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, pg_get_userbyid(datdba) AS owner
       FROM pg_database WHERE datname = 'genesis_db'`,
    );
    expect(rows).toEqual([{ encoding: 'UTF8', datcollate: 'C', owner: 'genesis_user' }]);
  });

  it('let the app use what a migration makes, rows and numbers', async () => {
    await owner.query('CREATE TABLE thing (id bigserial PRIMARY KEY, name text)');
    const { rows } = await app.query(`INSERT INTO thing (name) VALUES ('a') RETURNING id`);
    expect(rows).toEqual([{ id: '1' }]);
    await app.query(`UPDATE thing SET name = 'b'`);
    expect((await app.query('DELETE FROM thing')).rowCount).toBe(1);
  });

  it.each([
    'CREATE TABLE own (id int)',
    'DROP TABLE thing',
    'ALTER TABLE thing ADD COLUMN more text',
    'TRUNCATE thing',
    'CREATE SCHEMA own',
    'CREATE ROLE other',
    'CREATE DATABASE other',
    `ALTER ROLE genesis_app SUPERUSER`,
    `SELECT pg_read_file('/etc/passwd')`,
    `COPY thing TO PROGRAM 'true'`,
    'SET ROLE genesis_user',
  ])('refuse the app: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|22023)$/),
    });
  });

  it('let backups read every row, and change none', async () => {
    const reader = await connect('genesis_backup', 'postgres_backup_password');
    try {
      await owner.query(`INSERT INTO thing (name) VALUES ('kept')`);
      expect((await reader.query('SELECT name FROM thing')).rows).toEqual([{ name: 'kept' }]);
      await reader.query('SET default_transaction_read_only = off');
      for (const statement of [
        `INSERT INTO thing (name) VALUES ('x')`,
        'DELETE FROM thing',
        'DROP TABLE thing',
        'CREATE TABLE own (id int)',
        'SET ROLE genesis_user',
        `SELECT pg_read_file('/etc/passwd')`,
      ]) {
        await expect(reader.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await reader.end();
    }
  });

  it('are the only ones who get in', async () => {
    await expect(connect('genesis_app', 'postgres_owner_password')).rejects.toMatchObject({ code: '28P01' });
  });

  it('are not made without a password', async () => {
    const empty = mkdtempSync(path.join(folder, 'empty-'));
    chmodSync(empty, 0o755);
    for (const name of ['postgres_owner_password', 'postgres_app_password', 'postgres_backup_password'])
      writeFileSync(path.join(empty, name), '\n', { mode: 0o644 });
    const administrator = new pg.Client({ connectionString: server.url });
    await administrator.connect();
    await expect(administrator.query(initScript(empty))).rejects.toThrow(
      'the secret postgres_owner_password is empty',
    );
    await administrator.end();
  });
});

describe.each([
  ['cache', 'redis_url', 512, 'allkeys-lru'],
  ['queue', 'redis_queue_url', 160, 'noeviction'],
] as const)('the Redis of the %s', (kind, secret, megabytes, policy) => {
  let redis: ComposeRedis;
  let client: Redis;

  beforeAll(async () => {
    redis = await ComposeRedis.start(kind, { folder, secrets, hostname: 'redis' });
    client = redis.connect();
  }, STARTS_MS);
  afterAll(async () => {
    client.disconnect();
    await redis.stop();
  });

  it('has the limit and the policy of the specification, and an append-only file', async () => {
    const info = await client.info();
    expect(info).toMatch(new RegExp(`^maxmemory:${megabytes * MB}\\r?$`, 'm'));
    expect(info).toMatch(new RegExp(`^maxmemory_policy:${policy}\\r?$`, 'm'));
    expect(info).toMatch(/^aof_enabled:1\r?$/m);
  });

  it.each([
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['CONFIG', 'GET', 'maxmemory'],
    ['DEBUG', 'SLEEP', '0'],
    ['SHUTDOWN', 'NOSAVE'],
    ['KEYS', '*'],
    ['ACL', 'SETUSER', 'default', 'nopass'],
    ['REPLICAOF', '127.0.0.1', '1'],
    ['MODULE', 'LIST'],
  ])('denies %s', async (command, ...args) => {
    // DEBUG is refused twice over.
    await expect(client.call(command, ...args)).rejects.toThrow(/^(NOPERM|ERR DEBUG command not allowed)/);
  });

  it('answers nobody without the password', async () => {
    const stranger = client.duplicate({
      username: undefined,
      password: undefined,
      lazyConnect: true,
      enableReadyCheck: false,
    });
    stranger.on('error', () => undefined);
    await stranger.connect();
    await expect(stranger.call('GET', 'x')).rejects.toThrow(/^NOAUTH/);
    stranger.disconnect();
  });

  it('keeps the password itself out of its configuration and its arguments', () => {
    const { password } = new URL(redis.url);
    expect(readFileSync(path.join(redis.runFolder, 'redis.conf'), 'utf8')).not.toContain(password);
    expect(readFileSync(`/proc/${redis.pid}/cmdline`, 'utf8')).not.toContain(password);
    expect(statSync(path.join(redis.runFolder, 'redis.conf')).mode & 0o077).toBe(0);
  });

  it('is well by the reply, not by the exit code of the client', async () => {
    expect(await redis.ping()).toMatchObject({ code: 0 });
    const file = path.join(secrets, secret);
    const right = readFileSync(file, 'utf8');
    chmodSync(file, 0o644);
    writeFileSync(file, right.replace(/:[^:@]+@/, ':wrong@'));
    try {
      expect((await redis.ping()).code).not.toBe(0);
    } finally {
      writeFileSync(file, right);
    }
  });
});

it('a Redis whose URL has no password does not start', () => {
  const bare = mkdtempSync(path.join(folder, 'bare-'));
  writeFileSync(path.join(bare, 'redis_url'), 'redis://redis:6379/0\n');
  const start = () =>
    execFileSync('sh', [path.join(PROJECT, 'docker/redis/start.sh'), 'cache', 'redis_url'], {
      env: { PATH: process.env.PATH, GENESIS_SECRETS_MOUNT: bare },
      stdio: 'pipe',
    });
  expect(start).toThrow('is not a redis:// URL with a password');
});
