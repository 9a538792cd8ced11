import type { ReceivedRequest } from '../../support/simulators/vendor-simulator-ledger.js';
import type { Town } from './town.js';

/** What there is to see of rows that do not move: themselves, what was done for them, their jobs, and who is there. */
export async function dumpOf(town: Town, ids: readonly string[]): Promise<string> {
  const { db } = town.installation;
  const rows = async (sql: string) => (await db.query<object>(sql, [ids])).rows;
  const state = {
    runs: await rows(
      `SELECT id, status, fence, enqueue_count, crash_count, event_seq, lease_expires_at, wake_at, checked_at,
              cancel_requested_at, quarantined_at, deadline_at, created_at, now() FROM agent_run WHERE id = ANY($1::uuid[])`,
    ),
    tasks: await rows(`SELECT run_id, name, status, attempt FROM agent_task WHERE run_id = ANY($1::uuid[])`),
    lastEvents: await rows(
      `SELECT e.run_id, e.seq, e.type, e.agent, e.at FROM agent_run r, LATERAL (
         SELECT * FROM run_event WHERE run_id = r.id ORDER BY seq DESC LIMIT 5) e WHERE r.id = ANY($1::uuid[])`,
    ),
    publications: await rows(`SELECT * FROM publication WHERE id = ANY($1::uuid[])`),
    queues: {
      runs: await town.queues.runs.getJobCounts(),
      publishing: await town.queues.publishing.getJobCounts(),
    },
    jobs: await jobsOf(town, ids),
    processes: { apis: town.apis.atWork.length, workers: town.workers.atWork.length },
  };
  return JSON.stringify(state, null, 1);
}

async function jobsOf(town: Town, ids: readonly string[]): Promise<readonly object[]> {
  const queues = [town.queues.runs, town.queues.publishing];
  const jobs = (await Promise.all(queues.map((queue) => queue.getJobs()))).flat();
  const wanted = jobs.filter((job) => ids.some((id) => job.id?.startsWith(id)));
  return Promise.all(
    wanted.map(async (job) => ({
      id: job.id,
      state: await job.getState(),
      attemptsStarted: job.attemptsStarted,
      failedReason: job.failedReason,
    })),
  );
}

/** What is known of the run, the call or the brief that a violation names; times are milliseconds since `beganAt`. */
export async function explain(town: Town, violation: string, beganAt: number): Promise<string> {
  const [id] = /[0-9a-f-]{36}/.exec(violation) ?? [];
  if (id === undefined) return '';
  if (violation.startsWith('I5')) return JSON.stringify(await storyOfBrief(town, id, beganAt));
  const [callKey] = /[0-9a-f-]{36}\/\S+$/.exec(violation) ?? [];
  return JSON.stringify(await storyOfRun(town, id, { callKey, beganAt }));
}

async function storyOfRun(
  town: Town,
  runId: string,
  { callKey: wanted = runId, beganAt }: { readonly callKey: string | undefined; readonly beganAt: number },
): Promise<object> {
  const { db } = town.installation;
  const { rows: runs } = await db.query<object>(
    'SELECT id, status, fence, crash_count, enqueue_count FROM agent_run WHERE id = $1',
    [runId],
  );
  const { rows: events } = await db.query<object>(
    `SELECT seq, type, agent, data->>'call_key' AS call_key, data->>'outcome' AS outcome, data->>'attempts' AS attempts,
            round(extract(epoch FROM at)::numeric * 1000 - $2::numeric) AS at
       FROM run_event WHERE run_id = $1 AND type <> 'file.written' ORDER BY seq`,
    [runId, beganAt],
  );
  const calls = town.servers.model.ledger.entries.filter(({ callKey }) => callKey?.startsWith(wanted));
  return {
    runs,
    calls: calls.map((call) => ({ callKey: call.callKey, ...requestOf(call, beganAt) })),
    events,
  };
}

async function storyOfBrief(town: Town, briefId: string, beganAt: number): Promise<object> {
  const { rows: publications } = await town.installation.db.query<object>(
    'SELECT * FROM publication WHERE brief_id = $1 ORDER BY requested_at',
    [briefId],
  );
  const requests = town.platform
    .received()
    .filter(({ query, body }) => `${query}${JSON.stringify(body)}`.includes(briefId))
    .map((request) => ({
      request: `${request.method} ${request.path}?${request.query}`,
      callKey: request.callKey,
      ...requestOf(request, beganAt),
    }));
  return { publications, requests };
}

function requestOf(
  { behaviour, status, receivedAt, finishedAt, abortedAt }: ReceivedRequest,
  beganAt: number,
) {
  const since = (at: number | null) => (at === null ? null : Math.round(at - beganAt));
  return {
    behaviour,
    status,
    receivedAt: since(receivedAt),
    finishedAt: since(finishedAt),
    abortedAt: since(abortedAt),
  };
}
