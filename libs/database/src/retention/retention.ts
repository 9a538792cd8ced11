import { Injectable } from '@nestjs/common';

/** What is kept for so long and no longer. */
export interface RetentionRule {
  /** Label of its metric, e.g. `idempotency_keys`. */
  readonly name: string;
  /** Removes what is too old, oldest first; what somebody else holds is left to them, so that several processes may do so at
   *  once. @param limit at most so many. @returns how many were removed; 0 when nothing is left that could be */
  prune(limit: number): Promise<number>;
}

/** Rules of the libs that own the tables. Whether and when they are followed is the worker's matter. */
@Injectable()
export class Retention {
  private readonly added: RetentionRule[] = [];

  add(rule: RetentionRule): void {
    this.added.push(rule);
  }

  get rules(): readonly RetentionRule[] {
    return this.added;
  }
}
