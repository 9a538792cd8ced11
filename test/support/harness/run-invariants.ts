import type pg from 'pg';
import type { ChatLedgerEntry } from '../simulators/chat-ledger.js';

export interface Witness {
  /** What the simulated vendor saw of these runs. */
  readonly calls?: readonly ChatLedgerEntry[];
  /** When workers were killed, in milliseconds of the Unix epoch. Default: never. */
  readonly deaths?: readonly number[];
}

/** How long before its worker's death a vendor may have answered without the answer having been recorded. */
const IN_FLIGHT_MS = 1_000;
/** Times of the database and of the simulator come from one clock, but are rounded. */
const ROUNDING_MS = 2;

/** What must hold once nothing is at work any more; each row returned is a violation. Source: the invariants I2 to I7
 *  of the design: one terminal event, the last; no gap; no task left over; status of run, version and brief agree. */
const RULES: Readonly<Record<string, string>> = {
  'a run is unfinished': `
    SELECT id, status, fence, crash_count, lease_expires_at FROM agent_run WHERE status IN ('queued', 'running', 'parked')`,
  'a finished run holds a lease': `
    SELECT id, status FROM agent_run WHERE status NOT IN ('queued', 'running', 'parked') AND lease_expires_at IS NOT NULL`,
  'a finished run has a task at work': `
    SELECT t.run_id, t.name, t.status FROM agent_task t JOIN agent_run r ON r.id = t.run_id
     WHERE r.finished_at IS NOT NULL AND t.status IN ('pending', 'running')`,
  'a run does not have exactly one event of its start and one of its end': `
    SELECT r.id, r.status, count(*) FILTER (WHERE e.type = 'run.started') AS started,
           count(*) FILTER (WHERE e.type = 'run.finished') AS finished
      FROM agent_run r LEFT JOIN run_event e ON e.run_id = r.id GROUP BY r.id
    HAVING count(*) FILTER (WHERE e.type = 'run.started') <> 1
        OR count(*) FILTER (WHERE e.type = 'run.finished') <> (r.finished_at IS NOT NULL)::int`,
  'the end of a run is not its last event': `
    SELECT run_id, seq FROM run_event e WHERE type = 'run.finished'
       AND EXISTS (SELECT 1 FROM run_event later WHERE later.run_id = e.run_id AND later.seq > e.seq)`,
  'the event of the end says another status than the run': `
    SELECT r.id, r.status, e.data FROM run_event e JOIN agent_run r ON r.id = e.run_id
     WHERE e.type = 'run.finished' AND e.data->>'status' <> r.status`,
  'the events of a brief have a gap': `
    SELECT brief_id, count(*) AS events, min(seq) AS first, max(seq) AS last FROM run_event GROUP BY brief_id
    HAVING min(seq) <> 1 OR max(seq) <> count(*)`,
  'a brief does not know its last event': `
    SELECT b.id, b.last_event_seq, max(e.seq) AS last FROM business_briefs b JOIN run_event e ON e.brief_id = b.id
     GROUP BY b.id HAVING b.last_event_seq <> max(e.seq)`,
  'an agent did not start and finish exactly once': `
    SELECT t.run_id, t.name, t.status, t.attempt, s.started, s.finished
      FROM agent_task t JOIN agent_run r ON r.id = t.run_id,
           LATERAL (SELECT count(*) FILTER (WHERE e.type = 'agent.started') AS started,
                           count(*) FILTER (WHERE e.type = 'agent.finished') AS finished
                      FROM run_event e WHERE e.run_id = t.run_id AND e.agent = t.name) s
     WHERE r.finished_at IS NOT NULL
       AND (s.started <> (t.attempt > 0)::int OR s.finished <> (NOT t.is_kept)::int)`,
  'an agent finished before it started': `
    SELECT f.run_id, f.agent FROM run_event f JOIN run_event s ON s.run_id = f.run_id AND s.agent = f.agent
     WHERE f.type = 'agent.finished' AND s.type = 'agent.started' AND s.seq > f.seq`,
  'an agent finished with another status than its task has': `
    SELECT t.run_id, t.name, t.status, e.data FROM run_event e JOIN agent_task t ON t.run_id = e.run_id AND t.name = e.agent
     WHERE e.type = 'agent.finished' AND e.data->>'status' <> t.status`,
  'a version has another status than its run': `
    SELECT v.brief_id, v.version, v.status, r.status AS run_status FROM brief_versions v JOIN agent_run r ON r.id = v.run_id
     WHERE r.finished_at IS NOT NULL AND v.status <> r.status`,
  'a brief has another status than the version that it shows': `
    SELECT b.id, b.status, v.status AS version_status FROM business_briefs b
      JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
     WHERE b.status <> v.status`,
  'a file is not the one that its event announced': `
    SELECT e.run_id, e.data->>'path' AS path FROM run_event e
      LEFT JOIN artifact a ON a.workspace_id = e.run_id AND a.path = e.data->>'path' AND a.sha256 = e.data->>'sha256'
     WHERE e.type = 'file.written' AND a.path IS NULL`,
  'a file is not what its checksum says': `
    SELECT workspace_id, path FROM artifact
     WHERE sha256 <> encode(sha256(convert_to(content, 'UTF8')), 'hex') OR size <> octet_length(content)`,
  'a usable agent delivered no file': `
    SELECT t.run_id, t.name FROM agent_task t
     WHERE t.status IN ('success', 'fallback')
       AND NOT EXISTS (SELECT 1 FROM artifact a WHERE a.workspace_id = t.run_id AND a.task = t.name)`,
  'a recorded call does not have exactly one event': `
    SELECT c.run_id, c.task, c.call_key, count(e.seq) AS events FROM provider_call c
      LEFT JOIN run_event e ON e.run_id = c.run_id AND e.agent = c.task AND e.type = 'call.finished'
           AND e.data->>'call_key' = c.call_key AND e.data->>'outcome' = 'success'
     WHERE c.outcome = 'success' GROUP BY c.run_id, c.task, c.call_key HAVING count(e.seq) <> 1`,
};

