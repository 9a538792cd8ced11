import { BriefNotFoundError, type BriefReader, type LogState } from '@genesis/briefs';
import { AppSettings, HttpSettings, loadSettings } from '@genesis/config';
import { Draining } from '@genesis/health';
import { Metrics } from '@genesis/observability';
import type { BriefEvent, RunEvents } from '@genesis/runs';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventStreams, type StreamRequest, TooManyStreams } from './event-streams.js';

const RUN = 'run-1';
const MOST_STREAMS = 2;
const settings = loadSettings({ env: { EVENT_STREAMS_PER_PERSON: String(MOST_STREAMS) } });

function anEvent(id: number, type: BriefEvent['type'] = 'agent.started', runId = RUN): BriefEvent {
  return { id, runId, type, at: new Date(0), agent: null, data: {} };
}

/** A brief's log that a test writes, and the stream over it. */
class Log {
  readonly events: BriefEvent[] = [anEvent(1, 'run.started')];
  readonly draining = new Draining();
  readonly client = new AbortController();
  readonly frames: string[] = [];
  activeRunId: string | null = RUN;
  isDeleted = false;
  isShutOut = false;
  listeners = 0;
  hasEnded = false;
  private onNews: () => void = () => undefined;

  private readonly streams = new EventStreams(
    { logState: () => this.state() } as unknown as BriefReader,
    {
      list: (_: string, after: number, limit: number) =>
        Promise.resolve(this.events.filter(({ id }) => id > after).slice(0, limit)),
      listen: (_: string, onNews: () => void) => {
        this.listeners += 1;
        this.onNews = onNews;
        return () => {
          this.listeners -= 1;
        };
      },
    } as unknown as RunEvents,
    this.draining,
    new Metrics(settings.get(AppSettings)),
    settings.get(HttpSettings),
  );

  signal(): void {
    this.onNews();
  }

  /** Frames that nobody reads yet. */
  async open(request: Partial<StreamRequest> = {}): Promise<AsyncGenerator<string>> {
    return this.streams.stream({
      briefId: 'brief',
      ownerId: 'owner',
      after: 0,
      mayRead: () => Promise.resolve(!this.isShutOut),
      signal: this.client.signal,
      ...request,
    });
  }

  async follow(after: number | null = 0): Promise<void> {
    void this.collect(await this.open({ after }));
    await jest.advanceTimersByTimeAsync(0);
  }

  get types(): readonly string[] {
    return this.frames.flatMap((frame) => /event: (\S+)/.exec(frame)?.[1] ?? []);
  }

  private async collect(frames: AsyncGenerator<string>): Promise<void> {
    for await (const frame of frames) this.frames.push(frame);
    this.hasEnded = true;
  }

  private async state(): Promise<LogState> {
    if (this.isDeleted) throw new BriefNotFoundError();
    return {
      firstEventId: this.events[0]?.id ?? null,
      lastEventId: this.events.at(-1)?.id ?? 0,
      activeRunId: this.activeRunId,
    };
  }
}

