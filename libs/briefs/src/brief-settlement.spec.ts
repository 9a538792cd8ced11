import { type AgentName, TASK_NAMES, type TaskName } from '@genesis/agents';
import type { RunOutcome, SettledTask } from '@genesis/runs';
import { describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { Dc360Settings, loadSettings } from '@genesis/config';
import { BriefSettlement } from './brief-settlement.js';
import { resolveInput } from './brief-input.js';

const NO_WEBHOOKS = loadSettings({ env: {} }).get(Dc360Settings);

const input = resolveInput(
  {
    business_name: 'Atelier Ndar',
    vision: 'v',
    mission: 'm',
    target_audience: 't',
    differentiation: 'd',
    value_proposition: 'p',
    sector: 'xqzt',
    location: {},
    services: [],
  },
  'fr',
);

function aTask(overrides: Partial<SettledTask> = {}): SettledTask {
  return {
    status: 'success',
    isKept: false,
    output: { text: 'made' },
    provenance: {},
    error: null,
    provider: 'knowledge',
    model: null,
    warnings: [],
    usage: null,
    ...overrides,
  };
}

function anOutcome(
  tasks: Partial<Record<TaskName, SettledTask>>,
  overrides: Partial<RunOutcome> = {},
): RunOutcome {
  return {
    runId: 'run',
    briefId: 'brief',
    version: 1,
    status: 'completed',
    input,
    tasks: Object.fromEntries(
      TASK_NAMES.map((name) => [name, tasks[name] ?? aTask()]),
    ) as RunOutcome['tasks'],
    ...overrides,
  };
}

/** Settles and returns what the two statements were given. */
async function settled(outcome: RunOutcome) {
  const statements: (readonly unknown[])[] = [];
  const client = {
    query: ({ values }: { values: readonly unknown[] }) => {
      statements.push(values);
      return Promise.resolve({ rows: [] });
    },
  };
  const tx = { queryRunner: { connect: () => Promise.resolve(client) } };
  await new BriefSettlement(NO_WEBHOOKS).settle(tx as unknown as EntityManager, outcome);
  const [version = [], brief = []] = statements;
  return {
    value: (index: number): unknown => JSON.parse(String(version[index])),
    isShown: brief[2],
  };
}
const CONTENT = 4;
const AGENTS = 8;
const PROVENANCE = 9;
const MISSING = 10;

const kept = (...agents: AgentName[]) =>
  Object.fromEntries(agents.map((agent) => [agent, aTask({ isKept: true })]));

describe('BriefSettlement', () => {
  it("fills the content block's search metadata from synthesis, with where it comes from", async () => {
    const { value } = await settled(
      anOutcome({
        content: aTask({ provenance: { homepage: { origin: 'rule' } } }),
        synthesis: aTask({
          output: { seo_metadata: { meta_title: 'Ndar' } },
          provenance: { seo_metadata: { origin: 'rule' } },
        }),
      }),
    );

    expect(value(CONTENT)).toEqual({ text: 'made', seo_metadata: { meta_title: 'Ndar' } });
    expect(value(PROVENANCE)).toMatchObject({
      content_generation: { homepage: { origin: 'rule' }, seo_metadata: { origin: 'rule' } },
    });
  });

  it('leaves a kept content block as it is', async () => {
    const before = { text: 'before', seo_metadata: { meta_title: 'Before' } };
    const { value } = await settled(
      anOutcome({
        content: aTask({ isKept: true, output: before }),
        synthesis: aTask({ output: { seo_metadata: { meta_title: 'After' } } }),
      }),
    );

    expect(value(CONTENT)).toEqual(before);
  });

  it('tells per agent what it did and whether it was kept, without the result', async () => {
    const { value } = await settled(anOutcome(kept('logo')));

    expect(value(AGENTS)).toMatchObject({
      logo: { is_kept: true },
      seo: { is_kept: false, status: 'success' },
    });
    expect(value(AGENTS)).not.toHaveProperty('seo.output');
  });

  it("keeps the input's open questions beside those of the results, each field once", async () => {
    const { value } = await settled(anOutcome({}));

    expect(value(MISSING)).toEqual([
      expect.objectContaining({ field: 'sector' }),
      expect.objectContaining({ field: 'location.country' }),
    ]);
  });

  it('stores text that PostgreSQL would refuse without what it refuses', async () => {
    const { value } = await settled(anOutcome({ content: aTask({ output: { text: 'a\u0000b\ud800' } }) }));

    expect(value(CONTENT)).toEqual({ text: 'ab\ufffd' });
  });

  it.each([
    ['a completed run', anOutcome({}), true],
    [
      'a partial run with something new',
      anOutcome({ seo: aTask({ status: 'fallback' }) }, { status: 'partial' }),
      true,
    ],
    ['a failed run', anOutcome({}, { status: 'failed' }), false],
    ['a cancelled run', anOutcome({}, { status: 'cancelled' }), false],
    [
      'a partial run that made nothing of what was asked for',
      anOutcome(
        {
          ...kept('research', 'content', 'seo', 'template'),
          logo: aTask({ status: 'failed', output: null }),
        },
        { status: 'partial', version: 2 },
      ),
      false,
    ],
  ])('decides what readers see after %s', async (_, outcome, expected) => {
    expect((await settled(outcome)).isShown).toBe(expected);
  });
});
