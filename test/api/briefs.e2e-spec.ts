import { BriefReader } from '@genesis/briefs';
import { newId } from '@genesis/kernel';
import { Artifacts } from '@genesis/runs';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import type {
  BriefFilesResponse,
  BriefListResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BusinessBriefResponse,
  RunStartedResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { finishRun } from '../support/builders/run.builder.js';
import { registerUser } from '../support/builders/user.builder.js';
import { briefsUnderTest, SECRET_KEY, GENERATE } from './briefs-under-test.js';

describe('briefs', () => {
  const suite = briefsUnderTest();
  const { asAwa, post, briefPath, started, read, finished, expectProblem, pointers } = suite;

  describe('who asks', () => {
    const routes: [string, string][] = [
      ['GET', ''],
      ['GET', '/versions'],
      ['GET', '/status'],
      ['GET', '/events'],
      ['GET', '/results'],
      ['GET', '/files'],
      ['GET', '/files/content/home.fr.md'],
      ['POST', '/regenerate'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ];
    const callAs = (token: string | undefined, id: string, [method, rest]: [string, string]) =>
      suite.api.call(briefPath(id, rest), {
        method,
        token,
        body: rest === '/regenerate' ? { regenerate_sections: ['logo'] } : undefined,
      });

    it.each(routes)("does not find another person's brief: %s …%s", async (...route) => {
      const { brief_id } = await started();

      const answer = await callAs(suite.binta.token, brief_id, route);

      expectProblem(answer, 404, 'NOT_FOUND');
      expect(await read<BriefStatusResponse>(brief_id, '/status')).toMatchObject({ status: 'queued' });
    });

    it("does not stream another person's events", async () => {
      const { brief_id } = await started();

      const response = await suite.api.open(briefPath(brief_id, '/events'), { token: suite.binta.token });

      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: 'NOT_FOUND' });
    });

    it.each(routes)(
      'does not find a brief that never was, nor one with an ill-formed id: %s …%s',
      async (...route) => {
        const ids = [newId(), '1', 'null', 'not-a-uuid', '00000000-0000-0000-0000-000000000000', '%27%3B--'];

        for (const id of ids) expectProblem(await callAs(suite.awa.token, id, route), 404, 'NOT_FOUND');
      },
    );

    it('needs a token that is genuine and not over', async () => {
      const { brief_id } = await started();
      const token = (secret: string, expiresAt: number) =>
        new SignJWT({ typ: 'access' })
          .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
          .setSubject(suite.awa.userId)
          .setIssuer('genesis')
          .setAudience('genesis')
          .setIssuedAt(expiresAt - 60)
          .setExpirationTime(expiresAt)
          .setJti(newId())
          .sign(Buffer.from(secret));
      const now = Math.floor(Date.now() / 1_000);
      const expired = await token(SECRET_KEY, now - 30);
      const forged = await token('a key that somebody made up to sign in with', now + 30);
      const [header, payload] = suite.awa.token.split('.');
      const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
      const genuine = await token(SECRET_KEY, now + 30);

      expect((await callAs(genuine, brief_id, ['GET', ''])).status).toBe(200);
      expectProblem(await callAs(expired, brief_id, ['GET', '']), 401, 'TOKEN_EXPIRED');
      for (const bad of [forged, unsigned, `${header}.${payload}.AAAA`, 'x', undefined]) {
        const answer = await callAs(bad, brief_id, ['GET', '']);
        expectProblem(answer, 401, 'UNAUTHORIZED');
        expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      }
    });
  });

  describe('a finished brief', () => {
    it('shows its results, whose they are and when', async () => {
      const briefId = await finished();

      const brief = await read<BusinessBriefResponse>(briefId);

      expect(brief).toMatchObject({
        status: 'completed',
        version: 1,
        market_research: { made_by: 'research' },
        content_generation: { made_by: 'content' },
        successful_agents: ['research', 'content', 'logo', 'seo', 'template'],
        failed_agents: [],
        fallback_agents: [],
        agents: { logo: { status: 'success', provider: 'knowledge', is_kept: false, error: null } },
        overall_confidence: expect.any(Number),
      });
      expect(await read<BriefResultsResponse>(briefId, '/results')).toEqual({
        market_research: brief.market_research,
        content_generation: brief.content_generation,
        logo_creation: brief.logo_creation,
        seo_optimization: brief.seo_optimization,
        template_selection: brief.template_selection,
      });
      expect(await read<BriefStatusResponse>(briefId, '/status')).toMatchObject({
        status: 'completed',
        run_status: 'completed',
        progress: 100,
        finished_at: expect.any(String),
      });
    });

    it('has a strong entity tag', async () => {
      const briefId = await finished();
      const first = await asAwa(briefPath(briefId));
      const etag = first.headers.get('etag') ?? '';

      const again = await asAwa(briefPath(briefId), { headers: { 'if-none-match': etag } });
      const other = await asAwa(briefPath(briefId), { headers: { 'if-none-match': '"other"' } });

      expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
      expect(again.status).toBe(304);
      expect(again.text).toBe('');
      expect(other.status).toBe(200);
    });

    it('gives the code of an error and keeps its message', async () => {
      const { brief_id } = await started();
      await finishRun(suite.server.app, brief_id, {
        logo: {
          status: 'failed',
          output: null,
          error: { code: 'AGENT_TIMEOUT', message: 'vendor said CANARY', retryable: true },
        },
      });

      const answer = await asAwa(briefPath(brief_id));

      expect(answer.json()).toMatchObject({
        status: 'partial',
        failed_agents: ['logo'],
        agents: { logo: { status: 'failed', error: { code: 'AGENT_TIMEOUT', retryable: true } } },
      });
      expect(answer.text).not.toContain('CANARY');
    });

    it('cannot be cancelled', async () => {
      const briefId = await finished();

      expectProblem(await post(briefPath(briefId, '/cancel')), 409, 'ILLEGAL_TRANSITION');
    });

    it.each(['0', '-1', 'x', '1.5', '99999999999'])('refuses version %j', async (version) => {
      const briefId = await finished();

      const answer = await asAwa(briefPath(briefId, `?version=${version}`));

      expect(pointers(expectProblem(answer, 422, 'VALIDATION_ERROR'))).toEqual(['/version']);
    });

    it('does not find a version that never was', async () => {
      expectProblem(await asAwa(briefPath(await finished(), '?version=2')), 404, 'NOT_FOUND');
    });
  });

  describe('files', () => {
    it('are listed and served as they are', async () => {
      const briefId = await finished();
      const { items } = await read<BriefFilesResponse>(briefId, '/files');
      const file = items.find(({ path }) => path === '/logo/result.svg');

      const answer = await asAwa(briefPath(briefId, `/files${file?.path}`));

      expect(file).toEqual({
        path: '/logo/result.svg',
        media_type: 'image/svg+xml',
        size: expect.any(Number),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        revision: 1,
        author: 'logo',
      });
      expect(answer.status).toBe(200);
      expect(answer.text).toBe('<svg xmlns="http://www.w3.org/2000/svg"><title>logo 1 é</title></svg>');
      expect(Buffer.byteLength(answer.text)).toBe(file?.size);
      expect(answer.headers.get('content-type')).toBe('image/svg+xml');
      expect(answer.headers.get('etag')).toBe(`"${file?.sha256}"`);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    });

    it('answer 304 to a caller that has them', async () => {
      const briefId = await finished();
      const path = briefPath(briefId, '/files/logo/result.svg');
      const etag = (await asAwa(path)).headers.get('etag') ?? '';

      const answer = await asAwa(path, { headers: { 'if-none-match': etag } });

      expect(answer.status).toBe(304);
      expect(answer.text).toBe('');
    });

    it.each([
      '/files/../status',
      '/files/../../../../etc/passwd',
      '/files/logo/../../../etc/passwd',
      '/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '/files/logo%2f..%2f..%2fsecret',
      '/files/logo/result.svg%00.txt',
      '/files//etc/passwd',
      `/files/${'a'.repeat(300)}`,
      '/files/nothing/here.md',
      '/files/logo',
    ])('does not find %s', async (rest) => {
      const briefId = await finished();

      const answer = await suite.api.callRaw(briefPath(briefId, rest), { token: suite.awa.token });

      expect([400, 404, 414]).toContain(answer.status);
      expect(answer.text).not.toContain('root:');
      if (!rest.includes('%00')) expectProblem(answer, 404, 'NOT_FOUND');
    });
  });

  describe('the list', () => {
    it('pages through all briefs of the caller, newest first', async () => {
      const user = await registerUser(suite.api);
      const list = (query: string) => suite.api.call(`/business/briefs${query}`, { token: user.token });
      const made: string[] = [];
      for (let n = 0; n < 5; n += 1) {
        const answer = await suite.api.call(GENERATE, { token: user.token, body: aBrief() });
        made.unshift(answer.json<RunStartedResponse>().brief_id);
      }
      await suite.api.call(GENERATE, { token: suite.binta.token, body: aBrief() });

      const first = await list('?limit=2');
      const firstPage = first.json<BriefListResponse>();
      const second = (await list(`?limit=2&cursor=${firstPage.next_cursor}`)).json<BriefListResponse>();
      const third = await list(`?limit=2&cursor=${second.next_cursor}`);
      const thirdPage = third.json<BriefListResponse>();

      const pages = [firstPage, second, thirdPage];
      expect(pages.map(({ items }) => items.length)).toEqual([2, 2, 1]);
      expect(pages.flatMap(({ items }) => items.map(({ brief_id }) => brief_id))).toEqual(made);
      expect(thirdPage).not.toHaveProperty('next_cursor');
      expect(third.headers.get('link')).toBeNull();
      expect(first.headers.get('link')).toBe(
        `</api/v1/business/briefs?limit=2&cursor=${firstPage.next_cursor}>; rel="next"`,
      );
      expect(firstPage.items[0]).toEqual({
        id: expect.any(Number),
        brief_id: made[0],
        version: 1,
        status: 'queued',
        business_name: 'Atelier Ndar Couture',
        sector: 'artisanat',
        overall_confidence: null,
        is_ready_for_website: false,
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
      });
    });

    it('finds every page on its index, in order', async () => {
      const dataSource = suite.server.app.get(DataSource);
      let statement: [string, unknown[]] = ['', []];
      const recorder = {
        query: (sql: string, parameters: unknown[]) => {
          statement = [sql, parameters];
          return Promise.resolve([]);
        },
      };
      const reader = new BriefReader(recorder as unknown as DataSource, suite.server.app.get(Artifacts));
      await reader.list(suite.awa.userId, 20, { createdAtMicros: Date.now() * 1_000, briefId: newId() });

      const plan = await dataSource.transaction(async (tx) => {
        // A table of a few rows is read as a whole, whatever indexes it has.
        await tx.query('SET LOCAL enable_seqscan = off');
        await tx.query('SET LOCAL enable_bitmapscan = off');
        const rows: { 'QUERY PLAN': string }[] = await tx.query(`EXPLAIN ${statement[0]}`, statement[1]);
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });

      expect(plan).toMatch(/Index Scan Backward using ix_business_briefs_owner/);
      expect(plan).toMatch(/Index Cond: .*owner_id.*ROW\(created_at, id\)/);
      expect(plan).not.toContain('Sort');
    });

    it('is empty for a new person', async () => {
      const user = await registerUser(suite.api);

      const answer = await suite.api.call('/business/briefs', { token: user.token });

      expect(answer.json()).toEqual({ items: [] });
    });

    it.each([
      'limit=0',
      'limit=101',
      'limit=x',
      'cursor=x',
      'cursor=',
      'offset=1',
      `cursor=${'x'.repeat(300)}`,
    ])('refuses ?%s', async (query) => {
      expectProblem(await asAwa(`/business/briefs?${query}`), 422, 'VALIDATION_ERROR');
    });
  });
});
