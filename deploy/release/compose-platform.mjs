import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ReleaseError } from './release-state.mjs';

/**
 * Docker Compose, one project for each colour. The base project holds stores, proxy and monitoring; a colour's project holds
 * one release of `genesis-api` and `genesis-worker`, from the very same files, on the networks and volumes of the base
 * project (docker-compose.colours.yml). Needs Docker Compose 2.24.4 or newer (`!override`).
 *
 * @typedef {import('./release.mjs').Release} Release
 *
 * @typedef {object} ComposeOptions
 * @property {string} root of the repository on this machine
 * @property {string} project of the base
 * @property {readonly string[]} files Compose files of the base, relative to root
 * @property {string} envFile relative to root
 * @property {import('./release-state.mjs').ReleaseStateFolder} state
 * @property {(line: string) => void} say
 */

const run = promisify(execFile);
const COLOURS_FILE = 'deploy/release/docker-compose.colours.yml';
const API = 'genesis-api';
const WORKER = 'genesis-worker';
const METRICS_PORT = '8001';
const API_PORT = '8000';
/** As SHUTDOWN_GRACE_S and a little more. */
const STOP_SECONDS = '30';

/** @implements {import('./release.mjs').Platform} */
export class ComposePlatform {
  /** @param {ComposeOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, string>} */
    this.versions = new Map();
  }

  /** What is kept with each release. @returns {readonly string[]} */
  get configuration() {
    const { root, files, envFile } = this.options;
    return [...files, envFile].map((file) => path.join(root, file));
  }

  async pull(image) {
    await this.#docker(['image', 'pull', '--quiet', image]);
    await this.options.state.keepConfiguration(image, this.configuration);
  }

  async migrate(image) {
    const args = ['run', '--rm', 'migrate', 'node', 'dist/apps/api/src/migrate.js', '--expand'];
    await this.#docker([...this.#base(image), ...args], {
      GENESIS_IMAGE: image,
      APP_VERSION: await this.#versionOf(image),
    });
  }

  async start(release) {
    // What somebody has scaled up since stays.
    const running = await this.running(release);
    const api = Math.max(release.replicas.api, running.api);
    const worker = Math.max(release.replicas.worker, running.worker);
    const scale = ['--scale', `${API}=${api}`, '--scale', `${WORKER}=${worker}`];
    await this.#inColour(release, ['up', '--detach', '--no-deps', '--no-build', ...scale, API, WORKER]);
  }

  /** @returns {Promise<readonly import('./instances.mjs').Instance[]>} */
  async instances(release) {
    const containers = await this.#containers(release, API);
    return containers.map(({ Name: name, NetworkSettings: { Ports: ports } }) => {
      const originOf = (port) => {
        const [published] = ports[`${port}/tcp`] ?? [];
        if (!published) throw new ReleaseError(`${name} publishes no port ${port}`);
        return `http://${published.HostIp}:${published.HostPort}`;
      };
      // A name for all of them: nginx asks for it, and takes every address that it has.
      const server = `${API}-${release.colour}:${API_PORT}`;
      return { server, origin: originOf(API_PORT), metrics: originOf(METRICS_PORT) };
    });
  }

  /** @returns {Promise<readonly import('./instances.mjs').Worker[]>} */
  async workers(release) {
    const containers = await this.#containers(release, WORKER);
    return containers.map(({ Name: name, State: state }) => ({
      name: name.replace(/^\//, ''),
      health: state.Health?.Status ?? state.Status,
    }));
  }

  /** @param {Release | null} release @returns {Promise<import('./release-state.mjs').Replicas>} */
  async running(release) {
    const count = async (service) => (await this.#idsOf(release, service)).length;
    return { api: await count(API), worker: await count(WORKER) };
  }

  /** By the names of the containers: the service's name stands for the apis of colours too.
   *  @returns {Promise<readonly string[]>} */
  async serversBeforeColours() {
    const containers = await this.#containers(null, API);
    return containers.map(({ Name: name }) => `${name.replace(/^\//, '')}:${API_PORT}`);
  }

  async #idsOf(release, service) {
    const args = ['ps', '--quiet', service];
    const listed =
      release === null
        ? await this.#docker([...this.#base(null), ...args])
        : await this.#inColour(release, args);
    return listed.split('\n').filter((line) => line !== '');
  }

  /** What the engine says of the containers of a service that run. */
  async #containers(release, service) {
    const ids = await this.#idsOf(release, service);
    if (ids.length === 0) return [];
    return JSON.parse(await this.#docker(['container', 'inspect', ...ids]));
  }

  async stop(release) {
    const args = ['stop', '--timeout', STOP_SECONDS, API, WORKER];
    if (release === null) await this.#docker([...this.#base(null), ...args]);
    else await this.#inColour(release, args);
  }

  async removeImage(image) {
    try {
      await this.#docker(['image', 'rm', image]);
      return true;
    } catch (error) {
      this.options.say(`  ${image} stays: ${error.message}`);
      return false;
    }
  }

  /** @returns {import('./edge.mjs').NginxCommands} */
  get nginx() {
    const proxy = [
      ...this.#base(null),
      'exec',
      '-T',
      'proxy',
      'nginx',
      '-c',
      '/etc/genesis-proxy/nginx.conf',
    ];
    return {
      check: async () => void (await this.#docker([...proxy, '-t', '-q'])),
      reload: async () => void (await this.#docker([...proxy, '-s', 'reload'])),
    };
  }

  /**
   * Lets Docker Compose do something in the project of a release, at this terminal.
   * @param {Release | null} release null: in the base project @param {readonly string[]} args
   * @returns {Promise<number>} its exit code
   */
  async pass(release, args) {
    const { options, settings } = release
      ? await this.#colour(release)
      : { options: this.#base(null), settings: {} };
    const env = { ...process.env, ...settings };
    const child = spawn('docker', [...options, ...args], { cwd: this.options.root, env, stdio: 'inherit' });
    const [code] = await once(child, 'close');
    return code ?? 1;
  }

  #base(image) {
    const { root, project, files } = this.options;
    const named = files.flatMap((file) => ['--file', file]);
    return [
      'compose',
      '--project-directory',
      root,
      '--project-name',
      project,
      '--env-file',
      this.#envFileOf(image),
      ...named,
    ];
  }

  async #inColour(release, args) {
    const { options, settings } = await this.#colour(release);
    return this.#docker([...options, ...args], settings);
  }

  /** A colour has the configuration of its own release, also when it is started again later. */
  async #colour({ image, colour }) {
    const { root, project, files, state } = this.options;
    const kept = state.configurationOf(image);
    const own = files.map((file) => path.join(kept, path.basename(file)));
    const named = [...(own.every((file) => existsSync(file)) ? own : files), COLOURS_FILE];
    const compose = ['compose', '--project-directory', root, '--project-name', `${project}-${colour}`];
    return {
      options: [
        ...compose,
        '--env-file',
        this.#envFileOf(image),
        ...named.flatMap((file) => ['--file', file]),
      ],
      settings: {
        GENESIS_IMAGE: image,
        APP_VERSION: await this.#versionOf(image),
        GENESIS_COLOUR: colour,
        GENESIS_PROJECT: project,
        GENESIS_ENV_FILE: path.resolve(root, this.#envFileOf(image)),
      },
    };
  }

  #envFileOf(image) {
    const { envFile, state } = this.options;
    const kept = image === null ? '' : path.join(state.configurationOf(image), path.basename(envFile));
    return kept !== '' && existsSync(kept) ? kept : envFile;
  }

  /** @param {string} image @returns {Promise<string>} as the image says itself, else as its tag does */
  async #versionOf(image) {
    const known = this.versions.get(image);
    if (known !== undefined) return known;
    const said = await this.#docker(['image', 'inspect', image]).then(labelledVersion, () => null);
    const version = said ?? taggedVersion(image);
    this.versions.set(image, version);
    return version;
  }

  /** @returns {Promise<string>} standard output */
  async #docker(args, env = {}) {
    try {
      const { stdout } = await run('docker', args, {
        cwd: this.options.root,
        env: { ...process.env, ...env },
        maxBuffer: 16 * 1024 * 1024,
      });
      return stdout;
    } catch (error) {
      const said = (error.stderr || error.message).trim().split('\n').slice(-5).join('\n');
      throw new ReleaseError(`docker ${args.at(0)} … ${args.slice(-4).join(' ')}: ${said}`, { cause: error });
    }
  }
}

/** @param {string} inspected what `docker image inspect` says @returns {string | null} `version+revision` */
function labelledVersion(inspected) {
  const labels = JSON.parse(inspected)[0]?.Config?.Labels ?? {};
  const version = labels['org.opencontainers.image.version'];
  const revision = labels['org.opencontainers.image.revision'];
  // 0.0.0 is what a build says that nobody told its version.
  if (!version || version === '0.0.0') return null;
  return version.includes('+') || !revision || revision === 'unknown' ? version : `${version}+${revision}`;
}

/** A tag has no plus: `1.4.0-3f2a1bc` is version 1.4.0 of revision 3f2a1bc. @param {string} image @returns {string} */
function taggedVersion(image) {
  const [name] = image.split('@');
  const tag = /:([\w.-]+)$/.exec(name)?.[1] ?? 'unknown';
  return tag.replace(/-([0-9a-f]{7,40})$/, '+$1');
}