describe('EventStreams', () => {
  let log: Log;

  beforeEach(() => {
    jest.useFakeTimers();
    log = new Log();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('delivers at once what a signal announces', async () => {
    await log.follow();
    log.events.push(anEvent(2));
    log.signal();
    await jest.advanceTimersByTimeAsync(1);

    expect(log.frames.at(-1)).toMatch(/^id: 2\nevent: agent\.started\ndata: \{"id":2,.*\}\n\n$/);
  });

  it('delivers without a signal too, by looking', async () => {
    await log.follow();
    log.events.push(anEvent(2));
    await jest.advanceTimersByTimeAsync(5_000);

    expect(log.types).toEqual(['run.started', 'agent.started']);
  });

  it('ends after the event that ends the run that was active, and lets go of everything', async () => {
    await log.follow();
    log.events.push(anEvent(2, 'run.finished', 'another run'), anEvent(3, 'run.finished'), anEvent(4));
    log.signal();
    await jest.advanceTimersByTimeAsync(1);

    expect(log.types).toEqual(['run.started', 'run.finished', 'run.finished']);
    expect(log.hasEnded).toBe(true);
    expect(log.listeners).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('reads a long log page by page', async () => {
    for (let id = 2; id <= 250; id += 1) log.events.push(anEvent(id));
    log.activeRunId = null;
    await log.follow();

    expect(log.types).toHaveLength(250);
    expect(log.hasEnded).toBe(true);
  });

  it('says every 15 seconds of silence that it is still there', async () => {
    await log.follow();
    await jest.advanceTimersByTimeAsync(31_000);

    expect(log.frames.filter((frame) => frame.startsWith(':'))).toHaveLength(2);
  });

  it('ends when the brief is deleted', async () => {
    await log.follow();
    log.isDeleted = true;
    await jest.advanceTimersByTimeAsync(16_000);

    expect(log.hasEnded).toBe(true);
  });

  it('ends within a minute when its caller is shut out, however much there is to tell', async () => {
    await log.follow();
    log.isShutOut = true;
    for (let id = 2; id <= 60 && !log.hasEnded; id += 1) {
      log.events.push(anEvent(id));
      log.signal();
      await jest.advanceTimersByTimeAsync(1_000);
    }

    expect(log.hasEnded).toBe(true);
    expect(log.listeners).toBe(0);
  });

  it('ends when the process drains', async () => {
    await log.follow();
    log.draining.begin();
    await jest.advanceTimersByTimeAsync(1);

    expect(log.hasEnded).toBe(true);
    expect(log.listeners).toBe(0);
  });

  it('lets go of everything when the client hangs up', async () => {
    await log.follow();
    log.client.abort();
    await jest.advanceTimersByTimeAsync(1);

    expect(log.hasEnded).toBe(true);
    expect(log.listeners).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  describe('of one person', () => {
    const full = async () => {
      for (let opened = 0; opened < MOST_STREAMS; opened += 1) await log.open();
      await expect(log.open()).rejects.toThrow(TooManyStreams);
    };

    it('are so many at a time, whoever else has some', async () => {
      await full();

      await expect(log.open()).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        retryAfterMs: 5_000,
        details: { policy: 'event-streams', limit: MOST_STREAMS },
      });
      await expect(log.open({ ownerId: 'another' })).resolves.toBeDefined();
    });

    it('are refused none at the same time too many', async () => {
      const all = await Promise.allSettled(Array.from({ length: 10 }, () => log.open()));

      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_STREAMS);
    });

    it.each<readonly [string, (client: AbortController, frames: AsyncGenerator<string>) => unknown]>([
      ['whose client leaves before a frame was read', (client) => client.abort()],
      [
        'whose client leaves in the middle',
        async (client, frames) => {
          await frames.next();
          client.abort();
          await frames.return(undefined);
        },
      ],
      [
        'whose frames are thrown away in the middle',
        async (_, frames) => {
          await frames.next();
          await frames.return(undefined);
        },
      ],
      [
        'that have come to their end',
        async (client, frames) => {
          log.activeRunId = null;
          log.events.push(anEvent(2, 'run.finished'));
          for await (const _frame of frames);
          // As the response does when it is sent.
          client.abort();
        },
      ],
      [
        'that break',
        async (_, frames) => {
          await frames.next();
          await expect(frames.throw(new Error('the log cannot be read'))).rejects.toThrow();
        },
      ],
    ])('are counted no longer, once each: those %s', async (_what, end) => {
      const client = new AbortController();
      const frames = await log.open({ signal: client.signal });
      await log.open();
      await expect(log.open()).rejects.toThrow(TooManyStreams);

      await end(client, frames);

      await log.open();
      await expect(log.open()).rejects.toThrow(TooManyStreams);
    });

    it('are not counted when their client has left before', async () => {
      const gone = AbortSignal.abort();
      for (let opened = 0; opened <= MOST_STREAMS; opened += 1) await log.open({ signal: gone });

      await full();
    });
  });

  it('starts again for a cursor whose next event is no longer kept', async () => {
    log.events.splice(0, 1, anEvent(7), anEvent(8));
    await log.follow(3);

    expect(log.types).toEqual(['resync', 'agent.started', 'agent.started']);
  });
});
