import { DatabaseSettings } from '@genesis/config';
import { AppError } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';

/** A list that has waited so long for its turn is refused: those before it are slow. */
const MOST_WAIT_MS = 2_000;
const ASK_AGAIN_MS = 2_000;

/** Reads whose time grows with what there is to read, as lists do, take at most half of the connections of this process:
 *  when they become slow, everything else still has its own. */
@Injectable()
export class LongReads {
  private readonly most: number;
  private atWork = 0;
  private readonly waiting = new Set<() => void>();

  constructor({ poolMax }: DatabaseSettings) {
    this.most = Math.max(1, Math.floor(poolMax / 2));
  }

  /** In the order of arrival. @throws AppError SERVICE_BUSY (upstream_unavailable) when its turn does not come within 2 s */
  async run<T>(read: () => Promise<T>): Promise<T> {
    if (this.atWork < this.most) this.atWork += 1;
    else await this.turn();
    try {
      return await read();
    } finally {
      this.leave();
    }
  }

  /** Who leaves hands its place on. */
  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) this.atWork -= 1;
    else next();
  }

  private turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        this.waiting.delete(begin);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(begin);
        reject(
          new AppError({ code: 'SERVICE_BUSY', kind: 'upstream_unavailable', retryAfterMs: ASK_AGAIN_MS }),
        );
      }, MOST_WAIT_MS);
      this.waiting.add(begin);
    });
  }
}
