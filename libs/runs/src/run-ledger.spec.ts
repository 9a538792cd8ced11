import { describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '@genesis/integrations';
import type { JournaledCall } from './call-journal.js';
import type { ClaimedRun } from './claimed-run.js';
import { RunLedger } from './run-ledger.js';

const ENTRY: LedgerEntry = {
  callKey: 'the-run/logo/symbol',
  requestHash: '00',
  capability: 'image',
  provider: 'openai',
  model: 'an-image-model',
  promptId: 'logo@1',
  outcome: 'success',
  attempts: 1,
  response: { value: 1 },
  usage: { images: 1 },
  costMicroUsd: 41.2,
  latencyMs: 4,
};

describe('RunLedger', () => {
  async function recorded(entry: LedgerEntry): Promise<JournaledCall | undefined> {
    const calls: JournaledCall[] = [];
    const ledger = new RunLedger({ id: 'the-run' } as ClaimedRun, 'logo', {
      find: async () => null,
      reserve: async () => ({ settle: async () => undefined }),
      record: async (call) => void calls.push(call),
      personNames: async () => [],
    });
    await ledger.record(entry);
    return calls[0];
  }

  it('names a call within its task, and its cost in whole units, rather too high', async () => {
    expect(await recorded(ENTRY)).toMatchObject({
      runId: 'the-run',
      task: 'logo',
      callKey: 'symbol',
      costMicroUsd: 42,
      usage: { input_tokens: null, output_tokens: null, images: 1 },
    });
  });

  it('leaves an unknown price unknown', async () => {
    expect(await recorded({ ...ENTRY, costMicroUsd: null })).toMatchObject({ costMicroUsd: null });
  });
});
