import type pg from 'pg';
import type { ChatLedgerEntry } from '../simulators/chat-ledger.js';

export interface Witness {
  /** What the simulated vendor saw of these runs. */
  readonly calls?: readonly ChatLedgerEntry[];
  /** Whose calls these are, where others of the chain are asked too. Default: the only vendor that is asked. */
  readonly provider?: string;
  /** When workers were killed, told to end, or lost their runs, in milliseconds of the Unix epoch. Default: never. */
  readonly deaths?: readonly number[];
}

/** How long before its worker's death a vendor may have answered without the answer having been recorded. */
const IN_FLIGHT_MS = 1_000;
/** Times of the database and of the simulator come from one clock, but are rounded. */
const ROUNDING_MS = 2;

/** Files go with the results of a version that newer ones have replaced. */
const LOST_ITS_RESULTS = (runId: string): string =>
  `EXISTS (SELECT FROM brief_versions v WHERE v.run_id = ${runId} AND v.results_removed_at IS NOT NULL)`;

/** What must hold once nothing is at work any more; each row returned is a violation. Source: the invariants I2 to I7
 *  of the design: one terminal event, the last; no gap; no task left over; status of run, version and brief agree. */
const RULES: Readonly<Record<string, string>> = {
  'I2: a run is unfinished': `
    SELECT id, status, fence, crash_count, lease_expires_at FROM agent_run WHERE status IN ('queued', 'running', 'parked')`,
  'I7: a finished run holds a lease': `
    SELECT id, status FROM agent_run WHERE status NOT IN ('queued', 'running', 'parked') AND lease_expires_at IS NOT NULL`,
  'I7: a finished run has a task at work': `
    SELECT t.run_id, t.name, t.status FROM agent_task t JOIN agent_run r ON r.id = t.run_id
     WHERE r.finished_at IS NOT NULL AND t.status IN ('pending', 'running')`,
  'I6: a run does not have exactly one event of its start and one of its end': `
    SELECT r.id, r.status, count(*) FILTER (WHERE e.type = 'run.started') AS started,
           count(*) FILTER (WHERE e.type = 'run.finished') AS finished
      FROM agent_run r LEFT JOIN run_event e ON e.run_id = r.id GROUP BY r.id
    HAVING count(*) FILTER (WHERE e.type = 'run.started') <> 1
        OR count(*) FILTER (WHERE e.type = 'run.finished') <> (r.finished_at IS NOT NULL)::int`,
  'I6: the end of a run is not its last event': `
    SELECT run_id, seq FROM run_event e WHERE type = 'run.finished'
       AND EXISTS (SELECT 1 FROM run_event later WHERE later.run_id = e.run_id AND later.seq > e.seq)`,
  'I6: the event of the end says another status than the run': `
    SELECT r.id, r.status, e.data FROM run_event e JOIN agent_run r ON r.id = e.run_id
     WHERE e.type = 'run.finished' AND e.data->>'status' <> r.status`,
  'I6: the events of a brief have a gap': `
    SELECT e.brief_id, count(*) AS events, min(seq) AS first, max(seq) AS last FROM run_event e GROUP BY e.brief_id
    HAVING max(seq) - min(seq) + 1 <> count(*)
        OR (min(seq) <> 1 AND NOT EXISTS (
             SELECT FROM brief_versions v WHERE v.brief_id = e.brief_id AND v.run_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM agent_run r WHERE r.id = v.run_id)))`,
  'I1: a run is gone that had not ended long before': `
    SELECT v.brief_id, v.version, v.run_id, v.finished_at FROM brief_versions v
     WHERE v.run_id IS NOT NULL AND NOT EXISTS (SELECT FROM agent_run r WHERE r.id = v.run_id)
       AND coalesce(v.finished_at > now() - interval '1 day', true)`,
  'I1: a brief has lost the version that it shows': `
    SELECT b.id, b.status FROM business_briefs b
     WHERE (b.status = 'expired') = EXISTS (
       SELECT FROM brief_versions v WHERE v.brief_id = b.id AND v.version = b.current_version)`,
  'I7: something is left of a brief that has expired': `
    SELECT b.id FROM business_briefs b WHERE b.status = 'expired' AND (b.business_name <> ''
        OR EXISTS (SELECT FROM brief_versions v WHERE v.brief_id = b.id)
        OR EXISTS (SELECT FROM agent_run r WHERE r.brief_id = b.id)
        OR EXISTS (SELECT FROM run_event e WHERE e.brief_id = b.id)
        OR EXISTS (SELECT FROM artifact a WHERE a.brief_id = b.id)
        OR EXISTS (SELECT FROM asset a WHERE a.brief_id = b.id))`,
  'I1: a version that is shown has lost its results': `
    SELECT b.id, b.current_version FROM business_briefs b
      JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
     WHERE v.results_removed_at IS NOT NULL`,
  'I6: a brief does not know its last event': `
    SELECT b.id, b.last_event_seq, max(e.seq) AS last FROM business_briefs b JOIN run_event e ON e.brief_id = b.id
     GROUP BY b.id HAVING b.last_event_seq <> max(e.seq)`,
  'I4: an agent did not start and finish exactly once': `
    SELECT t.run_id, t.name, t.status, t.attempt, s.started, s.finished
      FROM agent_task t JOIN agent_run r ON r.id = t.run_id,
           LATERAL (SELECT count(*) FILTER (WHERE e.type = 'agent.started') AS started,
                           count(*) FILTER (WHERE e.type = 'agent.finished') AS finished
                      FROM run_event e WHERE e.run_id = t.run_id AND e.agent = t.name) s
     WHERE r.finished_at IS NOT NULL
       AND (s.started <> (t.attempt > 0)::int OR s.finished <> (NOT t.is_kept)::int)`,
  'I6: an agent finished before it started': `
    SELECT f.run_id, f.agent FROM run_event f JOIN run_event s ON s.run_id = f.run_id AND s.agent = f.agent
     WHERE f.type = 'agent.finished' AND s.type = 'agent.started' AND s.seq > f.seq`,
  'I4: an agent finished with another status than its task has': `
    SELECT t.run_id, t.name, t.status, e.data FROM run_event e JOIN agent_task t ON t.run_id = e.run_id AND t.name = e.agent
     WHERE e.type = 'agent.finished' AND e.data->>'status' <> t.status`,
  'I7: a run was started without a reservation of quota': `
    SELECT r.id, r.status FROM agent_run r
     WHERE NOT EXISTS (SELECT FROM quota_reservation q WHERE q.run_id = r.id)`,
  'I7: a reservation of quota is not settled as its run ended': `
    SELECT q.run_id, q.state, r.status FROM quota_reservation q JOIN agent_run r ON r.id = q.run_id
     WHERE q.state <> CASE WHEN r.finished_at IS NULL THEN 'reserved'
                           WHEN r.status IN ('completed', 'partial') THEN 'committed' ELSE 'released' END`,
  'I7: what a user has used is not what was reserved for them': `
    SELECT u.user_id, u.period, u.used FROM quota_usage u WHERE u.used <> (
      SELECT coalesce(sum(units), 0) FROM quota_reservation q
       WHERE q.user_id = u.user_id AND q.period = u.period AND q.state <> 'released')`,
  'I4: a version has another status than its run': `
    SELECT v.brief_id, v.version, v.status, r.status AS run_status FROM brief_versions v JOIN agent_run r ON r.id = v.run_id
     WHERE r.finished_at IS NOT NULL AND v.status <> r.status`,
  'I4: a brief has another status than the version that it shows': `
    SELECT b.id, b.status, v.status AS version_status FROM business_briefs b
      JOIN brief_versions v ON v.brief_id = b.id AND v.version = b.current_version
     WHERE b.status <> v.status`,
  'I4: a file is not the one that its event announced': `
    SELECT e.run_id, e.data->>'path' AS path FROM run_event e
      LEFT JOIN artifact a ON a.workspace_id = e.run_id AND a.path = e.data->>'path' AND a.sha256 = e.data->>'sha256'
     WHERE e.type = 'file.written' AND a.path IS NULL AND NOT ${LOST_ITS_RESULTS('e.run_id')}`,
  'I4: a file is not what its checksum says': `
    SELECT workspace_id, path FROM artifact
     WHERE sha256 <> encode(sha256(convert_to(content, 'UTF8')), 'hex') OR size <> octet_length(content)`,
  'I4: a usable agent delivered no file': `
    SELECT t.run_id, t.name FROM agent_task t
     WHERE t.status IN ('success', 'fallback')
       AND NOT EXISTS (SELECT 1 FROM artifact a WHERE a.workspace_id = t.run_id AND a.task = t.name)
       AND NOT ${LOST_ITS_RESULTS('t.run_id')}`,
  'I4: a recorded call does not have exactly one event': `
    SELECT c.run_id, c.task, c.call_key, count(e.seq) AS events FROM provider_call c
      LEFT JOIN run_event e ON e.run_id = c.run_id AND e.agent = c.task AND e.type = 'call.finished'
           AND e.data->>'call_key' = c.call_key AND e.data->>'provider' = c.provider
           AND e.data->>'outcome' = 'success'
     WHERE c.outcome = 'success' GROUP BY c.run_id, c.task, c.call_key, c.provider HAVING count(e.seq) <> 1`,
  'I9: the events of a call tell of another cost than its record': `
    SELECT c.run_id, c.task, c.call_key, c.attempts, c.usage, told.* FROM provider_call c,
           LATERAL (SELECT coalesce(sum((e.data->>'attempts')::int), 0) AS attempts_told,
                           coalesce(sum((e.data->'usage'->>'input_tokens')::int), 0) AS input_told,
                           coalesce(sum((e.data->'usage'->>'output_tokens')::int), 0) AS output_told
                      FROM run_event e WHERE e.run_id = c.run_id AND e.agent = c.task AND e.type = 'call.finished'
                       AND e.data->>'call_key' = c.call_key AND e.data->>'provider' = c.provider) told
     WHERE c.attempts <> told.attempts_told
        OR coalesce((c.usage->>'input_tokens')::int, 0) <> told.input_told
        OR coalesce((c.usage->>'output_tokens')::int, 0) <> told.output_told`,
};

