import type { Platform, Release } from '../../deploy/release/release.mjs';
import type { Instance, Worker } from '../../deploy/release/instances.mjs';
import type { Replicas } from '../../deploy/release/release-state.mjs';
import { findFreePort } from '../../scripts/local/ports.mjs';
import type { Installation } from '../support/harness/installation.js';
import { ServiceProcess } from '../support/harness/service-process.js';

export interface RunningApi extends Instance {
  readonly process: ServiceProcess;
}

export interface RunningWorker {
  readonly process: ServiceProcess;
}

interface Colour {
  readonly image: string;
  readonly apis: RunningApi[];
  readonly workers: RunningWorker[];
}

const MOMENT_MS = 100;

/** Releases as processes of this machine instead of containers: what stands behind the release scripts in a drill. */
export class ReleaseProcesses implements Platform {
  /** What would be fetched, changed, removed: in the order in which it was asked for. */
  readonly asked: string[] = [];
  /** Settings that break a release on purpose, by image. */
  readonly settings = new Map<string, Readonly<Record<string, string>>>();
  private readonly endings: { readonly toldAt: number; readonly endedAt: number }[] = [];
  private readonly colours = new Map<string, Colour>();

  constructor(private readonly installation: Installation) {}

  /** Nothing runs before the first release. */
  serversBeforeColours(): Promise<readonly string[]> {
    return Promise.resolve(['127.0.0.1:9']);
  }

  pull(image: string): Promise<void> {
    this.asked.push(`pull ${image}`);
    return Promise.resolve();
  }

  async migrate(image: string): Promise<void> {
    this.asked.push(`migrate ${image}`);
    const migration = new ServiceProcess('migrate', this.installation.env, { args: ['--expand'] });
    const { code } = await migration.ended;
    const { output } = migration;
    await migration.stop();
    if (code !== 0) throw new Error(`the migrations failed:\n${output}`);
  }

  async start({ image, colour, replicas }: Release): Promise<void> {
    const running = this.colours.get(colour);
    if (running?.image === image) return;
    if (running) await this.stop({ image: running.image, colour, replicas });
    const started: Colour = { image, apis: [], workers: [] };
    this.colours.set(colour, started);
    for (let n = 0; n < replicas.worker; n += 1) started.workers.push(await this.aWorker(image));
    for (let n = 0; n < replicas.api; n += 1) started.apis.push(await this.anApi(image));
  }

  instances({ colour }: Release): Promise<readonly Instance[]> {
    return Promise.resolve(this.colours.get(colour)?.apis ?? []);
  }

  workers({ colour }: Release): Promise<readonly Worker[]> {
    const workers = this.colours.get(colour)?.workers ?? [];
    return Promise.resolve(
      workers.map(({ process }, index) => ({
        name: `worker ${index + 1} of ${colour}`,
        health: process.isRunning ? 'healthy' : 'not running',
      })),
    );
  }

  running(release: Release | null): Promise<Replicas> {
    const colour = release && this.colours.get(release.colour);
    return Promise.resolve({ api: colour?.apis.length ?? 0, worker: colour?.workers.length ?? 0 });
  }

  async stop(release: Release | null): Promise<void> {
    const colour = release && this.colours.get(release.colour);
    if (!colour) return;
    this.colours.delete(release.colour);
    await Promise.all([...colour.apis, ...colour.workers].map((one) => this.end(one)));
  }

  removeImage(image: string): Promise<boolean> {
    this.asked.push(`remove ${image}`);
    return Promise.resolve(true);
  }

  /** What runs in a colour, to be replaced piece by piece. */
  piecesOf(colour: string): Colour {
    const running = this.colours.get(colour);
    if (!running) throw new Error(`nothing runs in ${colour}`);
    return running;
  }

  async anApi(image: string): Promise<RunningApi> {
    const [port, metrics] = [await findFreePort(), await findFreePort()];
    const process = new ServiceProcess('api', {
      ...this.envOf(image),
      PORT: String(port),
      PROMETHEUS_PORT: String(metrics),
    });
    await process.untilLogged('api listens');
    const server = `127.0.0.1:${port}`;
    return { process, server, origin: `http://${server}`, metrics: `http://127.0.0.1:${metrics}` };
  }

  async aWorker(image: string): Promise<RunningWorker> {
    const process = new ServiceProcess('worker', this.envOf(image));
    await process.untilLogged('worker takes jobs');
    return { process };
  }

  /** As an orchestrator ends it: SIGTERM, and the time that it needs. @throws when it does not end in an orderly way */
  async end({ process }: RunningApi | RunningWorker): Promise<void> {
    const wasRunning = process.isRunning;
    const toldAt = Date.now();
    const { code, at } = await process.kill('SIGTERM');
    if (process.entry === 'worker') this.endings.push({ toldAt, endedAt: at });
    const { output } = process;
    await process.stop();
    if (wasRunning && code !== 0)
      throw new Error(`${process.entry} ended with ${code}:\n${output.slice(-2_000)}`);
  }

  /** Moments at which a worker was on its way out, close to each other, in milliseconds of the Unix epoch. */
  get deaths(): readonly number[] {
    return this.endings.flatMap(({ toldAt, endedAt }) => {
      const moments = Math.ceil((endedAt - toldAt) / MOMENT_MS) + 1;
      return Array.from({ length: moments }, (_, index) => toldAt + index * MOMENT_MS);
    });
  }

  async stopAll(): Promise<void> {
    const all = [...this.colours.values()].flatMap(({ apis, workers }) => [...apis, ...workers]);
    this.colours.clear();
    await Promise.all(all.map(({ process }) => process.stop()));
  }

  private envOf(image: string): Record<string, string> {
    const version = image.split(':').at(-1) ?? image;
    return { ...this.installation.env, APP_VERSION: version, ...this.settings.get(image) };
  }
}
