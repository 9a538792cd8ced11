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
 */

/** How long workers of nginx that are on their way out may still pass on what they had begun to read. */
const SETTLE_MS = 2_000;

/** @param {readonly string[]} servers `host:port` @returns {string} */
export function upstreamFile(servers) {
  // A single one is never given up: what else should be asked? Of several, a dead one is left alone for a while.
  const failing = servers.length > 1 ? 'max_fails=1 fail_timeout=5s' : 'max_fails=0';
  return [
    '# Written at each release (deploy/release).',
    'upstream genesis_api {',
    ...servers.map((server) => `  server ${server} ${failing};`),
    '  keepalive 32;',
    "  # Less than the api's own 72 s: the side that sends must be the one that lets go.",
    '  keepalive_timeout 60s;',
    '}',
    '',
  ].join('\n');
}

export class Edge {
  /** @param {string} file that nginx includes @param {NginxCommands} nginx @param {{ settleMs?: number }} [options] */
  constructor(file, nginx, { settleMs = SETTLE_MS } = {}) {
    this.file = file;
    this.nginx = nginx;
    this.settleMs = settleMs;
  }

  /**
   * Sends new requests to these servers and to no other; requests that are under way end where they are. Safe to repeat.
   * @param {readonly string[]} servers
   * @throws {ReleaseError} when nginx does not take it: then everything is as it was
   */
  async point(servers) {
    if (servers.length === 0) throw new ReleaseError('there is no api to send requests to');
    const before = await readFile(this.file, 'utf8');
    await this.#write(upstreamFile(servers));
    try {
      await this.nginx.check();
      await this.nginx.reload();
    } catch (error) {
      await this.#write(before);
      // Whether a reload that failed has happened after all, nobody knows.
      await this.nginx.reload().catch(() => undefined);
      throw new ReleaseError(`nginx does not switch: ${error.message}`, { cause: error });
    }
    await sleep(this.settleMs);
  }

  async #write(text) {
    const aside = `${this.file}.${randomUUID()}`;
    await writeFile(aside, text, { mode: 0o644 });
    await rename(aside, this.file);
  }
}
