import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatBehaviour } from '../../support/simulators/chat-script.js';
import type { ClientNotes } from './client-notes.js';
import { IDEA } from '../private-servers.js';
import { drawn, type FaultKind, type PlannedFault } from './fault-plan.js';
import type { StoreLine } from './store-line.js';
import { PLACES, type Town } from './town.js';

/** Who is there to be hit. */
export interface Stage {
  readonly town: Town;
  readonly notes: ClientNotes;
}

/** What came of a fault, for the timeline; null when there was nobody to hit. */
type Act = (stage: Stage, draws: PlannedFault['draws']) => Promise<string | null>;

const between = (least: number, most: number, draw: number): number =>
  Math.round(least + draw * (most - least));
const placeOf = (draw: number): number => Math.floor(draw * PLACES);

/** Longer than a lease and a lock of a job. */
const FREEZE_MS = { least: 11_000, most: 16_000 };
/** A client waits for ten seconds. */
const API_FREEZE_MS = { least: 1_000, most: 5_000 };
const AWAY_MS = { least: 500, most: 8_000 };
/** The limit of a statement, and the grace that the client gives it. */
const NOTICED_MS = 16_500;
const WEBSITES = 'POST /api/v1/websites';
const MOST_DELIVERED_AGAIN = 5;

const ACTS: Readonly<Record<FaultKind, Act>> = {
  'worker killed': async ({ town }, [who]) => named(town.workers.kill(placeOf(who)), 'worker', who),
  'worker frozen': async ({ town }, [who, long]) => {
    const forMs = between(FREEZE_MS.least, FREEZE_MS.most, long);
    return named(await town.workers.freeze(placeOf(who), forMs), 'worker', who, `${forMs} ms`);
  },
  'worker replaced': async ({ town }, [who]) =>
    named(await town.workers.replace(placeOf(who)), 'worker', who),
  'api killed': async ({ town }, [who]) => named(town.apis.kill(placeOf(who)), 'api', who),
  'api frozen': async ({ town }, [who, long]) => {
    const forMs = between(API_FREEZE_MS.least, API_FREEZE_MS.most, long);
    return named(await town.apis.freeze(placeOf(who), forMs), 'api', who, `${forMs} ms`);
  },
  'api replaced': async ({ town }, [who]) => named(await town.apis.replace(placeOf(who)), 'api', who),
  'redis killed, log kept': async ({ town }, [, long]) => redisAway(town, false, long),
  'redis killed, log wiped': async ({ town }, [, long]) => redisAway(town, true, long),
  'redis emptied': async ({ town }) => {
    await town.redis.flushall();
    return 'all keys are gone';
  },
  'postgres restarted at once': async ({ town }, [, long]) => {
    const awayMs = between(0, AWAY_MS.most, long);
    await town.restartPostgres(awayMs);
    return `away ${awayMs} ms`;
  },
  'postgres connections ended': async ({ town }) => {
    town.noteDatabaseGap();
    const { rowCount } = await town.installation.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return `${rowCount ?? 0} connections`;
  },
  'postgres network cut': async ({ town }) => {
    town.noteDatabaseGap();
    return `${town.postgresLine.cut()} connections`;
  },
  'postgres network half open': async ({ town }) => silence(town, town.postgresLine),
  'redis network cut': async ({ town }) => `${town.redisLine.cut()} connections`,
  'redis network half open': async ({ town }) => silence(town, town.redisLine),
  'model: 429': model(() => ({ kind: 'rate_limited', retryAfter: '1' })),
  'model: 500': model(() => ({ kind: 'status', status: 500 })),
  'model: hangs': model((draw) => ({ kind: draw < 0.5 ? 'stall_before_answer' : 'stall_in_body' })),
  'model: cut': model((draw) => ({ kind: draw < 0.5 ? 'cut_connection' : 'cut_in_body' })),
  'model: broken JSON': model(() => ({ kind: 'broken_json' })),
  'model: slow': model(() => ({ kind: 'slow', latencyMs: 6_000 })),
  'platform: 5xx after publishing': async ({ town }, [, many]) => {
    const times = between(1, 2, many);
    town.platform.play({ behaviour: { kind: 'status_after', status: 502 }, routeIncludes: WEBSITES, times });
    return `${times} requests`;
  },
  'platform: answer lost': async ({ town }, [, many]) => {
    const times = between(1, 2, many);
    town.platform.play({ behaviour: { kind: 'answer_dropped' }, routeIncludes: WEBSITES, times });
    return `${times} requests`;
  },
  'platform: 503': async ({ town }, [, many]) => {
    const times = between(1, 3, many);
    town.platform.play({ behaviour: { kind: 'status', status: 503 }, routeIncludes: '/websites', times });
    return `${times} requests`;
  },
  'jobs delivered again': async ({ town, notes }, [, , tag]) => {
    const runIds = notes.unfinished.slice(-MOST_DELIVERED_AGAIN).map(({ runId }) => runId);
    const { rows } = await town.installation.db.query<{ id: string }>(
      'SELECT id FROM publication ORDER BY requested_at DESC LIMIT $1',
      [MOST_DELIVERED_AGAIN],
    );
    const copies = ['x', 'y'].map((copy) => `${copy}${Math.floor(tag * 1e9)}`);
    const jobs = (name: string, ids: readonly string[], data: (id: string) => object) =>
      ids.flatMap((id) => copies.map((copy) => ({ name, data: data(id), opts: { jobId: `${id}-${copy}` } })));
    await Promise.all([
      town.queues.runs.addBulk(jobs('run', runIds, (runId) => ({ runId }))),
      town.queues.publishing.addBulk(
        jobs(
          'publication',
          rows.map(({ id }) => id),
          (publicationId) => ({ publicationId }),
        ),
      ),
    ]);
    return `${runIds.length} runs, ${rows.length} publications`;
  },
  'brief cancelled': async ({ town, notes }, [who, where]) => {
    const brief = drawn(notes.unfinished, who);
    if (brief === null) return null;
    await brief.user.at(town.apiUrl(where)).cancel(brief.briefId);
    return brief.runId;
  },
  'published twice': async ({ town, notes }, [who, where]) => {
    const brief = drawn(
      notes.accepted.filter(({ runId }) => notes.isOver(runId)),
      who,
    );
    if (brief === null) return null;
    const ask = (draw: number) =>
      brief.user.at(town.apiUrl(draw)).call('POST', '/api/v1/business/website/create', {
        json: { brief_id: brief.briefId },
        headers: { prefer: 'respond-async' },
      });
    await Promise.allSettled([ask(where), ask(1 - where)]);
    return brief.briefId;
  },
  'key repeated by another client': async ({ town, notes }, [who, where]) => {
    const brief = drawn(
      notes.accepted.filter(({ key }) => key !== null),
      who,
    );
    if (brief?.key == null) return null;
    const again = await brief.user.at(town.apiUrl(where)).generate(IDEA, brief.key);
    notes.accept({ ...brief, briefId: again.brief_id, runId: again.run_id });
    return brief.runId;
  },
};

