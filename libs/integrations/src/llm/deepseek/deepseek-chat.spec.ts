import { expect, it } from '@jest/globals';
import { deepseekWire } from '../../../../../test/support/simulators/deepseek-simulator.js';
import { VendorSimulator } from '../../../../../test/support/simulators/vendor-simulator.js';
import { describeChatModelContract } from '../chat-model.contract.js';
import { aModel, startHarness } from '../../../../../test/support/simulators/chat-model-harness.js';

describeChatModelContract('Deepseek', () =>
  startHarness({
    provider: 'deepseek',
    wire: deepseekWire({ keepMessages: true }),
    path: '/chat/completions',
    environment: (url, { apiKey, timeoutS }) => ({
      DEEPSEEK_BASE_URL: url,
      DEEPSEEK_API_KEY: apiKey,
      DEEPSEEK_TIMEOUT_S: timeoutS,
    }),
    told: { forms: ['json', 'text'], finished: 'stop', costs: true },
  }),
);

it('Deepseek is asked at the root, without thinking, with the temperature', async () => {
  await using simulator = await disposable(VendorSimulator.start(deepseekWire()));
  const model = aModel('deepseek', { DEEPSEEK_BASE_URL: simulator.url, DEEPSEEK_API_KEY: 'sk' });
  await model.generateText(
    { system: 'You write.', prompt: 'Write.', promptId: 'text@1', temperature: 0.4 },
    { signal: new AbortController().signal, callKey: 'key', deadlineMs: 10_000 },
  );
  expect(simulator.received()).toMatchObject([
    {
      path: '/chat/completions',
      body: {
        model: 'deepseek-flash',
        thinking: { type: 'disabled' },
        temperature: 0.4,
        max_tokens: 1_500,
      },
    },
  ]);
});

async function disposable<T extends { stop(): Promise<void> }>(
  starting: Promise<T>,
): Promise<T & AsyncDisposable> {
  const started = await starting;
  return Object.assign(started, { [Symbol.asyncDispose]: () => started.stop() });
}
