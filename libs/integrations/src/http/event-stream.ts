import { createParser } from 'eventsource-parser';

/** One server-sent event. */
export interface StreamEvent {
  /** Absent where the server names none. */
  readonly event?: string;
  readonly data: string;
}

/** The events of a body as they come. What comes after the last blank line is given too: some servers forget it.
 *  Throws what reading the body throws. */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const parsed: StreamEvent[] = [];
  const parser = createParser({ onEvent: ({ event, data }) => parsed.push({ event, data }) });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* parsed.splice(0);
  }
  parser.feed(`${decoder.decode()}\n\n`);
  yield* parsed.splice(0);
}
