import { isId, type Json } from '@genesis/kernel';
import type { RedisClient } from '@genesis/redis';
import { defineScripts, orUnavailable, type RunScript } from './redis-commands.js';
import { SESSION_SCRIPTS } from './session-scripts.js';
import { VfsError } from './vfs.errors.js';

const USER_STATE_TTL_SECONDS = 86_400;
const MAX_TTL_SECONDS = 2_592_000;
const OWNER = /^[A-Za-z0-9_-]{1,64}$/;

export interface SessionRef {
  /** UUID. */
  readonly sessionId: string;
  /** The user's id, from the token: 1..64 of `[A-Za-z0-9_-]`. It is part of every key. */
  readonly ownerId: string;
}

export interface SessionStamp {
  /** From 1, one more with every write. */
  readonly version: number;
  readonly modifiedAt: Date;
  readonly expiresAt: Date;
}

export interface SessionSnapshot extends SessionStamp {
  readonly snapshot: Json;
}

export interface SessionListing {
  readonly sessionId: string;
  readonly expiresAt: Date;
}

export interface WriteSessionOptions {
  /** Write only over this version; 0 means that the session must not exist. Default: whatever is there. */
  readonly expectedVersion?: number;
}

export interface SessionFilesOptions {
  /** What every key starts with, without a final colon. */
  readonly keyPrefix: string;
  readonly sessionTtlSeconds: number;
  /** Largest snapshot or user state, bytes of JSON in UTF-8. */
  readonly maxSnapshotBytes: number;
}

/**
 * Cached snapshots of coaching sessions and of users. The rows in PostgreSQL are the truth: whoever gets a *_NOT_FOUND
 * reads them and writes the snapshot again. Every use of a session renews its life (the session time to live).
 *
 * Keys: `<prefix>:session:{<owner>}:<session>`, `<prefix>:session:{<owner>}:index`, `<prefix>:user:{<owner>}`. With the
 * owner as hash tag a session and its index change together, on Redis Cluster too.
 *
 * @throws VfsError VFS_UNAVAILABLE when Redis does not answer, SESSION_NOT_FOUND or USER_STATE_NOT_FOUND for an
 * ill-formed id too.
 */
export class SessionFiles {
  readonly #run: RunScript<keyof typeof SESSION_SCRIPTS>;

  constructor(
    private readonly client: RedisClient,
    private readonly options: SessionFilesOptions,
  ) {
    this.#run = defineScripts(client, SESSION_SCRIPTS);
  }

