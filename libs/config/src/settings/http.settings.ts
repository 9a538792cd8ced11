import { IsArray, IsInt, IsNotEmpty, Max, Min } from 'class-validator';
import { isLocalOrigin } from '../production-refusals.js';
import { integer, origins, text } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** The public listener of the api. */
export class HttpSettings {
  @Setting({
    name: 'PORT',
    doc: 'Port of the public listener; 0 means any free port.',
    type: integer,
    default: 8000,
  })
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number;

  @Setting({
    name: 'HOST',
    doc: 'Address that the public listener binds to.',
    type: text,
    default: '0.0.0.0',
  })
  @IsNotEmpty()
  readonly host: string;

  @Setting({
    name: 'CORS_ORIGINS',
    doc: 'Browser origins that may call the API: a comma-separated list or a JSON array. Production refuses *, localhost and http.',
    type: origins,
    default: 'http://localhost:3000,http://localhost:8080',
    requiredIn: ['production'],
    refusals: [
      { text: 'must not be *', isRefused: (written) => written.includes('*') },
      { text: 'must not name localhost', isRefused: (written) => written.some(isLocalOrigin) },
      {
        text: 'must name https origins alone',
        isRefused: (written) => written.some((origin) => origin.startsWith('http:')),
      },
    ],
  })
  @IsArray()
  readonly corsOrigins: readonly string[];

  @Setting({
    name: 'BODY_LIMIT_BYTES',
    doc: 'Largest request body, in bytes.',
    type: integer,
    default: 262_144,
  })
  @IsInt()
  @Min(1_024)
  @Max(16_777_216)
  readonly bodyLimitBytes: number;

  @Setting({
    name: 'EVENT_STREAMS_PER_PERSON',
    doc: 'Event streams of briefs that one person may have open at one api at a time; another one gets 429.',
    type: integer,
    default: 20,
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly streamsPerPerson: number;

  @Setting({
    name: 'TRUST_PROXY_HOPS',
    doc: "Number of proxies in front whose forwarding headers are believed; 0 uses the socket's address.",
    type: integer,
    default: 0,
  })
  @IsInt()
  @Min(0)
  @Max(16)
  readonly trustProxyHops: number;
}
