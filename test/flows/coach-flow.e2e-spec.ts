import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COACHING_STEPS } from '@genesis/knowledge';
import type {
  CoachingCompletedResponse,
  CoachingResponse,
  CoachingSessionResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { ENGLISH_IDEAS } from '../support/ideas/ideas.en.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';

const START_MS = 90_000;
const COACH = '/api/v1/coaching';

describe('from the first question to a finished brief', () => {
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create(configuredStores());
    await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, START_MS);
  afterAll(() => installation.close(), START_MS);

  const post = async <T>(path: string, json: unknown): Promise<T> =>
    (await client.call<T>('POST', path, { json })).body;

  it.each([
    ['fr', FRENCH_IDEAS[3]!],
    ['en', ENGLISH_IDEAS[5]!],
  ] as const)(
    '%s: five answers, a draft, five agents, a brief that is ready',
    async (language, { brief }) => {
      const { session_id } = await post<CoachingResponse>(`${COACH}/start`, { language });
      const answers = {
        vision: brief.vision,
        mission: brief.mission,
        clientele: brief.target_audience,
        differentiation: brief.differentiation,
        offre: brief.value_proposition,
      };
      let said: CoachingResponse | null = null;
      for (const step of COACHING_STEPS) {
        said = await post<CoachingResponse>(`${COACH}/step`, {
          session_id,
          user_response: answers[step],
          step,
        });
        expect(said).toMatchObject({ is_step_complete: true, judged_by: 'rule' });
      }
      expect(said).toMatchObject({ status: 'coaching_complete', current_step: 'synthesis' });
      const draft = await post<CoachingCompletedResponse>(`${COACH}/complete`, {
        session_id,
        confirm: true,
        business_name: brief.business_name,
        sector: brief.sector,
        location: brief.location,
        services: brief.services,
      });
      const { brief_id } = await post<RunStartedResponse>('/api/v1/business/brief/generate', {
        coaching_session_id: session_id,
      });
      expect(brief_id).toBe(draft.brief_id);

      await client.untilSettled(brief_id);

      const made = await client.brief(brief_id);
      expect(made).toMatchObject({
        status: 'completed',
        language,
        coaching_session_id: session_id,
        is_ready_for_website: true,
        business_brief: brief,
      });
      // All five agents succeeded: what is left is the quality of the answers.
      expect(made.overall_confidence).toBeCloseTo(0.5 + 0.5 * (draft.coaching_confidence ?? 0), 2);
      const session = await client.call<CoachingSessionResponse>('GET', `${COACH}/session/${session_id}`);
      expect(session.body.status).toBe('brief_ready');
    },
  );

  it('says in the brief what the coach kept although it was weak', async () => {
    const { session_id } = await post<CoachingResponse>(`${COACH}/start`, { language: 'fr' });
    for (const step of COACHING_STEPS) {
      await post(`${COACH}/step`, {
        session_id,
        user_response: 'Je veux réussir avec de bonnes choses',
        step,
      });
      await post(`${COACH}/step`, { session_id, force_accept: true, step });
    }
    await post(`${COACH}/complete`, { session_id, confirm: true, business_name: 'Bon', sector: 'commerce' });
    const { brief_id } = await post<RunStartedResponse>('/api/v1/business/brief/generate', {
      coaching_session_id: session_id,
    });

    await client.untilSettled(brief_id);

    const made = await client.brief(brief_id);
    expect(made.is_ready_for_website).toBe(false);
    expect(made.missing_information.map(({ field }) => field)).toEqual(
      expect.arrayContaining(COACHING_STEPS.map((step) => `coaching.${step}`)),
    );
  });
});