interface RecordedCall {
  readonly key: string;
  readonly outcome: string;
  readonly recorded_at: number;
  readonly attempts: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Of the attempts, those that were cut off or found nobody: the vendor may not have seen them, or have answered. */
  readonly unheard: number;
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
    `SELECT c.run_id || '/' || c.task || '/' || c.call_key AS key, c.outcome, c.attempts,
            extract(epoch FROM c.finished_at)::float8 * 1000 AS recorded_at,
            coalesce((c.usage->>'input_tokens')::int, 0) AS input_tokens,
            coalesce((c.usage->>'output_tokens')::int, 0) AS output_tokens,
            (SELECT coalesce(sum((e.data->>'attempts')::int), 0)::int FROM run_event e
              WHERE e.run_id = c.run_id AND e.agent = c.task AND e.data->>'call_key' = c.call_key
                AND e.data->>'provider' = c.provider
                AND e.data->>'outcome' IN ('LLM_CANCELLED', 'LLM_TIMEOUT', 'LLM_UNREACHABLE')) AS unheard
       FROM provider_call c WHERE c.capability = 'llm' AND ($1::text IS NULL OR c.provider = $1)`,
    [witness.provider ?? null],
  );
  return [
    ...found.flat(),
    ...(witness.calls ? callViolations(recorded, witness.calls, witness.deaths ?? []) : []),
  ];
}

