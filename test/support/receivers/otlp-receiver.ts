import protobuf from 'protobufjs';
import { waitFor } from '../harness/wait-for.js';
import { LocalReceiver, type ReceiverBehaviour } from './local-receiver.js';
import { OTLP_TRACE_PROTO } from './otlp-messages.js';

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUS_ERROR = 2;

export type AttributeValue = string | number | boolean;

/** A span as a collector reads it. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: (typeof KINDS)[number];
  readonly traceId: string;
  readonly spanId: string;
  /** Null for the first span of a trace. */
  readonly parentSpanId: string | null;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly events: readonly string[];
  readonly isError: boolean;
  /** `service.name` of whoever sent it. */
  readonly service: string;
  readonly resource: Readonly<Record<string, AttributeValue>>;
}

interface WireKeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, AttributeValue>>;
}
interface WireSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly WireKeyValue[];
  readonly events: readonly { readonly name: string }[];
  readonly status: { readonly code: number } | null;
}
interface WireRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireKeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

const REQUEST = protobuf.parse(OTLP_TRACE_PROTO).root.lookupType('ExportTraceServiceRequest');

/** A collector for OTLP over HTTP, protobuf. */
export class OtlpReceiver {
  private constructor(readonly receiver: LocalReceiver) {}

  static async start(): Promise<OtlpReceiver> {
    return new OtlpReceiver(await LocalReceiver.start());
  }

  get url(): string {
    return this.receiver.url;
  }

  set behaviour(behaviour: ReceiverBehaviour) {
    this.receiver.behaviour = behaviour;
  }

  /** Of everything that arrived until now. */
  get spans(): readonly ReceivedSpan[] {
    return this.receiver.requests.flatMap(({ body }) => spansOf(body));
  }

  spansOf(traceId: string): readonly ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  /** The spans of a trace, once what `isThere` asks for is among them. */
  async trace(
    traceId: string,
    isThere: (spans: readonly ReceivedSpan[]) => boolean,
    what: string,
  ): Promise<readonly ReceivedSpan[]> {
    return waitFor(
      () => {
        const spans = this.spansOf(traceId);
        return isThere(spans) && spans;
      },
      { what: `${what} in the trace`, timeoutMs: 30_000 },
    );
  }

  stop(): Promise<void> {
    return this.receiver.stop();
  }
}

function spansOf(body: Buffer): readonly ReceivedSpan[] {
  const request = REQUEST.toObject(REQUEST.decode(body), {
    longs: Number,
    defaults: true,
    oneofs: false,
  }) as WireRequest;
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const about = attributesOf(resource.attributes);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => spanOf(span, about)));
  });
}

function spanOf(span: WireSpan, resource: ReceivedSpan['resource']): ReceivedSpan {
  const { name, traceState, events, attributes } = span;
  return {
    name,
    kind: KINDS[span.kind] ?? 'unspecified',
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: span.parentSpanId.length === 0 ? null : hex(span.parentSpanId),
    traceState,
    attributes: attributesOf(attributes),
    events: events.map((event) => event.name),
    isError: span.status?.code === STATUS_ERROR,
    service: String(resource['service.name']),
    resource,
  };
}

function attributesOf(pairs: readonly WireKeyValue[]): Record<string, AttributeValue> {
  return Object.fromEntries(
    pairs.map(({ key, value }): [string, AttributeValue] => [key, Object.values(value)[0] ?? '']),
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
