import type { AppSettings, ObservabilitySettings } from '@genesis/config';
import type { Event, Transport, TransportRequest } from '@sentry/core';
import { onExit } from '../exit-hooks.js';
import { errorEvent, type ReportedLine } from './error-event.js';
import { ReportLimit } from './report-limit.js';

/** Pino's numbers of the levels. */
const LEVEL_ERROR = 50;
const LEVEL_FATAL = 60;

const REPORTS_A_MINUTE = 30;
const OF_ONE_KIND_A_MINUTE = 5;
/** Reports that wait for the tracker at once; more are dropped. */
const MOST_UNDER_WAY = 32;
const SEND_TIMEOUT_MS = 5_000;
/** Within the time that all exit hooks have together. */
const FLUSH_MS = 1_800;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export interface ErrorReportsOptions {
  readonly app: Pick<AppSettings, 'appVersion' | 'environment'>;
  readonly observability: Pick<ObservabilitySettings, 'sentryDsn'>;
  readonly service: string;
}

/** What a logger was told: the arguments of a call. */
export type LogArguments = readonly unknown[];

/** Sends log lines of level error and fatal to a tracker that speaks Sentry's protocol. It never throws, never waits, and
 *  what the tracker makes of it changes nothing here. */
export class ErrorReports {
  private readonly limit = new ReportLimit({ total: REPORTS_A_MINUTE, ofOneKind: OF_ONE_KIND_A_MINUTE });
  private readonly underWay = new Set<Promise<void>>();
  private readonly sender: Promise<Sender>;

  constructor(
    dsn: string,
    private readonly facts: {
      readonly service: string;
      readonly version: string;
      readonly environment: string;
    },
  ) {
    this.sender = openSender(dsn);
    // Each report that waits for it learns of it.
    this.sender.catch(() => undefined);
  }

  /** @param context fields that every line of the current request or run carries */
  take(level: number, args: LogArguments, context: Readonly<Record<string, unknown>>): void {
    if (level < LEVEL_ERROR) return;
    const line = lineOf(level, args, context);
    const suppressed = this.limit.take(kindOf(line));
    if (suppressed === null || this.underWay.size >= MOST_UNDER_WAY) return;
    const sending = this.send(line, suppressed)
      // A tracker that is away is nobody's concern here: the line itself is in the log.
      .catch(() => undefined)
      .finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  /** Resolves when everything was sent, or could not be. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async send(line: ReportedLine, suppressed: number): Promise<void> {
    const atMs = Date.now();
    const { send, eventOf } = await this.sender;
    await send(eventOf(line, { ...this.facts, suppressed, atMs }));
  }
}

interface Sender {
  readonly send: (event: Event) => Promise<void>;
  readonly eventOf: (line: ReportedLine, facts: Parameters<typeof errorEvent>[1]) => Event;
}

/** Of the official library only what the wire needs: its client would collect what we do not want to send. It takes 0.2 s
 *  and 28 MB to load (seen), which only who reports errors pays, at the start and not with the first error. */
async function openSender(text: string): Promise<Sender> {
  const [wire, { nodeStackLineParser }] = await Promise.all([
    import('@sentry/core'),
    import('@sentry/core/server'),
  ]);
  const { createEventEnvelope, createStackParser, createTransport, makeDsn, uuid4 } = wire;
  const dsn = makeDsn(text);
  if (dsn === undefined) throw new Error('SENTRY_DSN is none');
  const url = wire.getEnvelopeEndpointWithUrlEncodedAuth(dsn);
  const transport: Transport = createTransport(
    { recordDroppedEvent: () => undefined, bufferSize: MOST_UNDER_WAY },
    (request) => post(url, request),
  );
  const parseStack = createStackParser(nodeStackLineParser());
  return {
    send: async (event) => {
      await transport.send(createEventEnvelope({ ...event, event_id: uuid4() }, dsn));
    },
    eventOf: (line, facts) => errorEvent(line, facts, parseStack),
  };
}

async function post(url: string, { body }: TransportRequest) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-sentry-envelope' },
    body: body as string,
    redirect: 'error',
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  });
  await response.body?.cancel();
  return {
    statusCode: response.status,
    headers: {
      'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
      'retry-after': response.headers.get('retry-after'),
    },
  };
}

const reportsBySettings = new WeakMap<object, ErrorReports>();

/** Where errors go; null where they go nowhere. The same for the same settings, so that each is reported once. */
export function errorReports({ app, observability, service }: ErrorReportsOptions): ErrorReports | null {
  const { sentryDsn } = observability;
  if (sentryDsn === null || !isTold(sentryDsn, app.environment)) return null;
  const known = reportsBySettings.get(observability);
  if (known) return known;
  const { appVersion: version, environment } = app;
  const reports = new ErrorReports(sentryDsn, { service, version, environment });
  reportsBySettings.set(observability, reports);
  onExit(() => Promise.race([reports.settled(), after(FLUSH_MS)]));
  return reports;
}

/** A developer's mistakes and those that tests provoke are nobody's business, except on the same machine. */
function isTold(dsn: string, environment: AppSettings['environment']): boolean {
  if (environment === 'staging' || environment === 'production') return true;
  return LOOPBACK.includes(new URL(dsn).hostname);
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function lineOf(level: number, args: LogArguments, context: Readonly<Record<string, unknown>>): ReportedLine {
  const [first, second] = args;
  const own = typeof first === 'object' && first !== null && !(first instanceof Error) ? first : {};
  const error = first instanceof Error ? first : 'err' in own && own.err instanceof Error ? own.err : null;
  const text = [first, second].find((argument) => typeof argument === 'string');
  return {
    level: level >= LEVEL_FATAL ? 'fatal' : 'error',
    error,
    text: text ?? error?.message ?? '',
    fields: { ...context, ...own },
  };
}

/** Errors of one kind have the same name and come from the same place in our own code. */
function kindOf({ error, text }: ReportedLine): string {
  if (error === null) return text;
  const places = error.stack?.split('\n').filter((row) => /^\s+at /.test(row)) ?? [];
  const place = places.find((row) => !/node_modules|node:/.test(row)) ?? places[0] ?? '';
  return `${text}\n${error.name}\n${place}`;
}