interface RecordedCall {
  readonly key: string;
  readonly recorded_at: number;
}

/** What is wrong with the runs of a database at rest, and with what the vendor saw of them. Empty is good. */
export async function runViolations(db: pg.Pool, witness: Witness = {}): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(RULES).map(async ([rule, sql]) => {
      const { rows } = await db.query<object>(sql);
      return rows.map((row) => `${rule}: ${JSON.stringify(row)}`);
    }),
  );
  const { rows: recorded } = await db.query<RecordedCall>(
    `SELECT run_id || '/' || task || '/' || call_key AS key, extract(epoch FROM finished_at)::float8 * 1000 AS recorded_at
       FROM provider_call WHERE outcome = 'success'`,
  );
  return [
    ...found.flat(),
    ...(witness.calls ? callViolations(recorded, witness.calls, witness.deaths ?? []) : []),
  ];
}

/** A call that is recorded is never made again, and an answer is paid for twice only when its worker died between the
 *  answer and the record. */
function callViolations(
  recorded: readonly RecordedCall[],
  calls: readonly ChatLedgerEntry[],
  deaths: readonly number[],
): string[] {
  const byKey = new Map<string, ChatLedgerEntry[]>();
  for (const call of calls) {
    const key = call.callKey ?? '';
    byKey.set(key, [...(byKey.get(key) ?? []), call]);
  }
  const repeated = recorded.flatMap(({ key, recorded_at }) =>
    (byKey.get(key) ?? [])
      .filter((call) => call.receivedAt > recorded_at + ROUNDING_MS)
      .map((call) => `a call was made again ${call.receivedAt - recorded_at} ms after its record: ${key}`),
  );
  const unknown = recorded
    .filter(({ key }) => !(byKey.get(key) ?? []).some(isAnswered))
    .map(({ key }) => `a call is recorded that the vendor did not answer: ${key}`);
  const paidTwice = [...byKey].flatMap(([key, entries]) => {
    const answered = entries.filter(isAnswered);
    const unexplained = answered.slice(0, -1).filter(({ finishedAt }) => !diedUnrecorded(finishedAt, deaths));
    return unexplained.map(() => `a call was answered ${answered.length} times: ${key}`);
  });
  return [...repeated, ...unknown, ...paidTwice];
}

function isAnswered(call: ChatLedgerEntry): boolean {
  return call.status === 200 && call.finishedAt !== null;
}

function diedUnrecorded(finishedAt: number | null, deaths: readonly number[]): boolean {
  return deaths.some(
    (death) => finishedAt !== null && finishedAt <= death && death - finishedAt <= IN_FLIGHT_MS,
  );
}
