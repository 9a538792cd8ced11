import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import type {
  BriefEventsResponse,
  BriefFilesResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BriefVersionsResponse,
  BusinessBriefResponse,
  RunCancelledResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { finishRun } from '../support/builders/run.builder.js';
import { briefsUnderTest } from './briefs-under-test.js';

describe('briefs', () => {
  const suite = briefsUnderTest();
  const { asAwa, post, briefPath, started, read, finished, expectProblem, pointers } = suite;

  describe('regenerate', () => {
    const regenerate = (briefId: string, sections: unknown, headers: Record<string, string> = {}) =>
      asAwa(briefPath(briefId, '/regenerate'), { body: { regenerate_sections: sections }, headers });

    it('makes the chosen section anew and leaves the others byte for byte', async () => {
      const briefId = await finished();
      const before = await asAwa(briefPath(briefId, '/results'));

      const answer = await regenerate(briefId, ['logo_creation', 'logo']);
      const underWay = await read<BusinessBriefResponse>(briefId);
      await finishRun(suite.server.app, briefId);

      expect(answer.status).toBe(202);
      expect(answer.json()).toMatchObject({ brief_id: briefId, status: 'queued' });
      expect(answer.headers.get('location')).toBe(`/api/v1${briefPath(briefId, '/status')}`);
      expect(underWay).toMatchObject({ version: 1, status: 'queued', logo_creation: { version: 1 } });

      const { logo_creation: oldLogo, ...oldRest } = before.json<BriefResultsResponse>();
      const { logo_creation: newLogo, ...newRest } = await read<BriefResultsResponse>(briefId, '/results');
      expect(JSON.stringify(newRest)).toBe(JSON.stringify(oldRest));
      expect(oldLogo).toEqual({ made_by: 'logo', version: 1 });
      expect(newLogo).toEqual({ made_by: 'logo', version: 2 });
      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({
        version: 2,
        status: 'completed',
        agents: { logo: { is_kept: false }, seo: { is_kept: true } },
      });
    });

    it('keeps the version before, and the files of the agents that stayed', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['logo']);
      await finishRun(suite.server.app, briefId);

      expect(await read<BriefVersionsResponse>(briefId, '/versions')).toMatchObject({
        items: [
          { version: 2, status: 'completed', is_current: true },
          { version: 1, status: 'completed', is_current: false },
        ],
      });
      expect(await read<BusinessBriefResponse>(briefId, '?version=1')).toMatchObject({
        version: 1,
        logo_creation: { version: 1 },
      });
      const { items } = await read<BriefFilesResponse>(briefId, '/files');
      expect(items).toHaveLength(5);
      const seo = await asAwa(briefPath(briefId, '/files/seo/result.svg'));
      const logo = await asAwa(briefPath(briefId, '/files/logo/result.svg'));
      expect(seo.text).toContain('seo 1');
      expect(logo.text).toContain('logo 2');
    });

    it('counts events on', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['logo']);

      const { items } = await read<BriefEventsResponse>(briefId, '/events');

      expect(items.map(({ id, type }) => [id, type])).toEqual([
        [1, 'run.started'],
        [2, 'run.finished'],
        [3, 'run.started'],
      ]);
    });

    it('gives back the version before when it fails', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['content']);
      await finishRun(suite.server.app, briefId, { content: { status: 'failed', output: null } });

      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({
        version: 1,
        status: 'completed',
        content_generation: { version: 1 },
      });
      expect(await read<BriefStatusResponse>(briefId, '/status')).toMatchObject({
        status: 'completed',
        run_status: 'failed',
      });
      expect(await read<BriefVersionsResponse>(briefId, '/versions')).toMatchObject({
        items: [{ version: 2, status: 'failed' }, { version: 1 }],
      });
    });

    it('gives back the version before when it is cancelled, and can be tried again', async () => {
      const briefId = await finished();
      await regenerate(briefId, ['logo']);
      const cancelled = await post(briefPath(briefId, '/cancel'));

      expect(cancelled.json()).toMatchObject({ status: 'completed', run_status: 'cancelled' });
      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({ version: 1, status: 'completed' });

      expect((await regenerate(briefId, ['logo'])).status).toBe(202);
      await finishRun(suite.server.app, briefId);
      expect(await read<BusinessBriefResponse>(briefId)).toMatchObject({ version: 3, status: 'completed' });
    });

    it('is refused while a run is unfinished', async () => {
      const { brief_id } = await started();

      expectProblem(await regenerate(brief_id, ['logo']), 409, 'GENERATION_RUNNING');
    });

    it('starts one run of many calls at once', async () => {
      const briefId = await finished();

      const answers = await Promise.all(Array.from({ length: 5 }, () => regenerate(briefId, ['logo'])));

      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
      for (const answer of answers.filter(({ status }) => status === 409)) {
        expectProblem(answer, 409, 'GENERATION_RUNNING');
      }
    });

    it('gives the same answer to the same call, also while its run is unfinished', async () => {
      const briefId = await finished();
      const headers = { 'idempotency-key': newId() };
      const first = await regenerate(briefId, ['logo'], headers);
      const second = await regenerate(briefId, ['logo'], headers);

      expect(second.json()).toEqual(first.json());
      expect(second.headers.get('idempotent-replayed')).toBe('true');
    });

    it.each<[string, unknown]>([
      ['an unknown section', ['logo', 'colour']],
      ['synthesis', ['synthesis']],
      ['a name that every object has', ['constructor']],
      ['no section', []],
      ['a text', 'logo'],
      ['a number', [1]],
      ['nothing', undefined],
    ])('refuses %s', async (_name, sections) => {
      const briefId = await finished();

      const problem = expectProblem(await regenerate(briefId, sections), 422, 'VALIDATION_ERROR');

      expect(pointers(problem)).toEqual(['/regenerate_sections']);
    });
  });

  describe('cancel', () => {
    it('ends a queued run and tells what it has cost', async () => {
      const { brief_id, run_id, status_url } = await started();

      const answer = await post(briefPath(brief_id, '/cancel'));

      expect(answer.status).toBe(202);
      expect(answer.json<RunCancelledResponse>()).toEqual({
        brief_id,
        run_id,
        status: 'cancelled',
        run_status: 'cancelled',
        status_url,
        cost: { calls: 0, input_tokens: 0, output_tokens: 0, cost_micro_usd: 0 },
      });
      expect(await read<BriefStatusResponse>(brief_id, '/status')).toMatchObject({
        status: 'cancelled',
        agents: { research: 'cancelled' },
        progress: 100,
      });
      expectProblem(await post(briefPath(brief_id, '/cancel')), 409, 'ILLEGAL_TRANSITION');
    });
  });

  describe('delete', () => {
    it('takes the brief and everything that was made for it', async () => {
      const briefId = await finished();

      const answer = await asAwa(briefPath(briefId), { method: 'DELETE' });

      expect(answer.status).toBe(204);
      expect(answer.text).toBe('');
      for (const rest of ['', '/status', '/events', '/files', '/files/logo/result.svg', '/versions']) {
        expectProblem(await asAwa(briefPath(briefId, rest)), 404, 'NOT_FOUND');
      }
      expectProblem(await asAwa(briefPath(briefId), { method: 'DELETE' }), 404, 'NOT_FOUND');
    });

    it('also while a run is unfinished', async () => {
      const { brief_id } = await started();

      expect((await asAwa(briefPath(brief_id), { method: 'DELETE' })).status).toBe(204);
      expectProblem(await asAwa(briefPath(brief_id)), 404, 'NOT_FOUND');
    });
  });
});
