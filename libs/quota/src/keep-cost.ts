import { queryPrepared } from '@genesis/database';
import type { EntityManager } from 'typeorm';

/** Keeps what runs have cost in their owner's accounts, before their journal is deleted with them. */
export async function keepCostOfRuns(tx: EntityManager, runIds: readonly string[]): Promise<void> {
  await queryPrepared(
    tx,
    `INSERT INTO user_call (id, user_id, purpose, capability, provider, model, prompt_id, outcome, attempts, usage,
                            cost_micro_usd, latency_ms, finished_at)
     SELECT gen_random_uuid(), r.owner_id, 'deleted_brief', c.capability, c.provider, c.model, c.prompt_id, c.outcome,
            c.attempts, c.usage, c.cost_micro_usd, c.latency_ms, c.finished_at
       FROM provider_call c JOIN agent_run r ON r.id = c.run_id WHERE r.id = ANY($1::uuid[])`,
    [runIds],
  );
}
