import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { findFreePort } from '../../scripts/local/ports.mjs';
import type { PrivateServer } from '../../scripts/local/private-services.mjs';
import { guardProcess } from '../../scripts/local/reaper.mjs';
import { ApiClient } from '../support/harness/api-client.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { COMPOSE_FILES, composeProject, PROJECT } from './compose-files.js';
import { ComposeRedis, startPostgresWithRoles } from './image-stores.js';

const STARTS_MS = 120_000;
type Role = 'genesis-api' | 'genesis-worker' | 'migrate';

/** A developer's containers without Docker: the commands and settings of the override file, in a copy of the sources. */
class DeveloperContainers {
  private readonly compose = composeProject([COMPOSE_FILES.base, COMPOSE_FILES.development]);
  private readonly running: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    private readonly secrets: string,
    private readonly stores: readonly { stop(): Promise<unknown> }[],
    private readonly ports: Readonly<Record<string, string>>,
  ) {}

  static async create(): Promise<DeveloperContainers> {
    const folder = mkdtempSync(path.join(tmpdir(), 'genesis-developer-'));
    chmodSync(folder, 0o755);
    for (const part of ['apps', 'libs', 'docker/development', 'package.json', '.swcrc']) {
      cpSync(path.join(PROJECT, part), path.join(folder, part), { recursive: true });
    }
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
    const secrets = path.join(folder, 'secrets');
    cpSync(path.join(PROJECT, 'docker/secrets/development'), secrets, { recursive: true });
    const [postgres, cache, queue]: [PrivateServer, ComposeRedis, ComposeRedis] = await Promise.all([
      startPostgresWithRoles(path.join(folder, 'postgres'), secrets),
      ComposeRedis.start('cache', { folder, secrets, hostname: '127.0.0.1' }),
      ComposeRedis.start('queue', { folder, secrets, hostname: '127.0.0.1' }),
    ]);
    const ports = {
      POSTGRES_SERVER: '127.0.0.1',
      POSTGRES_PORT: String(postgres.port),
      HOST: '127.0.0.1',
      PORT: String(await findFreePort()),
      PROMETHEUS_PORT: String(await findFreePort()),
      WORKER_PROMETHEUS_PORT: String(await findFreePort()),
    };
    return new DeveloperContainers(folder, secrets, [postgres, cache, queue], ports);
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.ports.PORT ?? ''}`;
  }

  /** The command of the service, with .env as the example is. */
  start(role: Role): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
    const { command = [], environment = {} } = this.compose.services[role] ?? {};
    const dotenv = parseEnv(readFileSync(path.join(PROJECT, '.env.example'), 'utf8'));
    const mounted = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace('/run/secrets', this.secrets)]),
    );
    const output = openSync(path.join(this.folder, `${role}.output`), 'w');
    const child = spawn(process.execPath, command.slice(1), {
      cwd: this.folder,
      env: { PATH: process.env.PATH, ...dotenv, ...mounted, ...this.ports },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    guardProcess(child);
    this.running.push(child);
    const ended = new Promise<number | null>((resolve) => {
      child.once('exit', (code) => resolve(code));
    });
    return { child, ended };
  }

  output(role: Role): string {
    return readFileSync(path.join(this.folder, `${role}.output`), 'utf8');
  }

  async destroy(): Promise<void> {
    for (const child of this.running) if (child.exitCode === null) child.kill('SIGKILL');
    await Promise.all(this.stores.map((store) => store.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('a developer’s containers, with .env copied from the example', () => {
  let containers: DeveloperContainers;
  let api: ReturnType<DeveloperContainers['start']>;
  let worker: ReturnType<DeveloperContainers['start']>;

  const health = async () =>
    (await (await fetch(`${containers.apiUrl}/health`)).json()) as { status: string };

  beforeAll(async () => {
    containers = await DeveloperContainers.create();
    expect({
      code: await containers.start('migrate').ended,
      output: containers.output('migrate'),
    }).toMatchObject({ code: 0 });
    api = containers.start('genesis-api');
    worker = containers.start('genesis-worker');
    await waitFor(async () => (await fetch(`${containers.apiUrl}/health/ready`)).ok, {
      timeoutMs: STARTS_MS,
      what: 'a healthy api',
    });
  }, 2 * STARTS_MS);
  afterAll(async () => {
    await containers.destroy();
  }, STARTS_MS);

  it(
    'have an api that is healthy and documented, and make a brief without a vendor',
    async () => {
      expect(await health()).toMatchObject({ status: 'healthy', environment: 'development' });
      expect((await fetch(`${containers.apiUrl}/docs`)).status).toBe(200);
      const client = await new ApiClient([containers.apiUrl]).signUp();
      const { brief_id: briefId } = await client.generate({
        business_brief: FRENCH_IDEAS[0]?.brief ?? {},
        language: 'fr',
      });
      expect(await client.untilSettled(briefId, STARTS_MS)).toMatchObject({ status: 'completed' });
    },
    STARTS_MS,
  );

  it('write what they print into the folder of logs too', async () => {
    const log = path.join(containers.folder, 'logs/api.log');
    await waitFor(() => existsSync(log) && readFileSync(log, 'utf8').includes('api listens'), {
      timeoutMs: 10_000,
      what: 'the log file',
    });
  });

  it(
    'run what was changed a moment ago',
    async () => {
      const source = path.join(containers.folder, 'libs/health/src/health-report.ts');
      const before = readFileSync(source, 'utf8');
      expect(before).toContain(`status: 'healthy',`);
      writeFileSync(source, before.replace(`status: 'healthy',`, `status: 'changed' as 'healthy',`));
      await waitFor(async () => (await health()).status === 'changed', {
        timeoutMs: STARTS_MS,
        what: 'the change',
      });
    },
    STARTS_MS,
  );

  it(
    'end when they are told to',
    async () => {
      for (const { child } of [api, worker]) child.kill('SIGTERM');
      expect(await Promise.all([api.ended, worker.ended])).toEqual([0, 0]);
      await expect(fetch(`${containers.apiUrl}/health`)).rejects.toThrow();
    },
    STARTS_MS,
  );
});
