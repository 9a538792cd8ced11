import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReleaseError } from './release-state.mjs';

/**
 * The proxy in front of the apis: which of them take the traffic. nginx asks nobody whether a server is ready, so whoever
 * stops one takes it out here first.
 *
 * @typedef {object} NginxCommands
 * @property {() => Promise<void>} check whether nginx would take its configuration; throws with what it said
 * @property {() => Promise<void>} reload
 *
 * @typedef {object} EdgeOptions
 * @property {string} [defaultFile] what the file is before the first release, where it is missing
 * @property {number} [settleMs] after each reload; by default 2 s
 * @property {boolean} [resolves] whether nginx asks for the names again while it runs: from 1.27.3 on. By default it does
 */

/** How long workers of nginx that are on their way out may still pass on what they had begun to read; and how long new ones
 *  may take until they know the address of a new name. */
const SETTLE_MS = 2_000;

/** nginx has refused the configuration: no request goes elsewhere than before. */
export class NothingSwitchedError extends ReleaseError {}

/**
 * @param {readonly string[]} servers `host:port` @param {{ coming?: readonly string[], resolves?: boolean }} [options] coming:
 *   servers whose addresses are to be known before anything is sent to them
 * @returns {string}
 */
export function upstreamFile(servers, { coming = [], resolves = true } = {}) {
  // Each name once: it stands for all its addresses. nginx gives up no single address; of several, a dead one is left alone
  // for a while.
  const line = (server, also = '') =>
    `  server ${server}${resolves ? ' resolve' : ''} max_fails=1 fail_timeout=5s${also};`;
  const ready = new Set(servers);
  return [
    '# Written at each release (deploy/release).',
    'upstream genesis_api {',
    '  zone genesis_api 64k;',
    ...[...ready].map((server) => line(server)),
    ...[...new Set(coming)].filter((server) => !ready.has(server)).map((server) => line(server, ' down')),
    '  keepalive 32;',
    "  # Less than the api's own 72 s: the side that sends must be the one that lets go.",
    '  keepalive_timeout 60s;',
    '}',
    '',
  ].join('\n');
}

/** @param {string} text of an upstream file @returns {readonly string[]} the servers that take requests */
function serversOf(text) {
  return [...text.matchAll(/^\s*server\s+([^\s;]+)([^;]*);/gm)]
    .filter(([, , options]) => !/\bdown\b/.test(options))
    .map(([, server]) => server);
}

export class Edge {
  /** @param {string} file that nginx includes @param {NginxCommands} nginx @param {EdgeOptions} [options] */
  constructor(file, nginx, { defaultFile, settleMs = SETTLE_MS, resolves = true } = {}) {
    this.file = file;
    this.defaultFile = defaultFile;
    this.nginx = nginx;
    this.settleMs = settleMs;
    this.resolves = resolves;
  }

  /**
   * Sends new requests to these servers and to no other; requests that are under way end where they are. Safe to repeat.
   *
   * In two reloads: right after one, a name that nginx did not have before has no address yet, and a request for it would
   * be answered with 502. So new names come first as `down`, beside those that take the traffic.
   * @param {readonly string[]} servers
   * @throws {NothingSwitchedError} when nginx refuses the file: everything is as it was
   * @throws {ReleaseError} when a reload fails: the file is as it was; what nginx does, nobody knows
   */
  async point(servers) {
    if (servers.length === 0) throw new NothingSwitchedError('there is no api to send requests to');
    const before = await this.#read();
    const { resolves } = this;
    const now = serversOf(before);
    const texts = [upstreamFile(servers, { resolves })];
    if (now.length > 0 && servers.some((server) => !now.includes(server))) {
      texts.unshift(upstreamFile(now, { coming: servers, resolves }));
    }
    let hasReloaded = false;
    try {
      for (const text of texts) {
        await this.#write(text);
        await this.nginx.check();
        hasReloaded = true;
        await this.nginx.reload();
        await sleep(this.settleMs);
      }
    } catch (error) {
      await this.#write(before);
      const message = `nginx does not switch: ${error.message}`;
      if (!hasReloaded) throw new NothingSwitchedError(message, { cause: error });
      // Whether a reload that failed has happened after all, nobody knows.
      await this.nginx.reload().catch(() => undefined);
      throw new ReleaseError(message, { cause: error });
    }
  }

  async #read() {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if (error.code !== 'ENOENT' || !this.defaultFile) throw error;
      return readFile(this.defaultFile, 'utf8');
    }
  }

  async #write(text) {
    const aside = `${this.file}.${randomUUID()}`;
    await writeFile(aside, text, { mode: 0o644 });
    await rename(aside, this.file);
  }
}
