import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  CoachingResponse,
  CoachingSessionResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import { aJudgement } from '../support/builders/judgement.builder.js';
import { ApiClient, UnexpectedAnswer } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import { waitFor } from '../support/harness/wait-for.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';

const COACH = '/api/v1/coaching';
const VISION = 'Que les mamans de Grand Yoff à Dakar trouvent des légumes frais au quartier, sans taxi.';
const MISSION = 'Chaque matin nous lavons les légumes de Sangalkam et les livrons à la porte des mamans.';

describe('what dies around a conversation', () => {
  let servers: PrivateServers;
  let installation: Installation;

  beforeAll(async () => {
    servers = await PrivateServers.start({ latencyMs: { min: 20, max: 60 } });
    installation = await servers.install({ COACH_TIMEOUT_S: '3' });
  }, SCENARIO_MS);
  beforeEach(() => {
    servers.model.reset();
    servers.model.script({ behaviour: { kind: 'content', content: aJudgement() }, times: null });
  });
  afterAll(async () => {
    await installation.close();
    await servers.stop();
  }, SCENARIO_MS);

  const post = async <T>(client: ApiClient, path: string, json: unknown, key?: string): Promise<T> =>
    (
      await client.call<T>('POST', `${COACH}${path}`, {
        json,
        ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      })
    ).body;
  const sessionOf = async (client: ApiClient, id: string) =>
    (await client.call<CoachingSessionResponse>('GET', `${COACH}/session/${id}`)).body;
  const said = (session: CoachingSessionResponse) =>
    session.history.filter((turn) => turn.role === 'person').map((turn) => turn.text);

  it(
    'an api that is killed while it judges: the answer is given again, and counts once',
    async () => {
      const dying = await installation.startApi();
      const person = await installation.client().signUp();
      const { session_id } = await post<CoachingResponse>(person, '/start', {});
      await post(person, '/step', { session_id, user_response: VISION });
      servers.model.reset();
      servers.model.script(
        { kind: 'stall_before_answer' },
        { behaviour: { kind: 'content', content: aJudgement() }, times: null },
      );
      const key = crypto.randomUUID();
      const answer = { session_id, user_response: MISSION, step: 'mission' };
      const lost = post(person, '/step', answer, key);
      await waitFor(() => servers.model.ledger.inFlight > 0, {
        timeoutMs: 10_000,
        what: 'the call to be open',
      });
      await dying.kill('SIGKILL');
      await expect(lost).rejects.toThrow('fetch failed');

      await installation.startApi();
      const back = person.at(installation.urls.at(-1) ?? '');
      expect(await sessionOf(back, session_id)).toMatchObject({ current_step: 'mission' });
      // Until the claim of the dead is over, the answer is refused and says when to come again.
      const given = await waitFor(
        () =>
          post<CoachingResponse>(back, '/step', answer, key).catch((error: unknown) => {
            if (error instanceof UnexpectedAnswer && error.status === 409) return null;
            throw error;
          }),
        { timeoutMs: 15_000, everyMs: 200, what: 'the answer to be taken' },
      );

      expect(given).toMatchObject({ current_step: 'clientele', is_step_complete: true, judged_by: 'llm' });
      expect(await post(back, '/step', answer, key)).toEqual(given);
      const session = await sessionOf(back, session_id);
      expect(said(session)).toEqual([VISION, MISSION]);
      expect(session.history.map(({ seq }) => seq)).toEqual(session.history.map((_turn, index) => index + 1));
    },
    SCENARIO_MS,
  );

  it(
    'Redis that loses everything between two steps: the conversation goes on',
    async () => {
      await installation.startApi();
      const here = await new ApiClient([installation.urls.at(-1) ?? '']).signUp();
      const { session_id } = await post<CoachingResponse>(here, '/start', {});
      await post(here, '/step', { session_id, user_response: VISION });
      await servers.redis.kill();

      const without = await post<CoachingResponse>(here, '/step', { session_id, user_response: MISSION });
      await servers.redis.restart();
      const back = await post<CoachingResponse>(here, '/start', { session_id });

      expect(without).toMatchObject({ current_step: 'clientele', is_step_complete: true });
      expect(back).toMatchObject({ current_step: 'clientele', progress: { vision: true, mission: true } });
      expect(said(await sessionOf(here, session_id))).toEqual([VISION, MISSION]);
    },
    SCENARIO_MS,
  );
});
