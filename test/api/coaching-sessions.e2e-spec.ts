import { VirtualFiles } from '@genesis/redis-vfs';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type {
  CoachHelpResponse,
  CoachingResponse,
  CoachingSessionsResponse,
  ProposalsResponse,
  ReformulationResponse,
} from '../../apps/api/src/coaching/dto/coaching.responses.js';
import { registerUser } from '../support/builders/user.builder.js';
import { coachUnderTest, GOOD } from './coach-under-test.js';

describe('the coach', () => {
  const suite = coachUnderTest();
  const { asAwa, step, ok, begun, answered, expectProblem } = suite;

  describe('help', () => {
    it('asks two or three questions with beginnings of answers', async () => {
      const { session_id } = await begun();
      const help = await ok<CoachHelpResponse>(asAwa('/help', { body: { session_id } }));
      expect(help.current_step).toBe('vision');
      expect(help.socratic_questions.length).toBeGreaterThanOrEqual(2);
      for (const { question, choices } of help.socratic_questions) {
        expect(question).toContain('?');
        expect(choices.length).toBeGreaterThanOrEqual(2);
      }
    });

    it('says it in better words', async () => {
      const { session_id } = await begun();
      const text = 'euh  je vend du poisson fumé au resto de bonapriso le matin';
      const better = await ok<ReformulationResponse>(asAwa('/reformulate', { body: { session_id, text } }));
      expect(better).toMatchObject({ original_text: text, is_better: true, provider: 'knowledge' });
      expect(better.reformulated_text).not.toContain('euh');
      expect(better.suggestions).toHaveLength(2);
    });

    it('leaves a short text as it is', async () => {
      const { session_id } = await begun();
      const better = await ok<ReformulationResponse>(
        asAwa('/reformulate', { body: { session_id, text: 'du poisson' } }),
      );
      expect(better).toMatchObject({ reformulated_text: 'du poisson', is_better: false });
    });

    it('proposes three whole answers that can be clicked', async () => {
      const { session_id } = await begun();
      const { proposals, step: of } = await ok<ProposalsResponse>(
        asAwa('/generate-proposals', { body: { session_id } }),
      );
      expect(of).toBe('vision');
      expect(new Set(proposals.map(({ content }) => content)).size).toBe(3);

      const said = await ok<CoachingResponse>(step({ session_id, choice_id: proposals[2]?.id }));

      expect(said).toMatchObject({ judged_by: 'choice', current_step: 'mission' });
    });
  });

  describe('sessions', () => {
    it('are listed page by page, newest first', async () => {
      const cheikh = await registerUser(suite.api);
      const start = () => suite.api.call('/coaching/start', { token: cheikh.token, body: {} });
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1)
        ids.unshift((await start()).json<CoachingResponse>().session_id);
      const list = (query: string) =>
        ok<CoachingSessionsResponse>(suite.api.call(`/coaching/sessions${query}`, { token: cheikh.token }));

      const first = await list('?limit=2');
      const rest = await list(`?limit=2&cursor=${String(first.next_cursor)}`);

      expect([...first.items, ...rest.items].map(({ session_id }) => session_id)).toEqual(ids);
      expect(rest.next_cursor).toBeUndefined();
    });

    it('are deleted, with their workspace', async () => {
      const { session_id } = await begun();
      const workspace = suite.server.app
        .get(VirtualFiles, { strict: false })
        .workspace({ workspaceId: session_id, ownerId: suite.awa.userId });
      expect(await workspace.exists('/plan.json')).toBe(true);
      const path = `/session/${session_id}`;

      expectProblem(await asAwa(path, { method: 'DELETE' }), 428, 'PRECONDITION_REQUIRED');
      expect((await asAwa(path, { method: 'DELETE', headers: { 'if-match': '*' } })).status).toBe(204);

      expectProblem(await asAwa(path), 404, 'SESSION_NOT_FOUND');
      expect(await workspace.exists('/plan.json')).toBe(false);
    });

    it('survive the loss of Redis: the workspace is written again', async () => {
      const { session_id } = await begun();
      await answered(session_id, GOOD.vision);
      const workspace = suite.server.app
        .get(VirtualFiles, { strict: false })
        .workspace({ workspaceId: session_id, ownerId: suite.awa.userId });
      await workspace.deleteWorkspace();

      expect(await answered(session_id, GOOD.mission)).toMatchObject({ current_step: 'clientele' });

      const brief = JSON.parse((await workspace.readRaw('/brief.json')).content) as {
        answers: { vision: { answer: string } };
      };
      expect(brief.answers.vision.answer).toBe(GOOD.vision);
      const plan = JSON.parse((await workspace.readRaw('/plan.json')).content) as {
        todos: { status: string }[];
      };
      expect(plan.todos.map(({ status }) => status)).toEqual([
        'completed',
        'completed',
        'in_progress',
        'pending',
        'pending',
        'pending',
      ]);
    });

    it.each([
      ['/start', {}],
      ['/step', { user_response: 'oui' }],
      ['/complete', { confirm: true }],
      ['/help', {}],
      ['/reformulate', { text: 'du poisson' }],
      ['/generate-proposals', {}],
    ])('of somebody else are not found by %s', async (path, body) => {
      const { session_id } = await begun();
      const answer = await suite.api.call(`/coaching${path}`, {
        token: suite.binta.token,
        body: { ...body, session_id },
      });
      expectProblem(answer, 404, 'SESSION_NOT_FOUND');
    });

    it.each(['GET', 'DELETE', 'PUT'])('of somebody else are not found by %s', async (method) => {
      const { session_id } = await begun();
      const answer = await suite.api.call(
        `/coaching/session/${session_id}${method === 'PUT' ? '/steps/vision' : ''}`,
        {
          token: suite.binta.token,
          method,
          headers: { 'if-match': '*' },
          ...(method === 'PUT' && { body: { user_response: GOOD.vision } }),
        },
      );
      expectProblem(answer, 404, 'SESSION_NOT_FOUND');
    });

    it('of nobody need a token', async () => {
      expect((await suite.api.call('/coaching/start', { body: {} })).status).toBe(401);
    });
  });

  it('finds its pages on an index', async () => {
    const plan: { 'QUERY PLAN': string }[] = await suite.server.app
      .get(DataSource)
      .transaction(async (tx) => {
        await tx.query('SET LOCAL enable_seqscan = off');
        return tx.query(
          `EXPLAIN SELECT id FROM coaching_sessions WHERE owner_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20`,
          [suite.awa.userId],
        );
      });
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('ix_coaching_sessions_owner');
  });
});
