import { Clock } from '@genesis/kernel';
import { Signals } from '@genesis/queue';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { AuthenticatedUser } from './accounts.service.js';

/** How long a token that has ended may go on where no signal comes through: less than the 60 s that are promised. */
const TTL_MS = 30_000;
const MAX_CACHED = 10_000;
const FORGET_TOPIC = 'account-changed';

interface KnownUser {
  readonly user: AuthenticatedUser;
  readonly validUntilMs: number;
}

/** Who is behind the tokens that were shown lately, so that a request costs no query. What ends tokens is told to every
 *  process at once; a signal that is lost costs half a minute. */
@Injectable()
export class KnownUsers implements OnModuleDestroy {
  private readonly users = new Map<string, KnownUser>();
  private unlisten: (() => void) | null = null;
  private forgotten = 0;

  constructor(
    private readonly clock: Clock,
    private readonly signals: Signals,
  ) {}

  onModuleDestroy(): void {
    this.unlisten?.();
  }

  /** Grows with everything that is forgotten: to be asked before the database is. */
  get age(): number {
    return this.forgotten;
  }

  /** @param key begins with the user's id and a slash */
  find(key: string): AuthenticatedUser | null {
    const known = this.users.get(key);
    if (known !== undefined && known.validUntilMs > this.clock.monotonicMs()) return known.user;
    this.users.delete(key);
    return null;
  }

  /** @param age of the time before the rows were read: what was forgotten since may be what they say */
  remember(key: string, user: AuthenticatedUser, age: number): void {
    // A process that knows nobody has nobody to forget.
    this.unlisten ??= this.signals.listen(FORGET_TOPIC, (id) => {
      this.forgetHere(id);
    });
    if (age !== this.forgotten) return;
    // Maps keep the order of insertion: the first is the oldest.
    const [oldest] = this.users.keys();
    if (oldest !== undefined && this.users.size >= MAX_CACHED) this.users.delete(oldest);
    this.users.set(key, { user, validUntilMs: this.clock.monotonicMs() + TTL_MS });
  }

  /** After the commit: every process asks again about this person. */
  forget(id: string): void {
    this.forgetHere(id);
    this.signals.send(FORGET_TOPIC, id);
  }

  /** @param id empty: everybody, for signals may have been lost */
  private forgetHere(id: string): void {
    this.forgotten += 1;
    for (const key of this.users.keys()) if (id === '' || key.startsWith(`${id}/`)) this.users.delete(key);
  }
}
