import { AssetStore } from '@genesis/assets';
import { contractBriefSchema } from '@genesis/briefs';
import { Retention } from '@genesis/database';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ContractListResponse } from '../../apps/api/src/contract/dto/contract.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { aDc360UserId } from '../support/builders/service-caller.js';
import { simulatedPicture } from '../support/simulators/openai-images-picture.js';
import { contractUnderTest, BRIEFS } from './contract-under-test.js';

describe('the routes of DigitalCloud360', () => {
  const suite = contractUnderTest();
  const { query, ordered, finished, finish, expectContractError } = suite;

  describe('a brief', () => {
    it('is given in the words of the contract', async () => {
      const userId = aDc360UserId();
      suite.dc360.setUser(userId, { profile: { city: 'Thiès', country: 'Sénégal' } });
      const briefId = await finished(userId);
      const answer = await suite.service.call(`${BRIEFS}/${briefId}`);

      expect(answer.status).toBe(200);
      const brief = contractBriefSchema.parse(answer.json());
      expect(brief).toMatchObject({
        brief_id: briefId,
        user_id: userId,
        status: 'completed',
        sector: 'couture sur mesure',
        results: { content: { homepage: { fr: expect.any(Object) } }, seo: { og_image: null } },
        metadata: {
          providers_used: { search: null, llm: 'knowledge', image: 'knowledge' },
          languages_available: ['fr'],
          successful_agents: ['research', 'content', 'logo', 'seo', 'template'],
          failed_agents: [],
        },
      });
    });

    it('has null, and no invented object, for an agent that failed', async () => {
      const briefId = await ordered();
      await finish(briefId, { logo: { status: 'failed', output: null } });

      const brief = contractBriefSchema.parse((await suite.service.call(`${BRIEFS}/${briefId}`)).json());
      expect(brief.results.logo).toBeNull();
      expect(brief.metadata.failed_agents).toEqual(['logo']);
    });

    it('gives its files to the platform', async () => {
      const briefId = await finished();
      const answer = await suite.service.call(`${BRIEFS}/${briefId}/files/logo/result.svg`);

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('image/svg+xml');
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      expectContractError(
        await suite.service.call(`${BRIEFS}/${briefId}/files/..%2f..%2fetc/passwd`),
        404,
        'NOT_FOUND',
      );
    });

    it('gives its stored pictures to the platform, and those of nobody else', async () => {
      const [briefId, other] = [await ordered(), await ordered()];
      const [row] = await query<{ owner_id: string }>(`SELECT owner_id FROM business_briefs WHERE id = $1`, [
        briefId,
      ]);
      const bytes = simulatedPicture({ width: 32, height: 32, isTransparent: true, subject: briefId });
      const key = await suite.server.app.get(AssetStore, { strict: false }).put({
        bytes,
        mediaType: 'image/png',
        width: 32,
        height: 32,
        ownerId: row!.owner_id,
        briefId,
        kind: 'logo',
      });
      const picture = await suite.service.call(`${BRIEFS}/${briefId}/pictures/${key}`);

      expect(picture.status).toBe(200);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(picture.headers.get('content-security-policy')).toContain('sandbox');
      for (const rest of [
        `${other}/pictures/${key}`,
        `${briefId}/pictures/${'a'.repeat(64)}.png`,
        `${briefId}/pictures/..%2f${key}`,
      ]) {
        expectContractError(await suite.service.call(`${BRIEFS}/${rest}`), 404, 'NOT_FOUND');
      }
    });

    it('tells where it stands in four words', async () => {
      const briefId = await ordered();
      const status = async () => (await suite.service.call(`${BRIEFS}/${briefId}/status`)).json();

      expect(await status()).toMatchObject({ brief_id: briefId, status: 'pending', progress: 0 });
      await query(`UPDATE agent_run SET status = 'running' WHERE brief_id = $1`, [briefId]);
      await query(
        `UPDATE agent_task t SET status = 'running' FROM agent_run r
          WHERE r.id = t.run_id AND r.brief_id = $1 AND t.name = 'research'`,
        [briefId],
      );
      expect(await status()).toMatchObject({
        status: 'generating',
        agents: { research: 'generating', content: 'pending' },
      });
      await query(`UPDATE agent_run SET status = 'queued' WHERE brief_id = $1`, [briefId]);
      await finish(briefId, { logo: { status: 'failed', output: null } });
      expect(await status()).toMatchObject({
        status: 'completed',
        agents: { research: 'completed', logo: 'failed' },
        progress: 100,
      });
    });

    it('of somebody who is not a user of the platform is not found', async () => {
      const api = new ApiCaller(suite.server.url);
      const started = await api.call('/business/brief/generate', { token: suite.awa.token, body: aBrief() });
      const { brief_id: briefId } = started.json<{ brief_id: string }>();

      for (const rest of ['', '/status', '/files/logo/result.svg']) {
        expectContractError(await suite.service.call(`${BRIEFS}/${briefId}${rest}`), 404, 'NOT_FOUND');
      }
    });

    it.each(['not-an-id', '42', '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21', "' OR 1=1 --"])(
      'with the id %s is not found',
      async (id) => {
        const answer = await suite.service.call(`${BRIEFS}/${encodeURIComponent(id)}`);

        expectContractError(answer, 404, 'NOT_FOUND');
      },
    );

    it('that has expired is 404 BRIEF_EXPIRED with its time to live', async () => {
      const userId = aDc360UserId();
      const briefId = await finished(userId);
      await query(
        `UPDATE business_briefs SET created_at = now() - interval '8 days', expires_at = now() - interval '1 day' WHERE id = $1`,
        [briefId],
      );

      for (const rest of ['', '/status']) {
        const problem = expectContractError(
          await suite.service.call(`${BRIEFS}/${briefId}${rest}`),
          404,
          'BRIEF_EXPIRED',
        );
        expect(problem.details).toEqual({ ttl_days: 7 });
      }
      const list = (await suite.service.call(`${BRIEFS}/user/${userId}`)).json<ContractListResponse>();
      expect(list.total_count).toBe(0);
    });

    it('of which only the id is left has expired like one whose time is up', async () => {
      const briefId = await finished();
      await query(`UPDATE business_briefs SET updated_at = now() - interval '10 years' WHERE id = $1`, [
        briefId,
      ]);
      const rule = suite.server.app.get(Retention).rules.find(({ name }) => name === 'briefs');
      expect(await rule?.prune(100)).toBe(1);

      for (const rest of ['', '/status', '/files/logo/result.svg']) {
        const problem = expectContractError(
          await suite.service.call(`${BRIEFS}/${briefId}${rest}`),
          404,
          'BRIEF_EXPIRED',
        );
        expect(problem.details).toEqual({ ttl_days: 0 });
      }
    });
  });

  describe('the list of a user', () => {
    const userId = aDc360UserId();
    const briefIds: string[] = [];

    beforeAll(async () => {
      suite.dc360.setUser(userId, { profile: { city: 'Thiès', country: 'Sénégal' } });
      for (let i = 0; i < 3; i += 1) briefIds.push(await finished(userId));
      await ordered();
    });

    const list = (parameters = '') => suite.service.call(`${BRIEFS}/user/${userId}${parameters}`);

    it('holds their briefs alone, newest first', async () => {
      expect((await list()).json()).toEqual({
        user_id: userId,
        total_count: 3,
        briefs: briefIds.toReversed().map((brief_id) => ({
          brief_id,
          business_name: 'Atelier Ndar Couture',
          sector: 'couture sur mesure',
          location: { city: 'Thiès', country: 'Sénégal', region: null },
          created_at: expect.stringMatching(/Z$/),
          confidence_score: expect.any(Number),
          ready_for_website: true,
        })),
        pagination: { limit: 10, offset: 0, has_more: false },
      });
    });

    it('comes in pages, in either order', async () => {
      const first = (await list('?limit=2&sort=created_asc')).json<ContractListResponse>();
      const second = (await list('?limit=2&offset=2&sort=created_asc')).json<ContractListResponse>();

      expect([...first.briefs, ...second.briefs].map(({ brief_id }) => brief_id)).toEqual(briefIds);
      expect(first.pagination).toEqual({ limit: 2, offset: 0, has_more: true });
      expect(second.pagination).toEqual({ limit: 2, offset: 2, has_more: false });
    });

    it('ends, with the same count, beyond its end', async () => {
      expect((await list('?offset=50')).json()).toMatchObject({
        total_count: 3,
        briefs: [],
        pagination: { limit: 10, offset: 50, has_more: false },
      });
    });

    it('is empty for somebody who never came', async () => {
      expect((await suite.service.call(`${BRIEFS}/user/${aDc360UserId()}`)).json()).toMatchObject({
        total_count: 0,
        briefs: [],
      });
    });

    it.each([
      '?limit=0',
      '?limit=101',
      '?limit=-1',
      '?limit=ten',
      '?limit=1.5',
      '?offset=-1',
      '?offset=1000001',
      '?offset=1e9',
      '?sort=created',
      '?sort=created_desc;DROP TABLE users',
      '?sort=created_asc&sort=created_desc',
      '?cursor=abc',
    ])('refuses %s', async (parameters) => {
      expectContractError(await list(parameters), 422, 'VALIDATION_ERROR');
    });

    it.each(['0', '-1', 'abc', '1.5', '9999999999999999999'])('refuses the user id %s', async (id) => {
      expectContractError(await suite.service.call(`${BRIEFS}/user/${id}`), 422, 'VALIDATION_ERROR');
    });

    it('does not show drafts of the coach', async () => {
      const person = aDc360UserId();
      await ordered(person);
      await query(
        `INSERT INTO business_briefs (id, owner_id, status, business_name, sector)
         SELECT gen_random_uuid(), id, 'draft', 'Draft', 'other' FROM users WHERE dc360_user_id = $1`,
        [String(person)],
      );

      const answer = (await suite.service.call(`${BRIEFS}/user/${person}`)).json<ContractListResponse>();
      expect(answer.total_count).toBe(1);
    });
  });
});
