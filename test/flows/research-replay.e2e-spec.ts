import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AgentOutcome } from '@genesis/agents';
import type { Workspace } from '@genesis/redis-vfs';
import { Journal, ResearchBench, ScriptedChat, ScriptedSearch } from './research-bench.js';
import { analysis, BOUNDS, plan, step, WEB } from './research-script.js';

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

  describe('taken up again with the same journal', () => {
    const script = {
      plan,
      'step:1': step({ action: 'extract', source: 1 }, { action: 'search', query: 'tendances Thiès' }),
      'step:2': step({
        action: 'note',
        source: 1,
        quote: 'un mafé à 1 500 FCFA',
        finding: 'Le prix du voisin',
      }),
      'step:3': step({ action: 'finish' }),
      analysis,
    };
    const CALLS = [
      'plan',
      'search:1',
      'search:2',
      'step:1',
      'search:3',
      'extract:1',
      'step:2',
      'step:3',
      'analysis',
    ];

    async function whole() {
      const journal = new Journal();
      const search = new ScriptedSearch(() => WEB, journal);
      const outcome = await bench.research({ chat: new ScriptedChat(script, journal), search });
      return { outcome, paid: journal.paid };
    }

    it.each(CALLS.map((call, index) => [call, index] as const))(
      'goes the same way after it was killed at %s, and pays for nothing twice',
      async (_call, at) => {
        const expected = await whole();
        expect([...expected.paid].sort()).toEqual([...CALLS].sort());

        const journal = new Journal();
        const killed = new AbortController();
        const dying = {
          once: <T>(key: string, question: unknown, act: () => Promise<T>): Promise<T> => {
            if (journal.paid.length >= at) {
              killed.abort();
              return Promise.reject(new Error('killed'));
            }
            return journal.once(key, question, act);
          },
        } as Journal;
        await expect(
          bench.research(
            { chat: new ScriptedChat(script, dying), search: new ScriptedSearch(() => WEB, dying) },
            { files, signal: killed.signal },
          ),
        ).rejects.toThrow();

        const outcome = await bench.research(
          { chat: new ScriptedChat(script, journal), search: new ScriptedSearch(() => WEB, journal) },
          { files },
        );
        expect([...journal.paid].sort()).toEqual([...CALLS].sort());
        const undated = ({ data }: AgentOutcome) =>
          JSON.stringify(data).replaceAll(/"timestamp":"[^"]+"/gu, '');
        expect(undated(outcome)).toBe(undated(expected.outcome));
      },
    );

    it('does not repeat what failed once its round was over', async () => {
      const journal = new Journal();
      const search = new ScriptedSearch(() => WEB, journal);
      search.failing.set('search:2', 'timed_out');
      const vendors = { chat: new ScriptedChat(script, journal), search };
      const first = await bench.research(vendors, { files });
      search.failing.clear();
      const paid = [...journal.paid];
      const second = await bench.research(vendors, { files });

      expect(journal.paid).toEqual(paid);
      expect(second.data).toEqual(first.data);
    });
  });
});
