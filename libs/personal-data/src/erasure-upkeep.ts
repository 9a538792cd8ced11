import { Retention } from '@genesis/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountErasure } from './account-erasure.js';

/** Accounts of a round: each may have thousands of rows. */
const MOST_ACCOUNTS = 10;

/** Erasures that the api could not finish. */
@Injectable()
export class ErasureUpkeep implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly erasure: AccountErasure,
  ) {}

  onModuleInit(): void {
    const prune = (limit: number) => this.erasure.carryOutPending(Math.min(limit, MOST_ACCOUNTS));
    this.retention.add({ name: 'accounts', prune });
  }
}
