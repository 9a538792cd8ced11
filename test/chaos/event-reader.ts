import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect } from '@jest/globals';

export interface SeenEvent {
  readonly id: number;
  readonly type: string;
}

export interface ReaderOptions {
  readonly url: string;
  readonly briefId: string;
  readonly token: string;
  readonly lastEventId?: number;
  /** It connects, and reads nothing until it is told to. */
  readonly isPaused?: boolean;
}

/** A client of a brief's event stream with a connection of its own, who notes ids and types. */
export class EventReader {
  readonly events: SeenEvent[] = [];
  /** Resolves when the stream has ended, whoever ended it. */
  readonly ended: Promise<void>;
  private rest = '';

  private constructor(
    private readonly response: IncomingMessage,
    isPaused: boolean,
  ) {
    this.ended = new Promise((resolve) => {
      response.once('close', resolve);
    });
    response.on('error', () => undefined);
    if (!isPaused) this.resume();
  }

  /** @throws when there is no stream */
  static async open(options: ReaderOptions): Promise<EventReader> {
    const { url, briefId, token, lastEventId, isPaused = false } = options;
    const sent = request(`${url}/api/v1/business/brief/${briefId}/events`, {
      agent: false,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
      },
    });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    sent.on('error', () => undefined);
    if (response.statusCode === 200) return new EventReader(response, isPaused);
    response.destroy();
    throw new Error(`no stream: ${response.statusCode}`);
  }

  resume(): void {
    this.response.setEncoding('utf8').on('data', (text: string) => this.read(text));
  }

  /** As somebody does whose connection breaks. */
  leave(): void {
    this.response.destroy();
  }

  private read(text: string): void {
    const frames = (this.rest + text).split('\n\n');
    this.rest = frames.pop() ?? '';
    for (const frame of frames) {
      const [, id, type] = /^id: (\d+)\nevent: (\S+)\n/.exec(frame) ?? [];
      if (id !== undefined && type !== undefined) this.events.push({ id: Number(id), type });
    }
  }
}

/** From the first event to the end of the run, each once and in its order. */
export function expectGapFree(events: readonly SeenEvent[]): void {
  const gap = events.findIndex(({ id }, at) => id !== at + 1);
  expect({ gap, first: events[0]?.type, last: events.at(-1)?.type }).toEqual({
    gap: -1,
    first: 'run.started',
    last: 'run.finished',
  });
}
