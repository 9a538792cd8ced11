import { describe, expect, it } from '@jest/globals';
import { eventsOf } from './event-stream.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function eventsIn(text: string, size = text.length) {
  const events: unknown[] = [];
  for await (const event of eventsOf(inPieces(Buffer.from(text), size))) events.push(event);
  return events;
}

describe('eventsOf', () => {
  const text = 'event: delta\ndata: é à\n\n: a remark\n\ndata: two\ndata: lines\n\n';
  const events = [{ event: 'delta', data: 'é à' }, { data: 'two\nlines' }];

  it.each([1, 2, 3, 7, 1_000])('reads pieces of %i bytes', async (size) => {
    expect(await eventsIn(text, size)).toEqual(events);
  });

  it('gives the last event although its blank line is missing', async () => {
    expect(await eventsIn('data: one\n\ndata: two')).toEqual([{ data: 'one' }, { data: 'two' }]);
  });
});
