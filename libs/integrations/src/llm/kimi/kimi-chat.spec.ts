import { describe, expect, it } from '@jest/globals';
import { kimiWire } from '../../../../../test/support/simulators/kimi-chat-simulator.js';
import { describeChatModelContract } from '../chat-model.contract.js';
import { startHarness } from '../../../../../test/support/simulators/chat-model-harness.js';
import { readCompletionFailure } from '../openai-compatible/completion-failure.js';

describeChatModelContract('Kimi', () =>
  startHarness({
    provider: 'kimi',
    wire: kimiWire({ keepMessages: true }),
    path: '/chat/completions',
    environment: (url, { apiKey, timeoutS }) => ({
      KIMI_BASE_URL: `${url}/v1`,
      KIMI_API_KEY: apiKey,
      KIMI_TIMEOUT_S: timeoutS,
    }),
    told: { forms: ['json', 'text'], finished: 'stop', costs: true },
  }),
);

describe('Kimi', () => {
  it.each([
    ['rate_limit_reached_error', 429, 'rate_limited'],
    ['engine_overloaded_error', 429, 'unavailable'],
    ['exceeded_current_quota_error', 429, 'quota_exhausted'],
    ['exceeded_current_quota_error', 403, 'quota_exhausted'],
    ['permission_denied_error', 403, 'unauthorized'],
    ['content_filter', 400, 'moderated'],
    ['resource_not_found_error', 404, 'not_found'],
  ])('knows %s with status %i', (type, status, failure) => {
    const text = JSON.stringify({ error: { type, message: 'told' } });
    expect(readCompletionFailure({ status, headers: new Headers(), text })).toMatchObject({ failure });
  });
});
