import { FRENCH_IDEAS } from '../../test/support/ideas/ideas.fr.js';
import { ANSWERS } from '../answers.js';
import type { ApiClient } from '../service.js';
import { readCounters, usedFor } from './counters.js';
import type { Measured } from './installation.js';
import { workOf } from './measure-briefs.js';
import type { ServiceTimes, Work } from './service-times.js';

const READS = 400;
const SIGN_INS = 15;
const SESSIONS = 25;
const MODEL_SESSIONS = 12;

export type Requests = Pick<ServiceTimes, 'requests' | 'coachingBytes' | 'coachingModel'>;

/** What people ask the api for besides briefs. */
export async function measureRequests(measured: Measured): Promise<Requests> {
  const { installation } = measured;
  const settings = { LOCAL_PLAN: 'enterprise' };
  const client = await installation.startApi(settings);
  await installation.startWorker(settings);
  const { brief_id } = await client.generate(FRENCH_IDEAS[0]?.brief);
  await installation.untilRunsEnded();
  await installation.stopWorker();
  const path = `/api/v1/business/brief/${brief_id}`;
  await times(READS, () => client.read(`${path}/status`));
  const status = await cost(measured, READS, () => times(READS, () => client.read(`${path}/status`)));
  const brief = await cost(measured, READS, () => times(READS, () => client.read(path)));
  const signUpAndIn = await cost(measured, SIGN_INS, () => times(SIGN_INS, () => client.signUp()));
  await talk(client, SESSIONS);
  const sizeBefore = await coachingSize(measured);
  const turn = await cost(measured, SESSIONS * ANSWERS.length, () => talk(client, SESSIONS));
  const coachingBytes = ((await coachingSize(measured)) - sizeBefore) / (SESSIONS * ANSWERS.length);

  const helped = await installation.startApi({ ...settings, ...installation.vendorSettings });
  await talk(helped, 3);
  const withModel = await cost(measured, MODEL_SESSIONS * ANSWERS.length, () => talk(helped, MODEL_SESSIONS));
  return {
    requests: { status, brief, signUpAndIn, coachingTurn: turn, coachingTurnWithModel: withModel },
    coachingBytes,
    coachingModel: await modelOfCoach(measured),
  };
}

/** What a turn with a model asks of it. */
async function modelOfCoach({ servers }: Measured): Promise<ServiceTimes['coachingModel']> {
  const { rows } = await servers.database.query<ServiceTimes['coachingModel']>(
    `SELECT min(model) AS model, avg((usage->>'input_tokens')::float8) AS "inputTokens",
            avg((usage->>'output_tokens')::float8) AS "outputTokens", avg(cost_micro_usd)::float8 AS "microUsd"
       FROM user_call WHERE purpose = 'coaching'`,
  );
  const [use] = rows;
  if (use === undefined) throw new Error('the coach has asked no model');
  return use;
}

async function talk(client: ApiClient, sessions: number): Promise<void> {
  await times(sessions, async () => {
    const { session_id } = await client.coach('start', {});
    for (const user_response of ANSWERS) await client.coach('step', { session_id, user_response });
  });
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await work();
}

/** @param count units that `work` consists of */
async function cost(
  { servers, installation }: Measured,
  count: number,
  work: () => Promise<void>,
): Promise<Work> {
  const before = await readCounters(servers, installation.pids);
  await work();
  return workOf(usedFor(count, before, await readCounters(servers, installation.pids)));
}

async function coachingSize({ servers }: Measured): Promise<number> {
  const { rows } = await servers.database.query<{ bytes: number }>(
    `SELECT sum(pg_total_relation_size(name::regclass))::float8 AS bytes
       FROM unnest(ARRAY['coaching_sessions', 'coaching_steps', 'coaching_turns']) AS t(name)`,
  );
  return rows[0]?.bytes ?? 0;
}
