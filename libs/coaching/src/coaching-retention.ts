import { RetentionSettings } from '@genesis/config';
import { queryPrepared, Retention, together, transaction } from '@genesis/database';
import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Sessions that nobody goes on with are closed; later their words go, and where they stood stays. What a session has
 *  become has its own time as a brief. */
@Injectable()
export class CoachingRetention implements OnModuleInit {
  constructor(
    private readonly retention: Retention,
    private readonly dataSource: DataSource,
    private readonly settings: RetentionSettings,
  ) {}

  onModuleInit(): void {
    this.retention.add({ name: 'coaching_sessions', prune: (limit) => this.close(limit) });
    this.retention.add({ name: 'coaching_texts', prune: (limit) => this.removeTexts(limit) });
  }

  /** The time of the last change stays: the words' time counts from the person's last step. */
  private async close(limit: number): Promise<number> {
    const closed = await queryPrepared<unknown>(this.dataSource.manager, CLOSE, [
      limit,
      this.settings.sessionDays,
    ]);
    return closed.length;
  }

  private async removeTexts(limit: number): Promise<number> {
    return transaction(this.dataSource, async (tx) => {
      const old = await queryPrepared<{ id: string }>(tx, CLEAR_SESSIONS, [
        limit,
        this.settings.sessionTextDays,
      ]);
      if (old.length === 0) return 0;
      const ids = old.map(({ id }) => id);
      await together(
        queryPrepared(tx, CLEAR_STEPS, [ids]),
        queryPrepared(tx, `DELETE FROM coaching_turns WHERE session_id = ANY($1::uuid[])`, [ids]),
      );
      return ids.length;
    });
  }
}

/** The worker's part of coaching. */
@Module({ providers: [CoachingRetention] })
export class CoachingRetentionModule {}

/** Only what the table of sessions lets fail: not while agents work on the brief, nor once it has results. */
const CLOSE = `UPDATE coaching_sessions
          SET status = 'failed', failure_reason = 'expired', version = version + 1, judging_until = NULL
        WHERE id IN (
         SELECT s.id FROM coaching_sessions s
          WHERE s.status IN ('initialized', 'in_progress') AND s.updated_at < now() - $2::int * interval '1 day'
            AND (s.judging_until IS NULL OR s.judging_until < now())
            AND coalesce((SELECT b.status FROM business_briefs b WHERE b.id = s.brief_id), 'draft')
                NOT IN ('queued', 'in_progress', 'completed', 'partial')
          ORDER BY s.updated_at LIMIT $1 FOR UPDATE OF s SKIP LOCKED)
       RETURNING 1`;

/** Nothing can be made of it any more, so that it is closed too, whatever it had become. */
const CLEAR_SESSIONS = `UPDATE coaching_sessions
          SET status = 'failed', failure_reason = coalesce(failure_reason, 'expired'), onboarding = NULL, facts = '{}',
              choices = '[]', version = version + 1, judging_until = NULL, text_removed_at = now()
        WHERE id IN (
         SELECT id FROM coaching_sessions
          WHERE text_removed_at IS NULL AND updated_at < now() - $2::int * interval '1 day'
            AND (judging_until IS NULL OR judging_until < now())
          ORDER BY updated_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id`;

/** A kept answer stays one: its row says that it was given. */
const CLEAR_STEPS = `UPDATE coaching_steps
          SET answer = CASE WHEN answer IS NOT NULL THEN '' END, reformulated = NULL, best = NULL, criteria = '[]',
              key_points = '[]', call = NULL
        WHERE session_id = ANY($1::uuid[])`;
