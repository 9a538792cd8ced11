import { describe, expect, it } from '@jest/globals';
import {
  aLedger,
  type ChatModelHarness,
  expectClosed,
  failureOf,
  PERSON_TEXT,
  someOptions,
} from './chat-contract-harness.js';
import type { ChatCallOptions, TextRequest } from './chat-model.port.js';

function aTextRequest(): TextRequest {
  return { system: 'You write.', prompt: `Write on:\n<idea>${PERSON_TEXT}</idea>`, promptId: 'story@2' };
}

/** What every adapter of `ChatModel` does when it is asked for prose. */
export function describeProse(vendorOf: () => ChatModelHarness): void {
  describe('prose', () => {
    const tell = (given: Partial<ChatCallOptions> = {}, onText?: (textSoFar: string) => void) =>
      vendorOf()
        .createModel()
        .generateText(aTextRequest(), { ...someOptions(given), onText });

    it('is answered whole', async () => {
      const answer = await tell();
      expect(answer.value.length).toBeGreaterThan(20);
      expect(answer).toMatchObject({ attempts: 1, finishReason: vendorOf().finished });
      expect(vendorOf().received()).toMatchObject([{ isStream: false, responseFormat: 'text' }]);
    });

    it('is told while it is written when somebody listens, with its usage', async () => {
      const heard: string[] = [];
      const answer = await tell({}, (textSoFar) => heard.push(textSoFar));

      expect(heard.length).toBeGreaterThan(1);
      expect(heard.at(-1)).toBe(answer.value);
      expect(heard.every((text, index) => text.startsWith(heard[index - 1] ?? ''))).toBe(true);
      expect(answer.usage.inputTokens).toBeGreaterThan(0);
      expect(answer.usage.outputTokens).toBeGreaterThan(0);
      expect(vendorOf().received()).toMatchObject([{ isStream: true }]);
    });

    it('is told at once when it is remembered', async () => {
      const { ledger } = aLedger();
      const options = someOptions({ ledger });
      const first = await vendorOf().createModel().generateText(aTextRequest(), options);
      const heard: string[] = [];
      const again = await vendorOf()
        .createModel()
        .generateText(aTextRequest(), { ...options, onText: (text) => heard.push(text) });

      expect(again).toEqual({ ...first, attempts: 0 });
      expect(heard).toEqual([first.value]);
      expect(vendorOf().received()).toHaveLength(1);
    });

    it('is asked for again when its stream is cut', async () => {
      vendorOf().play({ kind: 'cut_in_body' });
      const heard: string[] = [];
      const answer = await tell({}, (textSoFar) => heard.push(textSoFar));
      expect(answer.attempts).toBe(2);
      expect(heard.at(-1)).toBe(answer.value);
    });

    it.each(['stall_before_answer', 'stall_in_body'] as const)(
      'ends at its deadline when its stream plays %s',
      async (kind) => {
        vendorOf().play({ kind });
        const startedAt = Date.now();
        expect(await failureOf(tell({ deadlineMs: 300 }, () => undefined))).toMatchObject({
          failure: 'timed_out',
        });
        await expectClosed(vendorOf(), startedAt + 1_300);
      },
    );

    it.each(['refusal', 'content_filter'] as const)('reports a stream with %s as moderated', async (kind) => {
      vendorOf().play({ kind });
      const error = await failureOf(tell({}, () => undefined));
      expect(error).toMatchObject({ failure: 'moderated' });
      expect(error.message).toContain('story@2');
    });

    it('reports a stream that the token limit has cut', async () => {
      vendorOf().play({ kind: 'length' });
      expect(await failureOf(tell({}, () => undefined))).toMatchObject({ reason: 'truncated' });
    });

    it('reports a failure before the stream', async () => {
      vendorOf().play({ kind: 'status', status: 401 });
      expect(await failureOf(tell({}, () => undefined))).toMatchObject({ failure: 'unauthorized' });
    });
  });
}
