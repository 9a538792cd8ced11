import { queryPrepared } from '@genesis/database';
import { personNames } from '@genesis/identity';
import type { CallLedger, Capability, LedgerEntry, SpendingHold } from '@genesis/integrations';
import { type JsonObject, newId } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UserCallPurpose } from './entities/user-call.entity.js';
import { SpendingCaps } from './spending-caps.js';

/** What a user pays for outside runs. Nothing is looked up: whoever asks again, pays again. */
@Injectable()
export class UserCalls {
  constructor(
    private readonly dataSource: DataSource,
    private readonly caps: SpendingCaps,
  ) {}

  /** Calls within the user's and the service's caps of the day, each recorded with what it cost. */
  ledgerOf(userId: string, purpose: Exclude<UserCallPurpose, 'deleted_brief'>): CallLedger {
    return {
      find: () => Promise.resolve(null),
      reserve: (capability: Capability, upperBoundMicroUsd: number): Promise<SpendingHold> =>
        this.caps.hold({ runId: null, userId }, { id: newId(), capability, upperBoundMicroUsd }),
      record: (entry) => this.record(userId, purpose, entry),
      personNames: () => personNames(this.dataSource.manager, userId),
    };
  }

  private async record(userId: string, purpose: UserCallPurpose, entry: LedgerEntry): Promise<void> {
    await queryPrepared(
      this.dataSource.manager,
      `INSERT INTO user_call (id, user_id, purpose, capability, provider, model, prompt_id, outcome, attempts, usage,
                              cost_micro_usd, latency_ms)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        newId(),
        userId,
        purpose,
        entry.capability,
        entry.provider,
        entry.model,
        entry.promptId,
        entry.outcome,
        entry.attempts,
        entry.usage && JSON.stringify(usageOf(entry)),
        entry.costMicroUsd === null ? null : Math.ceil(entry.costMicroUsd),
        Math.round(entry.latencyMs),
      ],
    );
  }
}

/** In the words of the journal of runs. */
function usageOf({ usage }: LedgerEntry): JsonObject | null {
  return (
    usage && {
      input_tokens: usage.inputTokens ?? null,
      output_tokens: usage.outputTokens ?? null,
      ...(usage.credits != null && { credits: usage.credits }),
      ...(usage.images != null && { images: usage.images }),
    }
  );
}
