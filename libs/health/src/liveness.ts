import { Injectable } from '@nestjs/common';

export interface LivenessReport {
  readonly status: 'ok' | 'failing';
}

/** Whether this process does its work at all. Touches no dependency: a restart would not heal one. */
@Injectable()
export class Liveness {
  private readonly signs: (() => boolean)[] = [];

  /** Adds a sign of life, for a worker: that it takes jobs. */
  require(isAlive: () => boolean): void {
    this.signs.push(isAlive);
  }

  report(): LivenessReport {
    return { status: this.signs.every((isAlive) => isAlive()) ? 'ok' : 'failing' };
  }
}
