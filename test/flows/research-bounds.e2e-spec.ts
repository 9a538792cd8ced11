import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VendorError } from '@genesis/integrations';
import type { Workspace } from '@genesis/redis-vfs';
import { Journal, ResearchBench, ScriptedChat, ScriptedSearch, type Say } from './research-bench.js';
import { analysis, BOUNDS, FATOU, FOUND, OWN, plan, PRICES, resultOf, step, WEB } from './research-script.js';

describe('a research on the web', () => {
  let bench: ResearchBench;
  let files: Workspace;

  beforeAll(async () => {
    bench = await ResearchBench.open(BOUNDS);
  });
  afterAll(() => bench.close());
  beforeEach(() => {
    files = bench.aWorkspace();
  });

  describe('stays within its bounds whatever a model wants:', () => {
    it('steps, searches and pages', async () => {
      const search = new ScriptedSearch(({ query }) =>
        query === '' ? WEB : [...WEB, { url: `https://divers.test/${query}`, title: query, text: 'Rien.' }],
      );
      let wish = 0;
      const greedy: Say = (prompt) => {
        wish += 1;
        return step(
          { action: 'search', query: `encore ${wish}` },
          { action: 'search', query: `toujours ${wish}` },
          { action: 'search', query: `plus ${wish}` },
          { action: 'extract', source: wish },
        )(prompt);
      };
      const journal = new Journal();
      const chat = new ScriptedChat({ plan, step: greedy, analysis }, journal);
      await bench.research({ chat, search }, { files });

      expect(journal.paid).toEqual(['plan', 'step:1', 'step:2', 'step:3', 'analysis']);
      expect(search.queries).toHaveLength(6);
      expect(search.opened).toHaveLength(3);
      expect(new Set(search.opened).size).toBe(3);
    });

    it('a page that cannot be read counts', async () => {
      const search = new ScriptedSearch(({ query }) => (query === '' ? [] : WEB));
      const all = Array.from({ length: 4 }, (_, index) => ({
        action: 'extract' as const,
        source: index + 1,
      }));
      const chat = new ScriptedChat({ plan, step: step(...all), analysis: () => OWN });
      const outcome = await bench.research({ chat, search }, { files });

      expect(search.opened).toHaveLength(3);
      expect(outcome).toMatchObject({ status: 'fallback', provider: 'openai' });
      expect(outcome.warnings.join()).toContain('not sourced');
    });

    it('characters of one prompt', async () => {
      const long = 'Le riz coûte 900 FCFA au marché. '.repeat(600);
      const search = new ScriptedSearch(() => WEB.map((page) => ({ ...page, text: `${page.text} ${long}` })));
      const chat = new ScriptedChat({
        plan,
        step: step({ action: 'extract', source: 1 }, { action: 'extract', source: 2 }),
        analysis,
      });
      await bench.research({ chat, search }, { files });

      const bare = 2_500;
      for (const prompt of chat.prompts.values()) expect(prompt.length).toBeLessThan(3_000 + bare);
    });

    it('only pages that a search found', async () => {
      const search = new ScriptedSearch(({ query }) => (query === '' ? WEB : [FATOU]));
      const chat = new ScriptedChat({
        plan,
        step: step({ action: 'extract', source: 7 }, { action: 'extract', source: 0 }),
        analysis,
      });
      await bench.research({ chat, search }, { files });

      expect(new Set(search.opened)).toEqual(new Set([FATOU.url]));
    });

    it('a model that does nothing is not asked for long', async () => {
      const journal = new Journal();
      const chat = new ScriptedChat({ plan, step: step({ action: 'note' }), analysis }, journal);
      await bench.research({ chat, search: new ScriptedSearch(() => WEB) }, { files });

      expect(journal.paid).toEqual(['plan', 'step:1', 'step:2', 'analysis']);
    });

    it('a query is asked once', async () => {
      const search = new ScriptedSearch(() => WEB);
      const chat = new ScriptedChat({
        plan,
        step: step({ action: 'search', query: 'cantines  "Thiès"' }),
        analysis,
      });
      await bench.research({ chat, search }, { files });

      expect(search.queries).toHaveLength(2);
    });
  });

  it('leaves a model that stalls in time to read and write up', async () => {
    const hurried = await ResearchBench.open({ ...BOUNDS, AGENT_TIMEOUT_RESEARCH_S: '4' });
    try {
      const chat = new ScriptedChat({ plan, step: 'stalls', analysis });
      const outcome = await hurried.research({ chat, search: new ScriptedSearch(() => WEB) });

      expect(outcome).toMatchObject({ status: 'success', provider: 'openai' });
      expect(outcome.warnings).toContain('step:1: LLM_TIMEOUT');
      expect(resultOf(outcome).search_metadata.sources).toHaveLength(3);
      const [planMs = NaN, stepMs = NaN, analysisMs = NaN] = ['plan', 'step:1', 'analysis'].map((call) =>
        chat.deadlinesMs.get(call),
      );
      expect(planMs).toBeLessThanOrEqual(1_600);
      expect(stepMs).toBeLessThanOrEqual(planMs);
      // Four fifths of the time, less what the stalled step took.
      expect(analysisMs).toBeLessThanOrEqual(3_200 - stepMs);
    } finally {
      await hurried.close();
    }
  });

  describe('when things fail', () => {
    it('goes on with the searches that were answered', async () => {
      const search = new ScriptedSearch(() => WEB);
      search.failing.set('search:1', 'timed_out');
      const chat = new ScriptedChat({ plan, step: step({ action: 'extract', source: 1 }), analysis });
      const outcome = await bench.research({ chat, search }, { files });

      expect(outcome.status).toBe('success');
      expect(resultOf(outcome).search_metadata.search_failures).toEqual(['search:1: SEARCH_TIMEOUT']);
    });

    it('lets the knowledge engine stand in when no search is answered', async () => {
      const search = new ScriptedSearch(() => WEB);
      for (let call = 1; call <= 6; call += 1) search.failing.set(`search:${call}`, 'unauthorized');
      const chat = new ScriptedChat({ plan, analysis: () => OWN });
      const outcome = await bench.research({ chat, search }, { files });

      expect(outcome.status).toBe('fallback');
      expect(outcome.warnings.join()).toContain('search:1: SEARCH_UNAUTHORIZED');
      expect(resultOf(outcome).search_metadata).toMatchObject({ sources: [], sources_consulted: 0 });
      expect(resultOf(outcome).market_size.market_segment).toBe(OWN.market_segment);
    });

    it('says that nothing is sourced when nothing is found', async () => {
      const outcome = await bench.research(
        { chat: new ScriptedChat({ plan, analysis: () => OWN }), search: new ScriptedSearch(() => []) },
        { files },
      );
      expect(outcome.status).toBe('fallback');
      expect(outcome.warnings.join()).toContain('not sourced');
    });

    it('stops at the spending cap and uses what it has', async () => {
      const search = new ScriptedSearch(() => WEB);
      search.failing.set('search:3', 'budget_exhausted');
      const journal = new Journal();
      const chat = new ScriptedChat(
        {
          plan,
          'step:1': step({ action: 'extract', source: 1 }, { action: 'search', query: 'encore une' }),
          step: step({ action: 'extract', source: 2 }),
          analysis,
        },
        journal,
      );
      const outcome = await bench.research({ chat, search }, { files });

      expect(journal.paid).toEqual(['plan', 'step:1', 'analysis']);
      expect(search.opened).toEqual([FATOU.url]);
      expect(resultOf(outcome).competitors[0]?.name).toBe('Chez Fatou');
    });

    it('plans and opens by rule where the model fails, and still cites', async () => {
      const chat = new ScriptedChat({
        analysis: () => ({ ...OWN, ...FOUND, competitors: [], prices: [], trends: [] }),
      });
      const search = new ScriptedSearch(() => WEB);
      const outcome = await bench.research({ chat, search }, { files });

      expect(outcome.status).toBe('success');
      expect(outcome.warnings).toEqual(['plan: INVALID_MODEL_OUTPUT', 'step:1: INVALID_MODEL_OUTPUT']);
      expect(resultOf(outcome).search_metadata.sources).toHaveLength(3);
    });

    it('plans by rule where a model plans nothing that can be asked', async () => {
      const empty: Say = () => ({
        todos: [{ topic: 'prices', question: 'Combien ?', query: '"<|>"', depth: 'deep' }],
      });
      const search = new ScriptedSearch(() => WEB);
      await bench.research({ chat: new ScriptedChat({ plan: empty, analysis }), search }, { files });

      expect(search.queries).toHaveLength(4);
    });

    it('falls back where the analysis fails, and keeps the sources', async () => {
      const chat = new ScriptedChat({ plan, step: step({ action: 'extract', source: 2 }) });
      const outcome = await bench.research({ chat, search: new ScriptedSearch(() => WEB) }, { files });

      expect(outcome).toMatchObject({ status: 'fallback', provider: 'knowledge' });
      expect(resultOf(outcome).search_metadata.sources).toEqual([
        expect.objectContaining({ url: PRICES.url }),
      ]);
    });

    it('throws what aborts it, and asks nothing more', async () => {
      const aborting = new AbortController();
      const search = new ScriptedSearch(() => {
        aborting.abort();
        throw new VendorError('search', 'cancelled', { message: 'scripted', attempts: 1 });
      });
      const journal = new Journal();
      const chat = new ScriptedChat({ plan, analysis }, journal);

      await expect(
        bench.research({ chat, search }, { files, signal: aborting.signal }),
      ).rejects.toBeInstanceOf(VendorError);
      expect(journal.paid).toEqual(['plan']);
    });
  });
});
