import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import type {
  BriefEventsResponse,
  BriefFilesResponse,
  BriefListResponse,
  BriefResultsResponse,
  BriefStatusResponse,
  BusinessBriefResponse,
  RunStartedResponse,
} from '../../apps/api/src/briefs/dto/brief.responses.js';
import { aBrief, anIdea, type IdeaBody } from '../support/builders/brief.builder.js';
import { registerUser } from '../support/builders/user.builder.js';
import { briefsUnderTest, GENERATE } from './briefs-under-test.js';

describe('briefs', () => {
  const suite = briefsUnderTest();
  const { asAwa, generate, started, read, expectProblem, pointers } = suite;

  describe('generate', () => {
    it('answers 202 with where to look', async () => {
      const answer = await generate();

      expect(answer.status).toBe(202);
      const run = answer.json<RunStartedResponse>();
      expect(run).toEqual({
        brief_id: expect.any(String),
        run_id: expect.any(String),
        status: 'queued',
        status_url: `/api/v1/business/brief/${run.brief_id}/status`,
        events_url: `/api/v1/business/brief/${run.brief_id}/events`,
      });
      expect(answer.headers.get('location')).toBe(run.status_url);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    });

    it('makes a brief that can be read at once', async () => {
      const { brief_id, run_id } = await started();

      expect(await read<BusinessBriefResponse>(brief_id)).toMatchObject({
        id: expect.any(Number),
        brief_id,
        coaching_session_id: null,
        version: 1,
        status: 'queued',
        business_brief: anIdea(),
        language: 'fr',
        sector: 'artisanat',
        agents: { research: { status: 'pending' }, template: { status: 'pending' } },
        successful_agents: [],
        market_research: null,
        overall_confidence: null,
        is_ready_for_website: false,
      });
      expect(await read<BriefStatusResponse>(brief_id, '/status')).toEqual({
        brief_id,
        run_id,
        status: 'queued',
        run_status: 'queued',
        agents: {
          research: 'pending',
          content: 'pending',
          logo: 'pending',
          seo: 'pending',
          template: 'pending',
        },
        progress: 0,
        started_at: null,
        finished_at: null,
      });
      expect(await read<BriefResultsResponse>(brief_id, '/results')).toEqual({
        market_research: null,
        content_generation: null,
        logo_creation: null,
        seo_optimization: null,
        template_selection: null,
      });
      expect(await read<BriefEventsResponse>(brief_id, '/events')).toMatchObject({
        items: [{ id: 1, run_id, type: 'run.started', data: { version: 1 } }],
        next: 1,
      });
      expect(await read<BriefFilesResponse>(brief_id, '/files')).toEqual({ items: [] });
    });

    it('keeps markup as text, byte for byte', async () => {
      const vision = `<script>alert("x")</script> & <b>l'idée</b>\n\t'; DROP TABLE users; --`;
      const { brief_id } = await started(aBrief({ vision, business_name: '<img src=x onerror=alert(1)>' }));

      const { business_brief } = await read<BusinessBriefResponse>(brief_id);

      expect(business_brief.vision).toBe(vision);
      expect(business_brief.business_name).toBe('<img src=x onerror=alert(1)>');
    });

    it('accepts the former names of fields, without services', async () => {
      const { sector, target_audience, differentiation, services: _, ...rest } = anIdea();
      const { brief_id } = await started({
        business_brief: {
          ...rest,
          industry_sector: sector,
          target_market: target_audience,
          competitive_advantage: differentiation,
        },
        language: 'en',
      });

      expect(await read<BusinessBriefResponse>(brief_id)).toMatchObject({
        language: 'en',
        business_brief: { sector, target_audience, differentiation, services: [] },
      });
    });

    it('keeps a sector and a country that it does not know, warns and asks', async () => {
      const { brief_id } = await started(aBrief({ sector: 'xqzt', location: { country: 'Atlantide' } }));

      const brief = await read<BusinessBriefResponse>(brief_id);

      expect(brief.sector).toBe('other');
      expect(brief.business_brief).toMatchObject({ sector: 'xqzt', location: { country: 'Atlantide' } });
      expect(brief.warnings.map(({ code }) => code)).toEqual(['SECTOR_UNKNOWN', 'COUNTRY_UNKNOWN']);
      expect(brief.missing_information.map(({ field }) => field)).toEqual(['sector', 'location.country']);
    });

    const { vision: _, ...withoutVision } = anIdea();
    it.each<[string, unknown, string[]]>([
      ['an absent field', { business_brief: withoutVision }, ['/business_brief/vision']],
      ['an unknown field', { ...aBrief(), colour: 'red' }, ['/colour']],
      [
        'an unknown field of the brief',
        { business_brief: { ...anIdea(), colour: 'red' } },
        ['/business_brief/colour'],
      ],
      [
        'an unknown field of the location',
        aBrief({ location: { planet: 'Mars' } as IdeaBody['location'] }),
        ['/business_brief/location/planet'],
      ],
      ['a number for a text', aBrief({ mission: 7 as never }), ['/business_brief/mission']],
      ['a list for a text', aBrief({ mission: ['a'] as never }), ['/business_brief/mission']],
      ['null for a text', aBrief({ mission: null as never }), ['/business_brief/mission']],
      ['a text for the brief', { business_brief: 'an idea' }, ['/business_brief']],
      ['a list for the brief', { business_brief: [] }, ['/business_brief']],
      ['no brief', {}, ['/business_brief']],
      ['a text for the location', aBrief({ location: 'Dakar' as never }), ['/business_brief/location']],
      ['a text for the services', aBrief({ services: 'a' as never }), ['/business_brief/services']],
      ['a language that is not written', { ...aBrief(), language: 'de' }, ['/language']],
      [
        'a name of 10,000 characters',
        aBrief({ business_name: 'x'.repeat(10_000) }),
        ['/business_brief/business_name'],
      ],
      [
        'a name of 121 characters',
        aBrief({ business_name: 'x'.repeat(121) }),
        ['/business_brief/business_name'],
      ],
      ['a text of 4,001 characters', aBrief({ vision: 'x'.repeat(4_001) }), ['/business_brief/vision']],
      [
        '21 services',
        aBrief({ services: Array.from({ length: 21 }, () => 'x') }),
        ['/business_brief/services'],
      ],
      ['a service of 121 characters', aBrief({ services: ['x'.repeat(121)] }), ['/business_brief/services']],
      ['NUL', aBrief({ vision: 'a\u0000b' }), ['/business_brief/vision']],
      ['a control character', aBrief({ vision: 'a\u001bb' }), ['/business_brief/vision']],
      ['half a character', aBrief({ vision: 'a\ud800b' }), ['/business_brief/vision']],
      ['nothing but spaces', aBrief({ vision: ' \n\t ' }), ['/business_brief/vision']],
      ['nothing but bidirectional overrides', aBrief({ vision: '\u202e\u202d' }), ['/business_brief/vision']],
      [
        'a field beside its former name',
        { business_brief: { ...anIdea(), industry_sector: 'couture' } },
        ['/business_brief/industry_sector'],
      ],
    ])('refuses %s', async (_name, body, expected) => {
      const problem = expectProblem(await generate(body), 422, 'VALIDATION_ERROR');

      expect(pointers(problem)).toEqual(expected);
    });

    it.each([
      ['without any field', {}],
      [
        'of empty texts',
        {
          business_name: '',
          vision: '',
          mission: '',
          target_audience: '',
          differentiation: '',
          value_proposition: '',
          sector: '',
        },
      ],
    ])('names every field of a brief %s', async (_name, business_brief) => {
      const problem = expectProblem(await generate({ business_brief }), 422, 'VALIDATION_ERROR');

      expect(pointers(problem)).toEqual([
        '/business_brief/business_name',
        '/business_brief/differentiation',
        '/business_brief/location',
        '/business_brief/mission',
        '/business_brief/sector',
        '/business_brief/target_audience',
        '/business_brief/value_proposition',
        '/business_brief/vision',
      ]);
    });

    it('refuses malformed JSON', async () => {
      expectProblem(await asAwa(GENERATE, { rawBody: '{"business_brief": {' }), 400, 'BAD_REQUEST');
    });

    it('refuses a list for a body', async () => {
      const answer = await asAwa(GENERATE, { rawBody: '[]' });

      expect([400, 422]).toContain(answer.status);
    });

    it('refuses a body of 10 MB without reading it all', async () => {
      const answer = await generate(aBrief({ vision: 'x'.repeat(10_000_000) }));

      expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
    });

    it('refuses another media type', async () => {
      const answer = await asAwa(GENERATE, {
        rawBody: '<business_brief/>',
        headers: { 'content-type': 'application/xml' },
      });

      expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    });
  });

  describe('idempotency', () => {
    it('gives the same answer to the same call, and says so', async () => {
      const headers = { 'idempotency-key': newId() };
      const first = await generate(aBrief(), headers);
      const second = await generate(aBrief(), headers);

      expect(second.status).toBe(202);
      expect(second.json()).toEqual(first.json());
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(second.headers.get('location')).toBe(first.headers.get('location'));
    });

    it('refuses another body under the same key', async () => {
      const headers = { 'idempotency-key': newId() };
      await generate(aBrief(), headers);

      expectProblem(await generate(aBrief({ vision: 'Autre.' }), headers), 422, 'IDEMPOTENCY_MISMATCH');
    });

    it("knows one person's keys from another's", async () => {
      const headers = { 'idempotency-key': newId() };
      const hers = await generate(aBrief(), headers);
      const others = await suite.api.call(GENERATE, { token: suite.binta.token, body: aBrief(), headers });

      expect(others.status).toBe(202);
      expect(others.json<RunStartedResponse>().brief_id).not.toBe(hers.json<RunStartedResponse>().brief_id);
    });

    it('makes one brief of two calls at once', async () => {
      const user = await registerUser(suite.api);
      const call = { token: user.token, body: aBrief(), headers: { 'idempotency-key': newId() } };
      const answers = await Promise.all(Array.from({ length: 5 }, () => suite.api.call(GENERATE, call)));

      for (const answer of answers) {
        if (answer.status !== 202) expectProblem(answer, 409, 'IDEMPOTENCY_IN_FLIGHT');
      }
      expect(answers.map(({ status }) => status)).toContain(202);
      const { items } = (
        await suite.api.call('/business/briefs', { token: user.token })
      ).json<BriefListResponse>();
      expect(items).toHaveLength(1);
    });

    it.each(['', 'with space', 'é', 'x'.repeat(256)])('refuses the key %j', async (key) => {
      expectProblem(await generate(aBrief(), { 'idempotency-key': key }), 422, 'VALIDATION_ERROR');
    });
  });
});
