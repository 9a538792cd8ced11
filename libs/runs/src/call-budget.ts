import type { Capability, SpendingHold } from '@genesis/integrations';

/** For whom a run spends. */
export interface RunPayer {
  readonly runId: string;
  readonly ownerId: string;
}

/** Port: what runs may spend on vendors. Provided by quota. */
export abstract class CallBudget {
  /** Holds the most that one request can cost.
   *  @throws VendorError budget_exhausted when a cap of the run, of its owner's day or of the service's day would be passed */
  abstract reserve(
    payer: RunPayer,
    capability: Capability,
    upperBoundMicroUsd: number,
  ): Promise<SpendingHold>;
}
