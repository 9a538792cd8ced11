import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Edge, upstreamFile } from '../../deploy/release/edge.mjs';
import type { Instance, Worker } from '../../deploy/release/instances.mjs';
import type { Platform, Release, ReleaseOptions } from '../../deploy/release/release.mjs';
import { ReleaseStateFolder, type Replicas, type ReleaseState } from '../../deploy/release/release-state.mjs';

/** A moment after which whoever releases does nothing any more, as after SIGKILL. */
export class Interruption {
  readonly happened: Promise<'interrupted'>;
  private happen: (how: 'interrupted') => void = () => undefined;

  /** @param left moments until then, from 1 */
  constructor(private left: number) {
    this.happened = new Promise((resolve) => (this.happen = resolve));
  }

  async moment(): Promise<void> {
    this.left -= 1;
    if (this.left !== 0) return;
    this.happen('interrupted');
    await new Promise(() => undefined);
  }
}

const NEVER = new Interruption(0);

/** Nobody else is there; and whoever was interrupted in this process would hold the lock. */
class InterruptedState extends ReleaseStateFolder {
  constructor(
    folder: string,
    private readonly interruption: Interruption,
  ) {
    super(folder);
  }

  override locked<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  override async change(changes: Partial<ReleaseState>): Promise<ReleaseState> {
    await this.interruption.moment();
    const state = await super.change(changes);
    await this.interruption.moment();
    return state;
  }
}

/** One machine on which releases run, as far as the order of things goes: which colours run, and where nginx sends requests.
 *  State and nginx's file are real. */
export class ReleaseTown {
  readonly running = new Map<string, string>([['base', 'before colours']]);
  /** Steps that fail, and images whose apis are not ready any more once they have traffic. */
  readonly broken = new Set<string>();
  /** What was stopped while it had traffic, and traffic for what does not run. */
  readonly outages: string[] = [];
  private servers: readonly string[] = ['base'];

  private constructor(
    private readonly folder: string,
    private readonly apis: Server,
  ) {}

  static async start(): Promise<ReleaseTown> {
    const folder = await mkdtemp(path.join(tmpdir(), 'genesis-town-'));
    const apis = createServer();
    const town = new ReleaseTown(folder, apis);
    apis.on('request', ({ url = '' }, response) => {
      const colour = url.split('/')[1] ?? '';
      const image = town.running.get(colour);
      const isTried = town.servers.includes(colour);
      const isWell = image !== undefined && !(isTried && town.broken.has(image));
      response.writeHead(isWell ? 200 : 503).end();
    });
    await new Promise<void>((resolve) => apis.listen(0, '127.0.0.1', resolve));
    await writeFile(town.upstream, upstreamFile(['base:8000']));
    return town;
  }

  async stop(): Promise<void> {
    this.apis.closeAllConnections();
    await new Promise((resolve) => this.apis.close(resolve));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @param interruption of whoever releases; by default nobody is interrupted */
  options(interruption = NEVER): ReleaseOptions {
    return {
      platform: this.platform(interruption),
      edge: new Edge(
        this.upstream,
        {
          check: () => this.at(interruption, () => undefined),
          reload: () => this.at(interruption, () => this.reload()),
        },
        { settleMs: 0 },
      ),
      state: new InterruptedState(this.folder, interruption),
      say: () => undefined,
      watchMs: 0,
      readyMs: 0,
      skipsSmoke: true,
    };
  }

  state(): Promise<ReleaseState> {
    return new ReleaseStateFolder(this.folder).read();
  }

  /** What is wrong now: '' where what is live has the traffic, nothing is under way, and nobody has noticed anything. */
  async trouble(): Promise<string> {
    const { live, underway } = await this.state();
    const expected = live ? live.colour : 'base';
    return [
      ...this.outages,
      ...(underway ? [`under way: ${underway.step}`] : []),
      ...(this.servers.join(',') === expected
        ? []
        : [`${this.servers.join(',')} has the traffic of ${expected}`]),
      ...(live && this.running.get(live.colour) !== live.image ? [`${live.image} does not run`] : []),
      ...(this.running.size === 1 ? [] : [`${[...this.running.keys()].join(',')} run`]),
    ].join('; ');
  }

  private get upstream(): string {
    return path.join(this.folder, 'upstream.conf');
  }

  private async at(interruption: Interruption, act: () => void | Promise<void>, name = ''): Promise<void> {
    await interruption.moment();
    if (this.broken.has(name)) throw new Error(`${name} does not work today`);
    await act();
    for (const server of this.servers.filter((one) => !this.running.has(one))) {
      this.outages.push(`${server} has traffic and does not run`);
    }
    await interruption.moment();
  }

  private async reload(): Promise<void> {
    const lines = [...(await readFile(this.upstream, 'utf8')).matchAll(/^ *server (\w+):8000(.*);$/gm)];
    this.servers = lines.flatMap(([, server = '', options = '']) =>
      options.includes('down') ? [] : [server],
    );
  }

  private platform(interruption: Interruption): Platform {
    const ofColour = ({ colour, image }: Release) => (this.running.get(colour) === image ? [colour] : []);
    const origin = (colour: string) =>
      `http://127.0.0.1:${(this.apis.address() as AddressInfo).port}/${colour}`;
    return {
      pull: () => this.at(interruption, () => undefined, 'pull'),
      migrate: () => this.at(interruption, () => undefined, 'migrate'),
      start: ({ colour, image }) =>
        this.at(interruption, () => void this.running.set(colour, image), 'start'),
      stop: (release) =>
        this.at(interruption, () => void this.running.delete(release?.colour ?? 'base'), 'stop'),
      instances: (release): Promise<readonly Instance[]> =>
        Promise.resolve(
          ofColour(release).map((colour) => ({
            server: `${colour}:8000`,
            origin: origin(colour),
            metrics: origin(colour),
          })),
        ),
      workers: (release): Promise<readonly Worker[]> =>
        Promise.resolve(ofColour(release).map((name) => ({ name, health: 'healthy' }))),
      running: (): Promise<Replicas> => Promise.resolve({ api: 1, worker: 1 }),
      removeImage: () => Promise.resolve(true),
      serversBeforeColours: () => Promise.resolve(['base:8000']),
    };
  }
}
