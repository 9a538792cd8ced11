import { BriefsService } from '@genesis/briefs';
import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import type {
  CoachingCompletedResponse,
  CoachingResponse,
  CoachingSessionResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type {
  BriefStatusResponse,
  BusinessBriefResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { coachUnderTest, GOOD, VAGUE } from './coach-under-test.js';

describe('the coach', () => {
  const suite = coachUnderTest();
  const { asAwa, step, ok, begun, answered, recapped, drafted, expectProblem } = suite;

  describe('a correction', () => {
    const put = (session_id: string, name: string, text: string, ifMatch?: string) =>
      asAwa(`/session/${session_id}/steps/${name}`, {
        method: 'PUT',
        body: { user_response: text },
        headers: { ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
      });
    const tagOf = async (session_id: string) =>
      (await asAwa(`/session/${session_id}`)).headers.get('etag') ?? '';

    it('replaces the answer of a settled step', async () => {
      const { session_id } = await begun();
      await answered(session_id, GOOD.vision);
      const other = GOOD.vision.replaceAll('Grand Yoff', 'Ouakam');

      const said = await ok<CoachingResponse>(put(session_id, 'vision', other, await tagOf(session_id)));

      expect(said).toMatchObject({ current_step: 'mission', is_step_complete: true });
      const { answers } = await ok<CoachingSessionResponse>(asAwa(`/session/${session_id}`));
      expect(answers[0]?.raw).toBe(other);
    });

    it('that is vague reopens the step, also at the recap', async () => {
      const { session_id } = await recapped();

      const said = await ok<CoachingResponse>(put(session_id, 'mission', VAGUE, '*'));

      expect(said).toMatchObject({ status: 'in_progress', current_step: 'mission', is_step_complete: false });
      expect(await answered(session_id, GOOD.mission)).toMatchObject({
        status: 'coaching_complete',
        current_step: 'synthesis',
      });
    });

    it('needs the version that the caller saw', async () => {
      const { session_id } = await begun();
      await answered(session_id, GOOD.vision);
      expectProblem(await put(session_id, 'vision', GOOD.vision), 428, 'PRECONDITION_REQUIRED');
      expectProblem(await put(session_id, 'vision', GOOD.vision, '"1"'), 412, 'PRECONDITION_FAILED');
    });

    it('of a step that was not reached is refused', async () => {
      const { session_id } = await begun();
      expectProblem(await put(session_id, 'offre', GOOD.offre, '*'), 409, 'ILLEGAL_TRANSITION');
    });

    it('of no step is not found', async () => {
      const { session_id } = await begun();
      expectProblem(await put(session_id, 'price', GOOD.offre, '*'), 404, 'NOT_FOUND');
    });
  });

  describe('the recap', () => {
    it('shows the five answers and asks for what is missing', async () => {
      const said = await recapped();

      expect(said).toMatchObject({ status: 'coaching_complete', current_step: 'synthesis' });
      expect(said.progress).toMatchObject({ offre: true, synthesis: false });
      expect(said.coach_message.match(/^• /gmu)).toHaveLength(5);
    });

    it('takes what is told there', async () => {
      const { session_id } = await recapped();

      const said = await answered(session_id, 'Sachet du matin');

      expect(said).toMatchObject({ status: 'coaching_complete', current_step: 'synthesis' });
      const preview = await ok<CoachingCompletedResponse>(
        asAwa('/complete', { body: { session_id, confirm: false } }),
      );
      expect(preview.business_brief).toMatchObject({ business_name: 'Sachet du matin' });
      expect(preview.brief_id).toBeNull();
    });
  });

  describe('complete', () => {
    it('makes a draft brief of the answers, each with its source, and invents nothing', async () => {
      const draft = await drafted();

      expect(draft).toMatchObject({
        status: 'coaching_complete',
        business_brief: {
          business_name: 'Sachet du matin',
          sector: 'maraîchage',
          vision: GOOD.vision,
          mission: GOOD.mission,
          target_audience: GOOD.clientele,
          differentiation: GOOD.differentiation,
          value_proposition: GOOD.offre,
        },
        sources: {
          vision: { step: 'vision', kept: 'raw', judged_by: 'rule', is_weak: false },
          target_audience: { step: 'clientele' },
          business_name: { step: 'recap' },
        },
      });
      expect(draft.missing.map(({ field }) => field)).toContain('contact');

      const brief = await ok<BusinessBriefResponse>(
        suite.api.call(`/business/brief/${String(draft.brief_id)}`, { token: suite.awa.token }),
      );
      expect(brief).toMatchObject({
        status: 'draft',
        coaching_session_id: draft.session_id,
        business_brief: draft.business_brief,
        sources: draft.sources,
      });
      const status = await ok<BriefStatusResponse>(
        suite.api.call(`/business/brief/${String(draft.brief_id)}/status`, { token: suite.awa.token }),
      );
      expect(status).toMatchObject({ status: 'draft', run_id: null, run_status: null, progress: 0 });
    });

    it('again after a correction writes the same draft anew', async () => {
      const { session_id, brief_id } = await drafted();
      const body = { session_id, confirm: true, business_name: 'Panier du matin' };

      expect(await ok<CoachingCompletedResponse>(asAwa('/complete', { body }))).toMatchObject({
        brief_id,
        business_brief: { business_name: 'Panier du matin', sector: 'maraîchage' },
      });
    });

    it('needs a name', async () => {
      const { session_id } = await recapped();
      const problem = expectProblem(
        await asAwa('/complete', { body: { session_id, confirm: true, sector: 'maraîchage' } }),
        422,
        'BRIEF_INCOMPLETE',
      );
      expect(JSON.stringify(problem.details)).toContain('business_name');
    });

    it('waits for all five answers', async () => {
      const { session_id } = await begun();
      expectProblem(
        await asAwa('/complete', { body: { session_id, confirm: true } }),
        409,
        'ILLEGAL_TRANSITION',
      );
    });
  });

  describe('generation', () => {
    const generate = (body: unknown, headers: Record<string, string> = {}) =>
      suite.api.call('/business/brief/generate', { token: suite.awa.token, body, headers });

    it('uses the draft and its id, and the session follows the brief', async () => {
      const { session_id, brief_id } = await drafted();

      const headers = { 'idempotency-key': newId() };
      const started = await generate({ coaching_session_id: session_id }, headers);
      expect([started.status, started.json().brief_id]).toEqual([202, brief_id]);
      expect((await generate({ coaching_session_id: session_id }, headers)).json()).toEqual(started.json());

      const during = await ok<CoachingSessionResponse>(asAwa(`/session/${session_id}`));
      expect(during.status).toBe('sub_agents_running');
      expectProblem(await step({ session_id, user_response: 'encore' }), 409, 'ILLEGAL_TRANSITION');
      expectProblem(await generate({ coaching_session_id: session_id }), 409, 'GENERATION_RUNNING');

      await finishRun(suite.server.app, String(brief_id));
      const after = await ok<CoachingSessionResponse>(asAwa(`/session/${session_id}`));
      expect(after.status).toBe('brief_ready');
      expectProblem(await generate({ coaching_session_id: session_id }), 409, 'ILLEGAL_TRANSITION');
    });

    it('keeps its brief from a deletion that still took it for a draft', async () => {
      const { session_id, brief_id } = await drafted();
      const drafts = suite.server.app.get(BriefsService);
      const { userId } = suite.awa;
      await generate({ coaching_session_id: session_id });
      await drafts.deleteDraft(userId, String(brief_id));
      const path = `/business/brief/${String(brief_id)}/status`;
      expect((await suite.api.call(path, { token: suite.awa.token })).status).toBe(200);

      const { brief_id: unused } = await drafted();
      await drafts.deleteDraft(userId, String(unused));
      const gone = `/business/brief/${String(unused)}/status`;
      expect((await suite.api.call(gone, { token: suite.awa.token })).status).toBe(404);
    });

    it('leaves the memory of the coach in the workspace of the agents', async () => {
      const { session_id, brief_id } = await drafted();
      await generate({ coaching_session_id: session_id });

      const files = await ok<{ items: { path: string }[] }>(
        suite.api.call(`/business/brief/${String(brief_id)}/files`, { token: suite.awa.token }),
      );
      expect(files.items.map(({ path }) => path)).toEqual([
        '/coaching/brief.json',
        '/coaching/history.json',
        '/coaching/plan.json',
        '/coaching/profile.json',
      ]);
    });

    it('can be tried again after it was cancelled', async () => {
      const { session_id, brief_id } = await drafted();
      await generate({ coaching_session_id: session_id });
      await suite.api.call(`/business/brief/${String(brief_id)}/cancel`, {
        token: suite.awa.token,
        method: 'POST',
      });
      expect((await ok<CoachingSessionResponse>(asAwa(`/session/${session_id}`))).status).toBe(
        'coaching_complete',
      );

      const again = await generate({ coaching_session_id: session_id });

      expect([again.status, again.json().brief_id]).toEqual([202, brief_id]);
    });

    it('needs a confirmed draft', async () => {
      const { session_id } = await recapped();
      expectProblem(await generate({ coaching_session_id: session_id }), 409, 'ILLEGAL_TRANSITION');
    });

    it('takes a session or a brief, not both and not neither', async () => {
      const { session_id } = await drafted();
      expectProblem(
        await generate({ ...aBrief(), coaching_session_id: session_id }),
        422,
        'VALIDATION_ERROR',
      );
      expectProblem(await generate({}), 422, 'VALIDATION_ERROR');
    });

    it('of a draft cannot be a regeneration', async () => {
      const { brief_id } = await drafted();
      const answer = await suite.api.call(`/business/brief/${String(brief_id)}/regenerate`, {
        token: suite.awa.token,
        body: { regenerate_sections: ['logo_creation'] },
      });
      expectProblem(answer, 409, 'ILLEGAL_TRANSITION');
    });
  });
});
