import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AGENT_NAMES, BLOCK_OF_AGENT } from '@genesis/agents';
import type { BusinessBriefResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { ApiClient, IdeaBody } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { runViolations } from '../support/harness/run-invariants.js';
import { ENGLISH_IDEAS } from '../support/ideas/ideas.en.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import type { WrittenIdea } from '../support/ideas/written-idea.js';

const START_MS = 90_000;
const IDEAS = [...FRENCH_IDEAS, ...ENGLISH_IDEAS];

const bodyOf = (idea: WrittenIdea): IdeaBody => ({ business_brief: idea.brief, language: idea.language });

function anExample(name: string): IdeaBody {
  const file = path.resolve(import.meta.dirname, `../../examples/${name}.json`);
  const { business_brief, language } = JSON.parse(readFileSync(file, 'utf8')) as Required<IdeaBody>;
  return { business_brief, language };
}

/** Agents that did not do all they should, with the reason. */
function troublesOf(brief: BusinessBriefResponse): readonly string[] {
  return AGENT_NAMES.filter((agent) => brief.agents[agent].status !== 'success').map(
    (agent) => `${agent} ${brief.agents[agent].status} ${brief.agents[agent].error?.code ?? ''}`,
  );
}

/** What the agents of the plan deliver for a French idea. */
const FILES = {
  research: ['/research/market.fr.md', '/research/market.json'],
  content: [
    '/content/about.fr.md',
    '/content/contact.fr.md',
    '/content/content.json',
    '/content/home.fr.md',
    '/content/services.fr.md',
  ],
  logo: ['/logo/brand.json', '/logo/logo-inverse.svg', '/logo/logo.svg', '/logo/symbol.svg'],
  seo: ['/seo/seo.json', '/seo/structured-data.json'],
  template: ['/template/template.json'],
  synthesis: ['/brief/brief.fr.md', '/brief/brief.json'],
};
const ALL_FILES = Object.values(FILES).flat().sort();

describe.each([
  { apis: 1, workers: 1 },
  { apis: 2, workers: 3 },
])('the main flow with $apis api and $workers worker processes', ({ apis, workers }) => {
  let installation: Installation;
  let client: ApiClient;

  beforeAll(async () => {
    installation = await Installation.create(configuredStores());
    await Promise.all(Array.from({ length: apis }, () => installation.startApi()));
    client = await installation.client().signUp();
  }, START_MS);

  afterAll(() => installation.close(), START_MS);

  /** A brief whose first run has ended well. */
  async function aFinishedBrief(idea: IdeaBody): Promise<string> {
    const { brief_id } = await client.generate(idea);
    expect(await client.untilSettled(brief_id)).toMatchObject({ status: 'completed', progress: 100 });
    return brief_id;
  }

  describe('before a worker runs', () => {
    it('accepts an idea, and ends its run at once when it is cancelled', async () => {
      const { brief_id, status } = await client.generate(anExample('tailor-dakar'));
      expect(status).toBe('queued');
      expect(await client.status(brief_id)).toMatchObject({
        status: 'queued',
        progress: 0,
        started_at: null,
      });
      expect(await client.cancel(brief_id)).toMatchObject({ status: 'cancelled', cost: { calls: 0 } });

      const after = await client.status(brief_id);
      expect(after).toMatchObject({ status: 'cancelled', run_status: 'cancelled' });
      expect(new Set(Object.values(after.agents))).toEqual(new Set(['cancelled']));
      const { items } = await client.events(brief_id);
      expect(items.at(0)).toMatchObject({ id: 1, type: 'run.started' });
      expect(items.at(-1)).toMatchObject({ type: 'run.finished', data: { status: 'cancelled' } });
      await expect(client.cancel(brief_id)).rejects.toMatchObject({
        status: 409,
        problem: { error: 'ILLEGAL_TRANSITION' },
      });
    });
  });

  describe('with its workers', () => {
    beforeAll(async () => {
      await Promise.all(Array.from({ length: workers }, () => installation.startWorker()));
    }, START_MS);

    it('turns an idea into five results, a log without a gap, and files', async () => {
      const idea = anExample('tailor-dakar');
      const { brief_id, run_id } = await client.generate(idea);
      const streamed = [];
      for await (const event of client.stream(brief_id)) streamed.push(event);

      expect(streamed.map(({ id }) => id)).toEqual(streamed.map((_event, index) => index + 1));
      expect(streamed.at(-1)).toMatchObject({
        type: 'run.finished',
        data: { data: { status: 'completed' } },
      });
      const { items, next } = await client.events(brief_id);
      expect(items).toEqual(streamed.map(({ data }) => data));
      expect(next).toBe(items.length);
      expect((await client.events(brief_id, 3, 2)).items).toEqual(items.slice(3, 5));
      for (const agent of AGENT_NAMES) {
        const own = items.filter((event) => event.agent === agent).map(({ type }) => type);
        expect(own.at(0)).toBe('agent.started');
        expect(own.at(-1)).toBe('agent.finished');
      }

      const brief = await client.brief(brief_id);
      expect(brief).toMatchObject({
        status: 'completed',
        version: 1,
        is_ready_for_website: true,
        readiness_missing: [],
        failed_agents: [],
        fallback_agents: [],
        business_brief: idea.business_brief,
      });
      for (const agent of AGENT_NAMES) {
        expect(brief.agents[agent]).toMatchObject({
          status: 'success',
          provider: 'knowledge',
          is_kept: false,
        });
        expect(brief[BLOCK_OF_AGENT[agent]]).not.toBeNull();
      }
      expect(await client.results(brief_id)).toEqual(
        Object.fromEntries(AGENT_NAMES.map((agent) => [BLOCK_OF_AGENT[agent], brief[BLOCK_OF_AGENT[agent]]])),
      );

      const files = await client.files(brief_id);
      expect(files.map((file) => file.path)).toEqual(ALL_FILES);
      const logo = await client.file(brief_id, '/logo/logo.svg');
      expect(logo.headers.get('content-type')).toContain('image/svg+xml');
      expect(Buffer.byteLength(logo.body)).toBe(files.find((file) => file.path === '/logo/logo.svg')?.size);
      expect((await client.list()).items).toContainEqual(expect.objectContaining({ brief_id }));
      expect(await client.versions(brief_id)).toMatchObject([{ version: 1, run_id, is_current: true }]);
    });

    it('regenerates the logo alone: the other four results and their files stay, byte for byte', async () => {
      const briefId = await aFinishedBrief(anExample('lunch-abidjan'));
      const before = await client.results(briefId);
      const filesBefore = await client.files(briefId);
      const lastEvent = (await client.events(briefId)).next;

      await client.regenerate(briefId, ['logo_creation']);
      expect(await client.untilSettled(briefId)).toMatchObject({ status: 'completed' });

      const brief = await client.brief(briefId);
      const after = await client.results(briefId);
      expect(brief.version).toBe(2);
      for (const agent of AGENT_NAMES) {
        expect(brief.agents[agent].is_kept).toBe(agent !== 'logo');
        if (agent === 'logo') continue;
        expect(JSON.stringify(after[BLOCK_OF_AGENT[agent]])).toBe(
          JSON.stringify(before[BLOCK_OF_AGENT[agent]]),
        );
      }
      expect(after.logo_creation).not.toBeNull();
      expect(JSON.stringify(await client.results(briefId, 1))).toBe(JSON.stringify(before));

      const files = await client.files(briefId);
      expect(files.map((file) => file.path)).toEqual(filesBefore.map((file) => file.path));
      const isKept = (author: string | null) => author !== 'logo' && author !== 'synthesis';
      expect(files.filter((file) => isKept(file.author))).toEqual(
        filesBefore.filter((file) => isKept(file.author)),
      );

      const { items } = await client.events(briefId, lastEvent);
      expect(items.map(({ id }) => id)).toEqual(items.map((_event, index) => lastEvent + 1 + index));
      expect(items[0]).toMatchObject({
        type: 'run.started',
        data: { agents: ['logo'], is_regeneration: true },
      });
      expect(
        new Set(items.filter((event) => event.type === 'agent.started').map((event) => event.agent)),
      ).toEqual(new Set(['logo', 'synthesis']));
      expect(
        (await client.versions(briefId)).map((version) => [version.version, version.is_current]),
      ).toEqual([
        [2, true],
        [1, false],
      ]);
    });

    it('goes on with an event stream where another replica left off', async () => {
      const { brief_id } = await client.generate(anExample('salon-douala'));
      const first = [];
      for await (const event of client.stream(brief_id)) {
        first.push(event);
        if (first.length === 7) break;
      }
      const rest = [];
      for await (const event of client.stream(brief_id, 7)) rest.push(event);

      const { items } = await client.events(brief_id);
      expect([...first, ...rest].map(({ data }) => data)).toEqual(items);
      expect(rest.at(-1)?.type).toBe('run.finished');
    });

    it('deletes a brief with everything that was made for it', async () => {
      const briefId = await aFinishedBrief(anExample('poultry-bobo'));
      const { run_id } = await client.status(briefId);
      await client.delete(briefId);

      await expect(client.brief(briefId)).rejects.toMatchObject({ status: 404 });
      await expect(client.files(briefId)).rejects.toMatchObject({ status: 404 });
      await expect(client.delete(briefId)).rejects.toMatchObject({ status: 404 });
      const { rows } = await installation.db.query(
        `SELECT (SELECT count(*) FROM agent_run WHERE id = $1) + (SELECT count(*) FROM run_event WHERE run_id = $1)
              + (SELECT count(*) FROM artifact WHERE workspace_id = $1) AS left`,
        [run_id],
      );
      expect(rows).toEqual([{ left: '0' }]);
    });

    it('hides the brief of one person from another', async () => {
      const briefId = await aFinishedBrief(anExample('tutor-kigali'));
      const stranger = await installation.client().signUp();

      await expect(stranger.brief(briefId)).rejects.toMatchObject({ status: 404 });
      await expect(stranger.cancel(briefId)).rejects.toMatchObject({ status: 404 });
      await expect(stranger.delete(briefId)).rejects.toMatchObject({ status: 404 });
    });

    it('makes a brief that is ready for a website of every idea of every sector, in both languages', async () => {
      const started = await Promise.all(
        IDEAS.map(async (idea) => ({ idea, brief_id: (await client.generate(bodyOf(idea))).brief_id })),
      );
      await Promise.all(started.map(({ brief_id }) => client.untilSettled(brief_id, 60_000)));
      const briefs = await Promise.all(
        started.map(async ({ idea, brief_id }) => ({ idea, brief: await client.brief(brief_id) })),
      );

      expect(new Set(IDEAS.map((idea) => `${idea.sector} ${idea.language}`)).size).toBe(22);
      expect(
        briefs.map(({ idea, brief }) => [idea.id, brief.status, brief.readiness_missing, troublesOf(brief)]),
      ).toEqual(IDEAS.map((idea) => [idea.id, 'completed', [], []]));
      expect(briefs.every(({ brief }) => brief.is_ready_for_website)).toBe(true);
    }, 90_000);

    it('completes a vague idea, does not call it ready, and says why', async () => {
      const briefId = await aFinishedBrief(anExample('vague'));
      const brief = await client.brief(briefId);

      expect(brief.is_ready_for_website).toBe(false);
      expect(brief.readiness_missing).toContainEqual({
        condition: 'substance',
        message: expect.stringMatching(/\S/),
      });
      expect(brief.overall_confidence).toBeLessThan(0.8);
    });

    it('has kept every invariant of runs meanwhile', async () => {
      expect(await runViolations(installation.db)).toEqual([]);
    });
  });
});
