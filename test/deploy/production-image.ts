import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesIn, performImageSteps } from '../../docker/image-steps.mjs';
import { findFreePort } from '../../scripts/local/ports.mjs';
import type { PrivateServer } from '../../scripts/local/private-services.mjs';
import {
  COMPOSE_FILES,
  composeProject,
  type ComposeProject,
  OPERATOR_VARIABLES,
  PROJECT,
} from './compose-files.js';
import { ImageContainer, prepareRoot } from './image-container.js';
import { ComposeRedis, startPostgresWithRoles } from './image-stores.js';

type Role = 'genesis-api' | 'genesis-worker' | 'migrate';

/** The image made by the Dockerfile's steps, secrets made by create.sh, stores set up by the files that compose mounts:
 *  a production of one machine, without Docker. */
export class ProductionImage {
  readonly compose: ComposeProject = composeProject([COMPOSE_FILES.base, COMPOSE_FILES.production], {
    ...OPERATOR_VARIABLES,
    GENESIS_SECRETS_DIR: '/srv/genesis/secrets',
  });
  readonly data: string;
  readonly secrets: string;
  private readonly containers: ImageContainer[] = [];

  private constructor(
    private readonly folder: string,
    readonly root: string,
    /** Every file of the image, relative to its root. */
    readonly files: readonly string[],
    private readonly config: {
      readonly user: string;
      readonly workdir: string;
      readonly entrypoint: readonly string[];
    },
    readonly postgres: PrivateServer,
    readonly cache: ComposeRedis,
    readonly queue: ComposeRedis,
    private readonly imageEnv: Readonly<Record<string, string>>,
    private readonly ports: Readonly<Record<string, string>>,
  ) {
    this.data = path.join(folder, 'data');
    this.secrets = path.join(folder, 'secrets');
  }

  static async create(): Promise<ProductionImage> {
    const folder = mkdtempSync(path.join(tmpdir(), 'genesis-image-'));
    // The database's server runs as another user.
    chmodSync(folder, 0o755);
    const { root, config } = performImageSteps({
      project: PROJECT,
      folder: path.join(folder, 'stages'),
      installed: path.join(PROJECT, 'node_modules'),
    });
    const files = filesIn(root);
    prepareRoot(root, ['postgres', 'redis', 'redis-queue']);
    const secrets = path.join(folder, 'secrets');
    execFileSync('sh', [path.join(PROJECT, 'docker/secrets/create.sh'), secrets]);
    // On the machine the folder is closed; a server that is no container has to get through it.
    chmodSync(secrets, 0o755);
    writeFileSync(
      path.join(secrets, 'digitalcloud360_service_secret'),
      'as-the-platform-told-us-0123456789',
      { flag: 'w' },
    );
    makeData(path.join(folder, 'data'));
    const [postgres, cache, queue] = await Promise.all([
      startPostgresWithRoles(path.join(folder, 'postgres'), secrets),
      ComposeRedis.start('cache', { folder, secrets, hostname: 'redis' }),
      ComposeRedis.start('queue', { folder, secrets, hostname: 'redis-queue' }),
    ]);
    const [port, metrics, workerMetrics] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const ports = {
      // Containers of ours share the machine's network.
      HOST: '127.0.0.1',
      PORT: String(port),
      PROMETHEUS_PORT: String(metrics),
      WORKER_PROMETHEUS_PORT: String(workerMetrics),
      POSTGRES_PORT: String(postgres.port),
    };
    const { user, workdir, entrypoint, env } = config;
    if (entrypoint === null) throw new Error('the image has no entry point in exec form');
    return new ProductionImage(
      folder,
      root,
      files,
      { user, workdir, entrypoint },
      postgres,
      cache,
      queue,
      env,
      ports,
    );
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.ports.PORT ?? ''}`;
  }

  get workerMetricsUrl(): string {
    return `http://127.0.0.1:${this.ports.WORKER_PROMETHEUS_PORT ?? ''}`;
  }

  /** A container of a compose service, as compose would start it. @param command instead of the service's own */
  async run(
    role: Role,
    { command, env = {} }: { command?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
  ): Promise<ImageContainer> {
    const service = this.compose.services[role];
    const own = service?.command ?? ['node', 'dist/apps/api/src/main.js'];
    const container = await ImageContainer.start({
      root: this.root,
      data: this.data,
      secrets: this.secrets,
      logs: this.folder,
      user: this.config.user,
      workdir: this.config.workdir,
      env: { ...this.imageEnv, ...service?.environment, ...this.ports, ...env },
      command: [...this.config.entrypoint, ...(command ?? own)],
    });
    this.containers.push(container);
    return container;
  }

  async destroy(): Promise<void> {
    await Promise.all(this.containers.map((container) => container.stop('SIGKILL')));
    await Promise.all([this.postgres.stop(), this.cache.stop(), this.queue.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** As a new volume is: what the image has there, owned as in the image. */
function makeData(data: string): void {
  for (const folder of [data, path.join(data, 'assets'), path.join(data, 'sites')]) {
    mkdirSync(folder, { mode: 0o750 });
    chownSync(folder, 10_001, 10_001);
  }
}
