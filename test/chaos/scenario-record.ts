import { expect } from '@jest/globals';
import type pg from 'pg';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the records lie from which docs/reliability-report.md is generated. Not committed. */
export const RECORDS = path.resolve(import.meta.dirname, '../../output/chaos');

/** What a scenario did and what came of it. */
export interface Measured {
  /** How many faults were injected: kills, outages, refusals, doubled deliveries… */
  readonly faults?: number;
  /** Milliseconds from the last fault, or its end, until all was as it should be; the worst of the scenario. */
  readonly recoveryMs?: number;
}

export interface ScenarioRecord extends Measured {
  /** Of design/faults.md, e.g. `R5`; the beginning of the test's name. */
  readonly id: string;
  readonly scenario: string;
  readonly runs: number;
  /** Runs without an end, or without a row for a 202. */
  readonly lost: number;
  /** Calls that were paid for twice, websites that were published twice. */
  readonly doubled: number;
  readonly violations: readonly string[];
}

/** Violations by which something was done twice that costs money or shows. */
const DOUBLED = /^a call was (made again|answered|broken off and made again)|published/;

/** Writes down how the present test ended, under its name. @param db of the installation; absent: no run took part */
export async function recordScenario(
  violations: readonly string[],
  { faults, recoveryMs }: Measured,
  db?: pg.Pool,
): Promise<void> {
  const name = expect.getState().currentTestName ?? '';
  const [, id, scenario] = /\b(R\d+): (.*)$/.exec(name) ?? [];
  if (id === undefined || scenario === undefined) return;
  const counted = await db?.query<{ runs: number; lost: number }>(
    `SELECT count(*)::int AS runs, count(*) FILTER (WHERE finished_at IS NULL)::int AS lost FROM agent_run`,
  );
  const { runs, lost } = counted?.rows[0] ?? { runs: 0, lost: 0 };
  const doubled = violations.filter((violation) => DOUBLED.test(violation)).length;
  const record: ScenarioRecord = { id, scenario, faults, recoveryMs, runs, lost, doubled, violations };
  await mkdir(RECORDS, { recursive: true });
  const file = `${id}-${scenario.replaceAll(/[^\w]+/g, '-').slice(0, 80)}.json`;
  await writeFile(path.join(RECORDS, file), `${JSON.stringify(record, null, 2)}\n`);
}