/** A call that is recorded is never made again; an answer is paid for twice, or a call broken off and made again, only
 *  when its worker died between the answer and the record; and what is recorded is what the vendor counted. */
function callViolations(
  recorded: readonly RecordedCall[],
  calls: readonly ChatLedgerEntry[],
  deaths: readonly number[],
): string[] {
  const byKey = byKeyOf(calls);
  const successes = recorded.filter(({ outcome }) => outcome === 'success');
  const repeated = successes.flatMap(({ key, recorded_at }) =>
    (byKey.get(key) ?? [])
      .filter((call) => call.receivedAt > recorded_at + ROUNDING_MS)
      .map(
        (call) => `I3: a call was made again ${call.receivedAt - recorded_at} ms after its record: ${key}`,
      ),
  );
  const unknown = successes
    .filter(({ key }) => !(byKey.get(key) ?? []).some(isAnswered))
    .map(({ key }) => `I3: a call is recorded that the vendor did not answer: ${key}`);
  const paidTwice = [...byKey].flatMap(([key, entries]) => {
    const answered = entries.filter(isAnswered);
    const unexplained = answered.slice(0, -1).filter((call) => !mayBeUnrecorded(call, deaths));
    return unexplained.map(() => `I3: a call was answered ${answered.length} times: ${key}`);
  });
  const brokenOff = [...byKey].flatMap(([key, entries]) =>
    entries
      .slice(0, -1)
      .filter((call) => isBrokenOff(call) && !mayBeUnrecorded(call, deaths))
      .map(() => `I3: a call was broken off and made again: ${key}`),
  );
  return [...repeated, ...unknown, ...paidTwice, ...brokenOff, ...costViolations(recorded, calls, deaths)];
}

