import { execFile } from 'node:child_process';
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
 * @property {{ api: number, worker: number }} replicas
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
    this.serversBeforeColours = [`${API}:${API_PORT}`];
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
      APP_VERSION: versionOf(image),
    });
  }

  async start({ image, colour }) {
    const { api, worker } = this.options.replicas;
    const scale = ['--scale', `${API}=${api}`, '--scale', `${WORKER}=${worker}`];
    await this.#inColour({ image, colour }, [
      'up',
      '--detach',
      '--no-deps',
      '--no-build',
      ...scale,
      API,
      WORKER,
    ]);
  }

  /** @returns {Promise<readonly import('./instances.mjs').Instance[]>} */
  async instances(release) {
    const listed = await this.#inColour(release, ['ps', '--quiet', API]);
    const containers = listed.split('\n').filter((line) => line !== '');
    return Promise.all(
      containers.map(async (_id, index) => {
        const portOf = async (port) => {
          const args = ['port', '--index', String(index + 1), API, port];
          return `http://${(await this.#inColour(release, args)).trim()}`;
        };
        // nginx asks for the name at each reload and takes every address that it has.
        return {
          server: `${API}-${release.colour}:${API_PORT}`,
          origin: await portOf(API_PORT),
          metrics: await portOf(METRICS_PORT),
        };
      }),
    );
  }

  async stop(release) {
    const args = ['stop', '--timeout', STOP_SECONDS, API, WORKER];
    if (release === null) await this.#docker([...this.#base(null), ...args]);
    else await this.#inColour(release, args);
  }

  async removeImage(image) {
    await this.#docker(['image', 'rm', image]).catch((error) => {
      this.options.say(`  ${image} stays: ${error.message}`);
    });
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

  /** A colour has the configuration of its own release, also when it is started again later. */
  async #inColour({ image, colour }, args) {
    const { root, project, files, state } = this.options;
    const kept = state.configurationOf(image);
    const own = files.map((file) => path.join(kept, path.basename(file)));
    const named = [...(own.every((file) => existsSync(file)) ? own : files), COLOURS_FILE];
    const compose = ['compose', '--project-directory', root, '--project-name', `${project}-${colour}`];
    const options = ['--env-file', this.#envFileOf(image), ...named.flatMap((file) => ['--file', file])];
    return this.#docker([...compose, ...options, ...args], {
      GENESIS_IMAGE: image,
      APP_VERSION: versionOf(image),
      GENESIS_COLOUR: colour,
      GENESIS_PROJECT: project,
      GENESIS_ENV_FILE: path.resolve(root, this.#envFileOf(image)),
    });
  }

  #envFileOf(image) {
    const { envFile, state } = this.options;
    const kept = image === null ? '' : path.join(state.configurationOf(image), path.basename(envFile));
    return kept !== '' && existsSync(kept) ? kept : envFile;
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

/** @param {string} image @returns {string} what goes into APP_VERSION: the tag */
function versionOf(image) {
  const [name] = image.split('@');
  return /:([\w.-]+)$/.exec(name)?.[1] ?? 'unknown';
}
