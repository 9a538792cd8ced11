import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What is live, what was before, and what is under way, in a folder of the machine that releases. Every change is written
 * whole before the next thing is done, so that an interrupted release can be continued or rolled back.
 *
 * @typedef {'blue' | 'green'} Colour
 * @typedef {{ api: number, worker: number }} Replicas
 * @typedef {{ image: string, colour: Colour, replicas: Replicas }} Release
 *
 * @typedef {object} Underway
 * @property {'release' | 'rollback'} kind
 * @property {string} image
 * @property {Colour} colour
 * @property {Replicas} replicas
 * @property {string} step one of its steps, or `take back`
 * @property {boolean} mayHaveTraffic whether nginx may have been pointed at it, in this run or an earlier one
 *
 * @typedef {object} ReleaseState
 * @property {Release | null} live takes the traffic
 * @property {Release | null} previous took it before; stopped, its image is kept
 * @property {readonly string[]} images of the last releases, the newest first
 * @property {Underway | null} underway
 */

/** How many images stay, the live one included. */
export const KEPT_RELEASES = 3;

/** @type {ReleaseState} */
const NOTHING_YET = { live: null, previous: null, images: [], underway: null };

/** Something that the person at the keyboard can act on; its message is the whole story. */
export class ReleaseError extends Error {}

const hasCode = (error, code) => error?.code === code;

export class ReleaseStateFolder {
  /** @param {string} folder made when absent */
  constructor(folder) {
    this.folder = folder;
    this.file = path.join(folder, 'state.json');
    this.lock = path.join(folder, 'lock');
  }

  /** @returns {Promise<ReleaseState>} */
  async read() {
    try {
      return { ...NOTHING_YET, ...JSON.parse(await readFile(this.file, 'utf8')) };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return NOTHING_YET;
      if (error instanceof SyntaxError)
        throw new ReleaseError(`${this.file} cannot be read: ${error.message}`);
      throw error;
    }
  }

  /** @param {Partial<ReleaseState>} changes @returns {Promise<ReleaseState>} */
  async change(changes) {
    const state = { ...(await this.read()), ...changes };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const aside = `${this.file}.${randomUUID()}`;
    await writeFile(aside, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    await rename(aside, this.file);
    return state;
  }

  /** Where the configuration of a release is kept. @param {string} image */
  configurationOf(image) {
    return path.join(this.folder, 'releases', image.replaceAll(/[^\w.-]+/g, '_'));
  }

  /** Keeps the configuration with which a release was made: rolling back brings it back too.
   *  @param {string} image @param {readonly string[]} files */
  async keepConfiguration(image, files) {
    const folder = this.configurationOf(image);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const file of files) await copyFile(file, path.join(folder, path.basename(file)));
  }

  /** @param {string} image */
  async forgetConfiguration(image) {
    await rm(this.configurationOf(image), { recursive: true, force: true });
  }

  /**
   * Does `work` while no other release of this folder is at work. The lock is the kernel's (flock), held by a child that ends
   * with this process, however that ends: there is no stale one.
   * @template T @param {() => Promise<T>} work @returns {Promise<T>}
   * @throws {ReleaseError} while another one is
   */
  async locked(work) {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const letGo = await this.#take();
    try {
      return await work();
    } finally {
      await letGo();
    }
  }

  async #take() {
    // What an ended process held goes with its child, which may take a moment to notice.
    const holder = spawn('flock', ['--wait', '2', this.lock, 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(holder, 'close');
    ended.catch(() => undefined);
    const isHeld = await Promise.race([
      once(holder.stdout, 'data').then(() => true),
      ended.then(() => false),
    ]).catch((error) => {
      throw new ReleaseError(`no lock without flock, of util-linux: ${error.message}`, { cause: error });
    });
    if (!isHeld) {
      const who = await readFile(this.lock, 'utf8');
      throw new ReleaseError(`process ${who.trim() || 'unknown'} is releasing; ${this.lock} is its lock`);
    }
    // Only for the message: who holds the lock says the kernel.
    await writeFile(this.lock, `${process.pid}\n`);
    return async () => {
      holder.stdin.end();
      await ended;
    };
  }
}