/** I9: for each call, as many requests and tokens are recorded as the vendor has seen, but for what a death cut off. */
function costViolations(
  recorded: readonly RecordedCall[],
  calls: readonly ChatLedgerEntry[],
  deaths: readonly number[],
): string[] {
  const seenByKey = byKeyOf(calls);
  const recordedByKey = new Map(recorded.map((call) => [call.key, call]));
  return [...new Set([...seenByKey.keys(), ...recordedByKey.keys()])].flatMap((key) => {
    const seen = seenByKey.get(key) ?? [];
    const record = recordedByKey.get(key) ?? NOT_RECORDED;
    const certain = seen.filter((call) => !mayBeUnrecorded(call, deaths));
    const tokens = (entries: readonly ChatLedgerEntry[], kind: 'inputTokens' | 'outputTokens') =>
      entries.filter(isAnswered).reduce((sum, call) => sum + (call.usage?.[kind] ?? 0), 0);
    const heard = certain.filter((call) => !isTooLongToRead(call));
    const isUnsure = record.unheard > 0;
    const isWrong = (has: number, least: number, most: number) => has > most || (has < least && !isUnsure);
    const wrong = [
      record.attempts < certain.length || record.attempts - record.unheard > seen.length
        ? [`${record.attempts} requests of ${seen.length}`]
        : [],
      isWrong(record.input_tokens, tokens(heard, 'inputTokens'), tokens(seen, 'inputTokens'))
        ? [`${record.input_tokens} input tokens of ${tokens(seen, 'inputTokens')}`]
        : [],
      isWrong(record.output_tokens, tokens(heard, 'outputTokens'), tokens(seen, 'outputTokens'))
        ? [`${record.output_tokens} output tokens of ${tokens(seen, 'outputTokens')}`]
        : [],
    ].flat();
    return wrong.map((what) => `I9: the record of a call is not what the vendor counted, ${what}: ${key}`);
  });
}

const NOT_RECORDED = { attempts: 0, input_tokens: 0, output_tokens: 0, unheard: 0 };

function byKeyOf(calls: readonly ChatLedgerEntry[]): ReadonlyMap<string, readonly ChatLedgerEntry[]> {
  const byKey = new Map<string, ChatLedgerEntry[]>();
  for (const call of calls) {
    const key = call.callKey ?? '';
    byKey.set(key, [...(byKey.get(key) ?? []), call]);
  }
  return byKey;
}

function isAnswered(call: ChatLedgerEntry): boolean {
  return call.status === 200 && call.finishedAt !== null;
}

/** The client left although the vendor was about to answer. */
function isBrokenOff(call: ChatLedgerEntry): boolean {
  return call.abortedAt !== null && (call.behaviour === 'answer' || call.behaviour === 'slow');
}

/** An answer that nobody takes in whole: what it says at its end of its cost, nobody has read. */
function isTooLongToRead(call: ChatLedgerEntry): boolean {
  return call.behaviour === 'huge_body';
}

/** Whether a worker died during the call, or so soon after it that it was not recorded. */
function mayBeUnrecorded(call: ChatLedgerEntry, deaths: readonly number[]): boolean {
  const endedAt = call.finishedAt ?? call.abortedAt ?? Infinity;
  return deaths.some((death) => call.receivedAt <= death && endedAt >= death - IN_FLIGHT_MS);
}
