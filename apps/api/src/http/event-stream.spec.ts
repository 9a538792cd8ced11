import { describe, expect, it } from '@jest/globals';
import { prefersEventStream } from './event-stream.js';

describe('prefersEventStream', () => {
  it.each([
    ['text/event-stream', true],
    ['Text/Event-Stream', true],
    ['text/event-stream; charset=utf-8', true],
    ['text/event-stream, */*', true],
    ['application/json, text/event-stream', true],
    ['application/json;q=0.5, text/event-stream;q=0.9', true],
    ['text/event-stream;q=0', false],
    ['TEXT/EVENT-STREAM;Q=0.0', false],
    ['text/event-stream;q=0.1, application/json', false],
    ['text/event-stream;q=x', false],
    ['text/event-streams', false],
    ['*/*', false],
    ['text/*', false],
    ['', false],
    [undefined, false],
  ])('reads %s as %s', (accept, expected) => {
    expect(prefersEventStream(accept)).toBe(expected);
  });
});
