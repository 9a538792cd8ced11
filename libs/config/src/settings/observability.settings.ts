import { IsBoolean, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { boolean, fraction, headers, httpUrl, sentryDsn } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** Where errors, traces and logs go. */
export class ObservabilitySettings {
  @Setting({
    name: 'SENTRY_DSN',
    doc: 'Address of the error tracker; empty switches it off. In development and testing only an address on this machine counts.',
    type: sentryDsn,
    secret: true,
  })
  @IsOptional()
  @IsString()
  readonly sentryDsn: string | null;

  /** Null keeps no traces; those of others are passed on all the same. */
  @Setting({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    doc: 'Where traces go: base address of an OpenTelemetry collector (OTLP over HTTP); /v1/traces is added. Empty switches them off.',
    type: httpUrl,
    example: 'http://collector:4318',
  })
  @IsOptional()
  @IsString()
  readonly otlpEndpoint: string | null;

  @Setting({
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    doc: 'Headers that the collector asks for: `name=value,name=value`, values percent-encoded.',
    type: headers,
    secret: true,
  })
  @IsOptional()
  @IsObject()
  readonly otlpHeaders: Readonly<Record<string, string>> | null;

  @Setting({
    name: 'OTEL_TRACES_SAMPLER_ARG',
    doc: 'Share of traces that are kept, of those that begin here. One that a caller has begun is kept as the caller says, within limits (ADR 21).',
    type: fraction,
    default: 1,
  })
  @Min(0)
  @Max(1)
  readonly traceRatio: number;

  @Setting({
    name: 'LOG_PRETTY',
    doc: 'Log for the eye instead of JSON lines; when absent, in development on a terminal.',
    type: boolean,
  })
  @IsOptional()
  @IsBoolean()
  readonly logPretty: boolean | null;
}
