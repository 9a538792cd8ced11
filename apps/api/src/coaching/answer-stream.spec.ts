import { describe, expect, it } from '@jest/globals';
import { answerFrames, pieces, soon } from './answer-stream.js';
import type { CoachingResponse } from './dto/coaching.responses.js';

const result = { coach_message: 'Bien vu !\n\nEt maintenant, que fais-tu chaque jour ?' } as CoachingResponse;

async function framesOf(answer: Promise<CoachingResponse>): Promise<string[]> {
  const frames: string[] = [];
  for await (const each of answerFrames(answer, 'Je lis.', () => ({ status: 409 }))) frames.push(each);
  return frames;
}

describe('a streamed answer', () => {
  it('is the message in pieces, then the result', async () => {
    const frames = await framesOf(Promise.resolve(result));
    const events = frames.map((each) => /^event: (\w+)\ndata: (.*)\n\n$/u.exec(each));
    expect(events[0]?.[1]).toBe('thinking');
    expect(events.at(-1)?.[1]).toBe('result');
    const said = events.filter((event) => event?.[1] === 'message');
    expect(said.length).toBeGreaterThan(1);
    expect(said.map((event) => (JSON.parse(event?.[2] ?? '') as { text: string }).text).join('')).toBe(
      result.coach_message,
    );
  });

  it('ends with the problem when there is one', async () => {
    const frames = await framesOf(Promise.reject(new Error('late')));
    expect(frames.at(-1)).toBe('event: problem\ndata: {"status":409}\n\n');
  });
});

describe('soon', () => {
  it('gives what is there', async () => {
    expect(await soon(Promise.resolve(result))).toBe(result);
  });

  it('gives null while nothing is', async () => {
    expect(await soon(new Promise(() => undefined))).toBeNull();
  });
});

describe('pieces', () => {
  it.each(['', 'un', ' deux  mots ', 'un deux trois quatre cinq\n\nsix'])('of %j make it again', (text) => {
    expect(pieces(text).join('')).toBe(text);
  });
});
