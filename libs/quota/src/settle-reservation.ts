import { queryPrepared } from '@genesis/database';
import type { TerminalRunStatus } from '@genesis/runs';
import type { EntityManager } from 'typeorm';
import { RELEASE_VANISHED, SETTLE } from './quota-statements.js';

/** Commits what a run that made something has used, with its report to DigitalCloud360, and gives back the rest. In the
 *  transaction that ends the run; settling again changes nothing. */
export async function settleReservation(
  tx: EntityManager,
  runId: string,
  end: TerminalRunStatus,
): Promise<void> {
  const state = end === 'completed' || end === 'partial' ? 'committed' : 'released';
  await queryPrepared(tx, SETTLE, [runId, state]);
}

/** Gives back what runs have reserved that go without an end: deleted with their brief. */
export async function releaseVanished(tx: EntityManager, runIds: readonly string[]): Promise<void> {
  await queryPrepared(tx, RELEASE_VANISHED, [runIds]);
}
