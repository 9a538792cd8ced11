import { IsArray, IsInt, IsNotEmpty, Max, Min } from 'class-validator';
import { integer, origins, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

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
    doc: 'Browser origins that may call the API: a comma-separated list or a JSON array. Production refuses * and localhost.',
    type: origins,
    default: 'http://localhost:3000,http://localhost:8080',
    requiredIn: ['production'],
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
    name: 'TRUST_PROXY_HOPS',
    doc: "Number of proxies in front whose forwarding headers are believed; 0 uses the socket's address.",
    type: integer,
    default: 0,
  })
  @IsInt()
  @Min(0)
  @Max(16)
  readonly trustProxyHops: number;

  static complete(settings: HttpSettings, context: SettingsContext): void {
    if (context.environment !== 'production') return;
    if (settings.corsOrigins.includes('*')) context.problem('CORS_ORIGINS', 'must not be * in production');
    if (settings.corsOrigins.some(isLocal)) {
      context.problem('CORS_ORIGINS', 'must not name localhost in production');
    }
  }
}

function isLocal(origin: string): boolean {
  const host = URL.parse(origin)?.hostname ?? '';
  return /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(host);
}
