import { expect } from '@jest/globals';
import type pg from 'pg';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the records lie from which docs/reliability-report.md is generated. Not committed. What a mutant does is recorded
 *  elsewhere: it is no fault of the product. */
export const RECORDS =
  process.env.GENESIS_CHAOS_RECORDS ?? path.resolve(import.meta.dirname, '../../output/chaos');

/** What a scenario did and what came of it. */
export interface Measured {
  /** How many faults were injected: kills, outages, refusals, doubled deliveries… */
  readonly faults?: number;
  /** Milliseconds from the last fault, or its end, until all was as it should be; the worst of the scenario. */
  readonly recoveryMs?: number;
  /** What the scenario itself has seen of its invariants, each with its number: `I5: …`. */
  readonly seen?: readonly string[];
}

export interface ScenarioRecord extends Omit<Measured, 'seen'> {
  /** Of design/faults.md, e.g. `R5`, or several, `R1, R19`; the beginning of the test's name. */
  readonly id: string;
  readonly scenario: string;
  readonly runs: number;
  /** Runs without an end, or without a row for a 202. */
  readonly lost: number;
  /** Calls that were paid for twice, websites that were published twice. */
  readonly doubled: number;
  /** Each begins with the number of its invariant. */
  readonly violations: readonly string[];
  /** ISO 8601. A report that is made of records of different days says so. */
  readonly recordedAt: string;
}

/** Violations by which something was done twice that costs money or shows. */
const DOUBLED = /^(I3: a call was (made again|answered|broken off and made again)|I5:)/;
const WITHOUT_ROW = /^I1:/;

export const doubledIn = (violations: readonly string[]): number =>
  violations.filter((violation) => DOUBLED.test(violation)).length;

export const rowlessIn = (violations: readonly string[]): number =>
  violations.filter((violation) => WITHOUT_ROW.test(violation)).length;

/** Writes down how the present test ended, under its name. @param db of the installation; absent: no run took part */
export async function recordScenario(
  violations: readonly string[],
  { faults, recoveryMs }: Measured,
  db?: pg.Pool,
): Promise<void> {
  const name = expect.getState().currentTestName ?? '';
  const [, id, scenario] = /\b(R\d+(?:, R\d+)*): (.*)$/.exec(name) ?? [];
  if (id === undefined || scenario === undefined) return;
  const counted = await db?.query<{ runs: number; lost: number }>(
    `SELECT count(*)::int AS runs, count(*) FILTER (WHERE finished_at IS NULL)::int AS lost FROM agent_run`,
  );
  const { runs, lost } = counted?.rows[0] ?? { runs: 0, lost: 0 };
  await writeRecord(`${id}-${scenario}`, {
    id,
    scenario,
    faults,
    recoveryMs,
    runs,
    lost: lost + rowlessIn(violations),
    doubled: doubledIn(violations),
    violations,
    recordedAt: new Date().toISOString(),
  } satisfies ScenarioRecord);
}

/** @param name of the file, without its ending; what no file name should have is replaced */
export async function writeRecord(name: string, record: object): Promise<void> {
  await mkdir(RECORDS, { recursive: true });
  const file = `${name.replaceAll(/[^\w]+/g, '-').slice(0, 100)}.json`;
  await writeFile(path.join(RECORDS, file), `${JSON.stringify(record, null, 2)}\n`);
}
