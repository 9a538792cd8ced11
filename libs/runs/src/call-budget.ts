import type { Capability, SpendingHold } from '@genesis/integrations';
import type { EntityManager } from 'typeorm';

/** For whom a run spends. */
export interface RunPayer {
  readonly runId: string;
  readonly ownerId: string;
}

/** What one request can cost at most. */
export interface HoldRequest {
  /** The same id holds once, however often it is asked for. */
  readonly id: string;
  readonly capability: Capability;
  readonly upperBoundMicroUsd: number;
}

/** Port: what runs may spend on vendors. Provided by quota. */
export abstract class CallBudget {
  /** Holds the most that one request can cost. Safe to repeat under the same id.
   *  @throws VendorError budget_exhausted when a cap of the run, of its owner's day or of the service's day would be passed */
  abstract reserve(payer: RunPayer, hold: HoldRequest): Promise<SpendingHold>;

  /** Keeps what runs have cost in their owners' accounts, before their calls are removed in the same transaction. */
  abstract keepCost(tx: EntityManager, runIds: readonly string[]): Promise<void>;
}
