import {
  type Context,
  context,
  type SpanContext,
  trace,
  TraceFlags,
  type TraceState,
} from '@opentelemetry/api';

/** Where a piece of work belongs, as it travels: in headers, on rows, with jobs. Source: W3C Trace Context, level 1. */
export interface TraceContext {
  readonly traceparent: string;
  /** What other tracing systems on the way have added. */
  readonly tracestate?: string;
}

/** Version, trace, span, flags, and what a later version may add. Read here, and not by the SDK, which takes 11 MB (seen):
 *  traces are passed on where none are kept, too. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** Longest `tracestate` that is taken over; every system has to pass on as much. */
const MAX_TRACE_STATE_CHARS = 512;
const MAX_TRACE_STATE_MEMBERS = 32;
const TRACE_STATE_MEMBER = /^[a-z\d][\w*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;

/** What others have noted about a trace: carried along as it came, and never changed here. */
class CarriedState implements TraceState {
  constructor(private readonly text: string) {}

  get(key: string): string | undefined {
    const member = membersOf(this.text).find((each) => each.startsWith(`${key}=`));
    return member?.slice(key.length + 1);
  }

  set(): this {
    return this;
  }

  unset(): this {
    return this;
  }

  serialize(): string {
    return this.text;
  }
}

const membersOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');

function isWellFormedState(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > MAX_TRACE_STATE_CHARS) return false;
  const members = membersOf(text);
  return (
    members.length > 0 &&
    members.length <= MAX_TRACE_STATE_MEMBERS &&
    members.every((member) => TRACE_STATE_MEMBER.test(member))
  );
}

/** The position of `from` in its trace; null where there is none. It does not matter whether we keep the trace. */
export function traceContextOf(from: Context = context.active()): TraceContext | null {
  const position = trace.getSpanContext(from);
  if (position === undefined || !trace.isSpanContextValid(position)) return null;
  const { traceId, spanId, traceFlags, traceState } = position;
  const tracestate = traceState?.serialize() ?? '';
  return {
    traceparent: `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'}`,
    ...(tracestate !== '' && { tracestate }),
  };
}

/** The context that continues what was received, on top of `base`; `base` itself where that is nothing, or not well-formed.
 *  Takes the headers of a request as they are, and whatever a row or a job holds. */
export function continued(received: unknown, base: Context = context.active()): Context {
  if (typeof received !== 'object' || received === null) return base;
  const { traceparent, tracestate } = received as Readonly<Record<keyof TraceContext, unknown>>;
  const parsed = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent.trim()) : null;
  if (parsed === null) return base;
  const [, version, traceId = '', spanId = '', flags = '', more] = parsed;
  if (version === '00' && more !== undefined) return base;
  const position: SpanContext = {
    traceId,
    spanId,
    // The other bits mean nothing yet, and whoever does not know them sends them as 0.
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(isWellFormedState(tracestate) && { traceState: new CarriedState(tracestate) }),
  };
  return trace.setSpanContext(base, position);
}

/** Runs `work` where `received` left off; as it is, where that is nothing. */
export function withTraceContext<T>(received: unknown, work: () => T): T {
  const parent = continued(received);
  return parent === context.active() ? work() : context.with(parent, work);
}

/** The fields of a log line that tell which trace it belongs to. */
export function traceLogFields(): { readonly trace_id?: string; readonly span_id?: string } {
  const position = trace.getSpanContext(context.active());
  return position === undefined ? {} : { trace_id: position.traceId, span_id: position.spanId };
}
