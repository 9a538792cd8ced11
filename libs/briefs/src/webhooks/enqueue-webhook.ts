import { queryPrepared } from '@genesis/database';
import { newId } from '@genesis/kernel';
import type { RunOutcome } from '@genesis/runs';
import type { EntityManager } from 'typeorm';

/** DigitalCloud360's words for how a generation ended. Source: contract 1.0.0, generation status. */
const STATUS_WORDS: Readonly<Partial<Record<RunOutcome['status'], string>>> = {
  completed: 'completed',
  partial: 'completed',
  failed: 'failed',
};

/** Leaves a note for DigitalCloud360 that a generation has ended, in the transaction that ends it. Nothing is left for
 *  briefs of people whom the platform does not know, or for cancelled ones. The whole body is made here, so that every try
 *  sends the same bytes. */
export async function enqueueBriefCompleted(
  tx: EntityManager,
  { briefId, version, status }: Pick<RunOutcome, 'briefId' | 'version' | 'status'>,
): Promise<void> {
  const word = STATUS_WORDS[status];
  if (word === undefined) return;
  await queryPrepared(
    tx,
    `INSERT INTO webhook_event (id, kind, brief_id, version, payload)
     SELECT $1::uuid, 'brief.completed', b.id, $3::int,
            jsonb_build_object(
              'event_id', $1::uuid, 'event', 'brief.completed', 'brief_id', b.id, 'version', $3::int,
              'user_id', CASE WHEN u.dc360_user_id ~ '^[0-9]{1,15}$' THEN to_jsonb(u.dc360_user_id::bigint)
                              ELSE to_jsonb(u.dc360_user_id) END,
              'status', $4::text,
              'url', NULL)::text
       FROM business_briefs b JOIN users u ON u.id = b.owner_id
      WHERE b.id = $2 AND u.dc360_user_id IS NOT NULL
     ON CONFLICT (kind, brief_id, version) DO NOTHING`,
    [newId(), briefId, version, word],
  );
}
