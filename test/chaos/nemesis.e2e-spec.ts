import { describe, expect, it } from '@jest/globals';
import { Nemesis, type NemesisRecord } from './nemesis/nemesis.js';
import { writeRecord } from './scenario-record.js';

/** With the suite, a short one; `npm run test:nemesis -- --seed N --minutes M` for a longer one. */
const seed = Number(process.env.GENESIS_NEMESIS_SEED ?? 1);
const durationMs = 1_000 * Number(process.env.GENESIS_NEMESIS_SECONDS ?? 45);
/** Beside the time of the faults: the start, the last runs, the looking. */
const BESIDE_MS = 600_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

describe('the nemesis', () => {
  it(
    `mixes all faults by a seed: every promise is kept`,
    async () => {
      const record = await Nemesis.run({ seed, durationMs, say });
      await writeRecord(`nemesis-${seed}`, record);
      say(summaryOf(record));
      expect(record.violations).toEqual([]);
    },
    durationMs + BESIDE_MS,
  );
});

function summaryOf(record: NemesisRecord): string {
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).map(([name, count]) => `${count} ${name}`);
  return [
    `nemesis of seed ${record.seed}, ${record.minutes.toFixed(2)} minutes; again: --seed ${record.seed}`,
    `  runs       ${record.runs}: ${counts(record.byStatus).join(', ')}; ${record.websites} websites`,
    `  faults     ${counts(record.faults).join(', ')}`,
    `  lost       ${record.lost}`,
    `  doubled    ${record.doubled}`,
    `  recovery   worst ${record.worstRecoveryMs} ms without a lease, ${record.worstStandstillMs} ms without a move; at rest after ${record.restMs} ms`,
    `  bounds     /health p99 ${record.bounds.healthP99Ms} ms, worst ${record.bounds.healthWorstMs} ms; ${record.bounds.residentMb} MiB, ${record.bounds.descriptors} descriptors, ${record.bounds.waitingJobs} jobs waiting`,
    `  500        ${record.answers500} answers`,
    ...record.violations.map((violation) => `  VIOLATION  ${violation}`),
  ].join('\n');
}