/** Does it, and waits for its end. @returns what there is to tell; null where it hit nobody. Never throws: a fault that
 *  finds its victim out of reach has hit nobody. */
export async function inflict(stage: Stage, { kind, draws }: PlannedFault): Promise<string | null> {
  try {
    return await ACTS[kind](stage, draws);
  } catch {
    return null;
  }
}

async function redisAway(town: Town, isWiped: boolean, draw: number): Promise<string> {
  const awayMs = between(AWAY_MS.least, AWAY_MS.most, draw);
  await town.killRedis({ isWiped, awayMs });
  return `away ${awayMs} ms`;
}

/** A silent network is an outage until it is noticed, which may take as long as a statement is waited for. */
async function silence(town: Town, line: StoreLine): Promise<string> {
  const { connections, noticed } = line.fallSilent();
  const sinceMs = performance.now();
  const untilNoticed = () =>
    town.clock.during('network', async () => {
      await Promise.race([noticed, sleep(NOTICED_MS, undefined, { ref: false })]);
    });
  await (line === town.postgresLine ? town.withoutDatabase(untilNoticed) : untilNoticed());
  return `${connections} connections, noticed after ${Math.round(performance.now() - sinceMs)} ms`;
}

function model(behaviourOf: (draw: number) => ChatBehaviour): Act {
  return async ({ town }, [which, many]) => {
    const times = between(1, 3, many);
    const behaviour = behaviourOf(which);
    town.servers.model.script({ behaviour, times });
    return `${behaviour.kind}, ${times} requests`;
  };
}

function named(isHit: boolean, what: string, draw: number, more = ''): string | null {
  return isHit ? `${what} ${placeOf(draw)} ${more}`.trim() : null;
}