  /** @throws VfsError SNAPSHOT_TOO_LARGE, VERSION_CONFLICT */
  async writeSession(
    ref: SessionRef,
    snapshot: Json,
    options: WriteSessionOptions = {},
  ): Promise<SessionStamp> {
    const json = this.#encode(snapshot);
    const [version, modifiedMs, endMs] = await this.#apply('sessionWrite', ref, [
      this.#sessionLifeMs(),
      json,
      options.expectedVersion ?? '',
    ]);
    return stampOf(version, modifiedMs, endMs);
  }

  /** @throws VfsError SESSION_NOT_FOUND */
  async readSession(ref: SessionRef): Promise<SessionSnapshot> {
    const [version, modifiedMs, endMs, json = ''] = await this.#apply('sessionRead', ref, [
      this.#sessionLifeMs(),
    ]);
    return { ...stampOf(version, modifiedMs, endMs), snapshot: decode(json) };
  }

  /** The owner's living sessions, the one that ends first in front. */
  async listUserSessions(ownerId: string): Promise<readonly SessionListing[]> {
    if (!OWNER.test(ownerId)) return [];
    const prefix = this.#sessionPrefix(ownerId);
    const [, ...entries] = await this.#run('sessionList', [prefix, `${prefix}index`], []);
    const sessions: SessionListing[] = [];
    for (let at = 0; at + 1 < entries.length; at += 2) {
      sessions.push({ sessionId: entries[at] ?? '', expiresAt: new Date(Number(entries[at + 1])) });
    }
    return sessions;
  }

  /** @throws VfsError SESSION_NOT_FOUND */
  async deleteSession(ref: SessionRef): Promise<void> {
    await this.#apply('sessionDelete', ref, []);
  }

  /**
   * Lets the session live at least `ttlSeconds` (1..2,592,000) from now; never shortens.
   * @returns its end
   * @throws VfsError SESSION_NOT_FOUND, RANGE_INVALID
   */
  async extendSessionTtl(ref: SessionRef, ttlSeconds: number): Promise<Date> {
    if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
      throw new VfsError('RANGE_INVALID', { details: { reason: 'ttlSeconds is out of its range' } });
    }
    const [endMs] = await this.#apply('sessionExtend', ref, [ttlSeconds * 1_000]);
    return new Date(Number(endMs));
  }

  /** Replaces the user's state, which lives a day from here. @throws VfsError SNAPSHOT_TOO_LARGE */
  async writeUserState(ownerId: string, state: Json): Promise<void> {
    const key = this.#userKey(ownerId);
    const json = this.#encode(state);
    await orUnavailable(() => this.client.set(key, json, 'EX', USER_STATE_TTL_SECONDS));
  }

  /** @throws VfsError USER_STATE_NOT_FOUND */
  async readUserState(ownerId: string): Promise<Json> {
    const key = this.#userKey(ownerId);
    const json = await orUnavailable(() => this.client.get(key));
    if (json === null) throw new VfsError('USER_STATE_NOT_FOUND');
    return decode(json);
  }

  /** Deletes all that is kept of a user here. */
  async forget(ownerId: string): Promise<void> {
    const sessions = await this.listUserSessions(ownerId);
    for (const { sessionId } of sessions) {
      await this.deleteSession({ sessionId, ownerId }).catch((error: unknown) => {
        // It ended by itself.
        if (!(error instanceof VfsError && error.code === 'SESSION_NOT_FOUND')) throw error;
      });
    }
    await orUnavailable(() => this.client.del(this.#userKey(ownerId)));
  }

  async #apply(
    name: Exclude<keyof typeof SESSION_SCRIPTS, 'sessionList'>,
    ref: SessionRef,
    args: readonly (string | number)[],
  ): Promise<string[]> {
    if (!isId(ref.sessionId) || !OWNER.test(ref.ownerId)) throw new VfsError('SESSION_NOT_FOUND');
    const prefix = this.#sessionPrefix(ref.ownerId);
    const keys = [`${prefix}${ref.sessionId}`, `${prefix}index`];
    const [outcome, ...values] = await this.#run(name, keys, [ref.sessionId, ...args]);
    if (outcome === 'OK') return values;
    if (outcome === 'SESSION_NOT_FOUND') throw new VfsError('SESSION_NOT_FOUND');
    throw new VfsError('VERSION_CONFLICT', { details: { currentVersion: Number(values[0]) } });
  }

  #encode(value: Json): string {
    const json = JSON.stringify(value);
    const limit = this.options.maxSnapshotBytes;
    if (Buffer.byteLength(json) > limit) {
      throw new VfsError('SNAPSHOT_TOO_LARGE', { details: { limit, unit: 'bytes' } });
    }
    return json;
  }

  #sessionLifeMs(): number {
    return this.options.sessionTtlSeconds * 1_000;
  }

  #sessionPrefix(ownerId: string): string {
    return `${this.options.keyPrefix}:session:{${ownerId}}:`;
  }

  #userKey(ownerId: string): string {
    if (!OWNER.test(ownerId)) throw new VfsError('USER_STATE_NOT_FOUND');
    return `${this.options.keyPrefix}:user:{${ownerId}}`;
  }
}

function stampOf(
  version: string | undefined,
  modifiedMs: string | undefined,
  endMs: string | undefined,
): SessionStamp {
  return {
    version: Number(version),
    modifiedAt: new Date(Number(modifiedMs)),
    expiresAt: new Date(Number(endMs)),
  };
}

function decode(json: string): Json {
  // Only this class writes these keys, and it writes what JSON.stringify made of a Json.
  return JSON.parse(json) as Json;
}
