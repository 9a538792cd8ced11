import type { TaskName } from '@genesis/agents';
import { RunSettings } from '@genesis/config';
import { queryPrepared } from '@genesis/database';
import { personNames } from '@genesis/identity';
import { type JsonObject, storableJson } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ClaimedRun } from './claimed-run.js';
import { onceOnly } from './run-steps.js';
import { RunStore } from './run-store.js';
import { LeaseLostError } from './runs.errors.js';

export interface JournaledCall {
  readonly runId: string;
  readonly task: TaskName;
  readonly callKey: string;
  readonly requestHash: string;
  readonly capability: string;
  readonly provider: string;
  readonly model: string | null;
  readonly promptId: string | null;
  readonly outcome: string;
  /** Requests that were sent, at least 1. */
  readonly attempts: number;
  readonly response: JsonObject | null;
  /** `input_tokens`, `output_tokens`, `credits`, `images`: what the vendor counted. */
  readonly usage: JsonObject | null;
  /** Millionths of a US dollar; null when the price is unknown. */
  readonly costMicroUsd: number | null;
  readonly latencyMs: number;
}

/** What was asked, and under which names. */
export interface AskedCall extends Pick<JournaledCall, 'task' | 'requestHash'> {
  readonly callKeys: readonly string[];
  /** Responses that are not are passed over. Default: each is. */
  readonly isTaken?: (response: JsonObject) => boolean;
}

/** What the tasks of a run asked vendors, and what that cost. */
@Injectable()
export class CallJournal {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: RunStore,
    private readonly settings: RunSettings,
  ) {}

  /** The stored response of a call that finished for the same request, whoever answered it: the first that is taken, or
   *  null. @throws LeaseLostError when the fence is no longer the run's: then no call may begin. */
  async find(
    run: ClaimedRun,
    { task, callKeys, requestHash, isTaken }: AskedCall,
  ): Promise<JsonObject | null> {
    const rows = await queryPrepared<{ response: JsonObject | null }>(
      this.dataSource.manager,
      `SELECT c.response FROM agent_run r
         LEFT JOIN provider_call c ON c.run_id = r.id AND c.task = $3 AND c.call_key = ANY ($4::text[])
              AND c.request_hash = $5 AND c.outcome = 'success'
        WHERE r.id = $1 AND r.fence = $2 AND r.status = 'running'
        ORDER BY c.finished_at`,
      [run.id, run.fence, task, callKeys, requestHash],
    );
    if (rows.length === 0) throw new LeaseLostError(run.id);
    const responses = rows.map(({ response }) => response).filter((response) => response !== null);
    return responses.find((response) => isTaken?.(response) ?? true) ?? null;
  }

  /** What the owner of a run is called. */
  async ownerNames({ ownerId }: ClaimedRun): Promise<readonly string[]> {
    return personNames(this.dataSource.manager, ownerId);
  }

  /** Records an ended call and its event under the fence, and renews the lease. Safe to repeat under the same step id.
   *  What several calls of one key cost adds up; a failure never takes the place of a success.
   *  @returns the number of the brief's last event. @throws LeaseLostError when the fence is no longer the run's. */
  async record(run: ClaimedRun, stepId: number, given: JournaledCall): Promise<number> {
    const call = storableJson(given);
    const event = {
      call_key: call.callKey,
      provider: call.provider,
      model: call.model,
      outcome: call.outcome,
      attempts: call.attempts,
      latency_ms: call.latencyMs,
      usage: call.usage,
      cost_micro_usd: call.costMicroUsd,
    };
    const rows = await queryPrepared<{ last: number }>(this.dataSource.manager, RECORD, [
      run.id,
      run.fence,
      call.task,
      call.callKey,
      call.requestHash,
      call.capability,
      call.provider,
      call.model,
      call.promptId,
      call.outcome,
      call.attempts,
      call.response === null ? null : JSON.stringify(call.response),
      call.usage === null ? null : JSON.stringify(call.usage),
      Math.round(call.latencyMs),
      JSON.stringify(event),
      stepId,
      this.settings.leaseMs,
      call.costMicroUsd,
    ]);
    const last = rows[0]?.last ?? (await this.store.lastAfter(run, stepId));
    if (last === null) throw new LeaseLostError(run.id);
    return last;
  }
}

const STEP = onceOnly('$16');

const RESULT_COLUMNS = [
  'request_hash',
  'model',
  'prompt_id',
  'outcome',
  'response',
  'latency_ms',
  'finished_at',
] as const;

const bestResult = (column: string) => `${column} = CASE
                  WHEN provider_call.outcome = 'success' AND excluded.outcome <> 'success'
                  THEN provider_call.${column} ELSE excluded.${column} END`;

const countOf = (row: string, name: string) => `(${row}.usage->>'${name}')::numeric`;

/** What both have counted; null where neither says. */
const countOfBoth = (name: string) => `'${name}', CASE
                  WHEN ${countOf('provider_call', name)} IS NULL THEN ${countOf('excluded', name)}
                  ELSE ${countOf('provider_call', name)} + coalesce(${countOf('excluded', name)}, 0) END`;

const COUNTS = ['input_tokens', 'output_tokens', 'credits', 'images'];

const RECORD = `WITH held AS (
         UPDATE agent_run
            SET event_seq = event_seq + 1, ${STEP.remember}, lease_expires_at = now() + $17 * interval '1 millisecond'
          WHERE id = $1 AND fence = $2 AND status = 'running' AND ${STEP.isNew}
          RETURNING id, brief_id, event_seq
       ), call AS (
         INSERT INTO provider_call (run_id, task, call_key, request_hash, capability, provider, model, prompt_id,
                                    outcome, attempts, response, usage, latency_ms, cost_micro_usd)
         SELECT held.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13::jsonb, $14, $18::bigint FROM held
         ON CONFLICT (run_id, task, call_key, provider) DO UPDATE
            SET attempts = provider_call.attempts + excluded.attempts,
                usage = CASE
                  WHEN provider_call.usage IS NULL OR excluded.usage IS NULL
                  THEN coalesce(provider_call.usage, excluded.usage)
                  ELSE jsonb_strip_nulls(jsonb_build_object(${COUNTS.map(countOfBoth).join(', ')})) END,
                cost_micro_usd = CASE
                  WHEN provider_call.cost_micro_usd IS NULL THEN excluded.cost_micro_usd
                  ELSE provider_call.cost_micro_usd + coalesce(excluded.cost_micro_usd, 0) END,
                ${RESULT_COLUMNS.map(bestResult).join(', ')}
       ), event AS (
         INSERT INTO run_event (brief_id, seq, run_id, type, agent, data)
         SELECT brief_id, event_seq, id, 'call.finished', $3, $15::jsonb FROM held
       )
       SELECT event_seq AS last FROM held`;
