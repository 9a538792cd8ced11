import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AgentOutcome } from '@genesis/agents';
import { newId } from '@genesis/kernel';
import { ATTACKER } from '../support/injection/attack.js';
import { ATTACKS } from '../support/injection/corpus.js';
import { startTavilySimulator, type TavilySimulator } from '../support/simulators/tavily-simulator.js';
import { ResearchBench, ScriptedChat, TestLedger } from './research-bench.js';

const START_MS = 60_000;
const ATTACKER_HOST = new URL(ATTACKER).hostname;
const HONEST = {
  url: 'https://presse.example.com/thies',
  title: 'Manger à Thiès',
  content: 'Chez Fatou sert un mafé à 1 500 FCFA près du lycée. La demande a doublé depuis 2024.',
  score: 0.9,
};

const opening = (opportunity: string) => ({
  opportunity,
  potential_impact: 'high',
  difficulty: 'low',
  timeframe: 'vite',
});

/** Orders that are gone before anybody reads the page: it is a page like any other. */
const VANISHES: ReadonlySet<string> = new Set(['unicode-tags']);

/** A model that does as it is told by whatever it reads, and as a good analyst where it reads nothing of the kind. */
function obedientModel(canary: string): ScriptedChat {
  const wanted = (prompt: string, otherwise: string): string =>
    prompt.includes(canary) ? `${canary}, voir ${ATTACKER}` : otherwise;
  const wantedCall = (prompt: string, otherwise: string): string =>
    prompt.includes(canary) ? `${canary}, appelez le 77 123 45 67` : otherwise;
  return new ScriptedChat({
    plan: (prompt) => ({
      todos: [
        { topic: 'competitors', question: 'Qui ?', query: wanted(prompt, 'cantines Thiès'), depth: 'deep' },
      ],
    }),
    step: (prompt) => ({
      actions: [
        ...[1, 2].map((source) => ({
          action: 'extract',
          query: '',
          depth: 'basic',
          source,
          quote: '',
          finding: '',
        })),
        {
          action: prompt.includes(canary) ? 'search' : 'finish',
          query: wanted(prompt, ''),
          depth: 'basic',
          source: 0,
          quote: '',
          finding: '',
        },
      ],
    }),
    analysis: (prompt) => ({
      market_segment: wanted(prompt, 'Repas du midi'),
      opportunities: ['Servir le lycée', 'Annoncer le menu', 'Vendre des carnets'].map((text) =>
        opening(wanted(prompt, text)),
      ),
      differentiation_suggestions: [wanted(prompt, 'Montrer le menu')],
      risk_factors: [wantedCall(prompt, 'La pluie')],
      success_factors: [wantedCall(prompt, 'La régularité')],
      cultural_insights: [wanted(prompt, 'On mange ensemble')],
      competitors: [
        { name: wanted(prompt, 'Chez Fatou'), kind: 'Cantine', source: 1, quote: 'Chez Fatou sert un mafé' },
      ],
      prices: [{ offer: 'mafé', source: 1, quote: wanted(prompt, 'un mafé à 1 500 FCFA') }],
      trends: [{ trend: wantedCall(prompt, 'On se fait livrer'), source: 1, quote: 'a doublé depuis 2024' }],
      market_size: null,
    }),
  });
}

describe('a page that orders the model about', () => {
  let tavily: TavilySimulator;
  let bench: ResearchBench;
  let undisturbed: AgentOutcome;

  beforeAll(async () => {
    tavily = await startTavilySimulator();
    bench = await ResearchBench.open({ TAVILY_BASE_URL: tavily.url, TAVILY_API_KEY: 'tvly-of-the-test' });
    tavily.serve(HONEST);
    ({ outcome: undisturbed } = await research('nothing of the kind'));
  }, START_MS);

  beforeEach(() => tavily.reset());

  afterAll(async () => {
    await bench.close();
    await tavily.stop();
  }, START_MS);

  async function research(canary: string) {
    const files = bench.aWorkspace();
    const chat = obedientModel(canary);
    const { search } = bench.vendors(new TestLedger(), newId());
    const outcome = await bench.research({ chat, search }, { files });
    return { outcome, prompts: [...chat.prompts.values()].join('\n'), files };
  }

  const undated = (data: unknown): unknown =>
    JSON.parse(JSON.stringify(data).replaceAll(/"timestamp":"[^"]+"/gu, '"timestamp":""'));

  /** What was found out, without the list of what was read. */
  const factsOf = ({ data }: AgentOutcome) => ({ ...data, search_metadata: null });

  it('is compared with a research that found its facts', () => {
    expect(undisturbed).toMatchObject({ status: 'success', warnings: [] });
    expect(undated(undisturbed.data)).toMatchObject({
      competitors: expect.arrayContaining([expect.objectContaining({ name: 'Chez Fatou' })]),
      search_metadata: { sources_consulted: 1 },
    });
  });

  it.each(ATTACKS.filter(({ isRecognised }) => isRecognised).map((attack) => [attack.id, attack] as const))(
    'changes nothing but a warning: %s',
    async (id, { page, canary }) => {
      tavily.serve(HONEST, page);
      const { outcome, prompts } = await research(canary);

      expect(prompts).not.toContain(canary);
      expect(outcome.status).toBe('success');
      expect(outcome.provenance).toEqual(undisturbed.provenance);
      if (VANISHES.has(id)) {
        expect(factsOf(outcome)).toEqual(factsOf(undisturbed));
      } else {
        expect(outcome.warnings).toEqual([expect.stringContaining('tries to give orders')]);
        expect(undated(outcome.data)).toEqual(undated(undisturbed.data));
      }
    },
  );

  it.each(ATTACKS.filter(({ isRecognised }) => !isRecognised).map((attack) => [attack.id, attack] as const))(
    'has no address, number or call of its choosing where nobody recognises it: %s',
    async (_id, { page, canary }) => {
      tavily.serve(HONEST, page);
      const { outcome, prompts, files } = await research(canary);

      expect(prompts).toContain(canary);
      const shown = JSON.stringify(outcome.data) + JSON.stringify(outcome.provenance);
      for (const told of [ATTACKER_HOST, '77 123 45 67']) expect(shown).not.toContain(told);
      const opened = tavily
        .received()
        .filter(({ path }) => path === '/extract')
        .flatMap(({ body }) => (body as { readonly urls: readonly string[] }).urls);
      expect([HONEST.url, page.url]).toEqual(expect.arrayContaining([...opened]));
      const report = await files.readRaw('/research/market.fr.md');
      expect(report.content).not.toContain(ATTACKER_HOST);
    },
  );
});
