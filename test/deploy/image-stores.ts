import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { findFreePort } from '../../scripts/local/ports.mjs';
import { type PrivateServer, startPrivatePostgres } from '../../scripts/local/private-services.mjs';
import { guardProcess } from '../../scripts/local/reaper.mjs';
import { waitFor } from '../support/harness/wait-for.js';
import { PROJECT } from './compose-files.js';
import { operatorProgram } from './watched-program.js';

const STARTS_MS = 20_000;
const INIT_SCRIPTS = path.join(PROJECT, 'docker/postgres/init-scripts');

/** PostgreSQL as the compose file sets it up: database genesis_db, UTF-8, locale C, and the roles of the init script.
 *  @param secrets folder with the passwords of both roles */
export async function startPostgresWithRoles(dir: string, secrets: string): Promise<PrivateServer> {
  const server = await startPrivatePostgres({ dir });
  const administrator = new pg.Client({ connectionString: server.url });
  await administrator.connect();
  await administrator.query(`CREATE DATABASE genesis_db ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0`);
  await administrator.end();
  const url = new URL(server.url);
  url.pathname = '/genesis_db';
  const inDatabase = new pg.Client({ connectionString: url.href });
  await inDatabase.connect();
  try {
    await inDatabase.query(initScript(secrets));
  } finally {
    await inDatabase.end();
  }
  return server;
}

/** The init scripts, which read the passwords from this folder instead of the mount. */
export function initScript(secrets: string): string {
  const scripts = ['10-roles.sql', '20-backup-role.sql'];
  const read = (name: string) => readFileSync(path.join(INIT_SCRIPTS, name), 'utf8');
  return scripts.map(read).join('\n').replaceAll('/run/secrets', secrets);
}

/** A Redis as the compose file starts it: docker/redis/start.sh with the real configuration, on a port of its own. */
export class ComposeRedis {
  private constructor(
    readonly port: number,
    private readonly secrets: string,
    private readonly secret: string,
    private readonly process: ReturnType<typeof spawn>,
    private readonly ended: Promise<void>,
    readonly runFolder: string,
  ) {}

  /** @param secret name of the file with the URL; written by this, for the port that was free
   *  @param hostname as containers know it */
  static async start(
    kind: 'cache' | 'queue',
    { folder, secrets, hostname }: { folder: string; secrets: string; hostname: string },
  ): Promise<ComposeRedis> {
    const secret = kind === 'cache' ? 'redis_url' : 'redis_queue_url';
    const port = await findFreePort();
    const password = createHash('sha256').update(`${folder}${kind}`).digest('base64url');
    const secretFile = path.join(secrets, secret);
    writeFileSync(secretFile, `redis://default:${password}@${hostname}:${port}/0\n`);
    chmodSync(secretFile, 0o444);
    const [data, run] = [path.join(folder, kind, 'data'), path.join(folder, kind, 'run')];
    for (const made of [data, run]) mkdirSync(made, { recursive: true });
    const output = openSync(path.join(folder, kind, 'log'), 'w');
    const server = spawn(
      'sh',
      [
        ...[path.join(PROJECT, 'docker/redis/start.sh'), kind, secret],
        ...['--port', String(port), '--bind', '127.0.0.1'],
      ],
      {
        // As the container's working directory: where the append-only file is written.
        cwd: data,
        env: { ...redisEnvironment(secrets), GENESIS_REDIS_RUN_DIR: run },
        stdio: ['ignore', output, output],
      },
    );
    closeSync(output);
    guardProcess(server);
    const ended = new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
    });
    const redis = new ComposeRedis(port, secrets, secret, server, ended, run);
    await waitFor(async () => (await redis.ping()).code === 0, {
      timeoutMs: STARTS_MS,
      what: `Redis (${kind})`,
    });
    return redis;
  }

  /** As the service connects. */
  get url(): string {
    const url = new URL(readFileSync(path.join(this.secrets, this.secret), 'utf8').trim());
    url.hostname = '127.0.0.1';
    return url.href;
  }

  connect(): Redis {
    return new Redis(this.url, { maxRetriesPerRequest: 1 });
  }

  /** The health check of the compose file. */
  async ping(): Promise<{ readonly code: number | null; readonly output: string }> {
    const env = { ...redisEnvironment(this.secrets), GENESIS_REDIS_PORT: String(this.port) };
    const child = spawn('sh', [path.join(PROJECT, 'docker/redis/ping.sh'), this.secret], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', (status) => resolve(status));
    });
    return { code, output };
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    await this.ended;
  }
}

function redisEnvironment(secrets: string): NodeJS.ProcessEnv {
  const { file, libraryPath } = operatorProgram('redis', 'redis-server');
  return {
    PATH: `${path.dirname(file)}:${process.env.PATH ?? ''}`,
    ...(libraryPath && { LD_LIBRARY_PATH: libraryPath }),
    GENESIS_REDIS_CONF_DIR: path.join(PROJECT, 'docker/redis'),
    GENESIS_SECRETS_MOUNT: secrets,
  };
}
