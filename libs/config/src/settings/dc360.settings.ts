import { IsBoolean, IsInt, IsOptional, IsString } from 'class-validator';
import { boolean, httpUrl, isPlaceholder, key, seconds } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';
import { SECRET_MIN_BYTES } from './service.settings.js';

/** Source: Standard Webhooks, "Signature scheme": a secret has 24 to 64 bytes. */
const WEBHOOK_SECRET_BYTES = { least: 24, most: 64 } as const;

/** DigitalCloud360, the platform that Genesis serves. */
export class Dc360Settings {
  @Setting({
    name: 'DIGITALCLOUD360_API_URL',
    doc: 'Origin of the DigitalCloud360 API: scheme, host and port. The paths are our own.',
    type: httpUrl,
    default: 'https://api.digitalcloud360.com',
  })
  @IsString()
  readonly apiUrl: string;

  @Setting({
    name: 'DIGITALCLOUD360_ALLOW_BASE_PATH',
    doc: 'Lets DIGITALCLOUD360_API_URL end in a path, which goes before every path of ours.',
    type: boolean,
    default: false,
  })
  @IsBoolean()
  readonly allowBasePath: boolean;

  @Setting({
    name: 'DIGITALCLOUD360_SERVICE_SECRET',
    doc: 'Shared secret that we send as X-Service-Secret; in production at least 32 bytes, and another than GENESIS_SERVICE_SECRET.',
    type: key,
    default: 'change-me-in-production',
    secret: true,
    ownSecret: { leastBytes: SECRET_MIN_BYTES },
    requiredIn: ['production'],
  })
  @IsOptional()
  @IsString()
  readonly serviceSecret: string | null;

  @Setting({
    name: 'DIGITALCLOUD360_TIMEOUT',
    doc: 'Deadline of one call, in seconds; the creation of a website has twice as long.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  readonly timeoutMs: number;

  @Setting({
    name: 'STRICT_HEALTH_CHECKS',
    doc: 'Whether /health/ready of the api answers 503 while DigitalCloud360 is configured and down.',
    type: boolean,
    default: false,
  })
  @IsBoolean()
  readonly isNeededForReadiness: boolean;

  /** Null sends none, and keeps none. */
  @Setting({
    name: 'DC360_WEBHOOK_URL',
    doc: 'Where webhooks go; /genesis/brief-completed is added. Public addresses only, except in development and testing.',
    type: httpUrl,
  })
  @IsOptional()
  @IsString()
  readonly webhookUrl: string | null;

  @Setting({
    name: 'DC360_WEBHOOK_SECRET',
    doc: 'Signs webhooks (Standard Webhooks): whsec_ and the base64 of 24 to 64 random bytes. Needed with DC360_WEBHOOK_URL.',
    type: key,
    secret: true,
    ownSecret: { leastBytes: WEBHOOK_SECRET_BYTES.least },
  })
  @IsOptional()
  @IsString()
  readonly webhookSecret: string | null;

  @Setting({
    name: 'DC360_WEBHOOK_SECRET_PREVIOUS',
    doc: 'The webhook secret before: webhooks are signed with both until the receiver knows the new one. Same form.',
    type: key,
    secret: true,
    ownSecret: { leastBytes: WEBHOOK_SECRET_BYTES.least },
  })
  @IsOptional()
  @IsString()
  readonly previousWebhookSecret: string | null;

  static complete(settings: Dc360Settings, context: SettingsContext): void {
    // A base of ".../api" and a path of "/api/v1/..." would ask for "/api/api/v1/...": seen in the contract's example.
    if (!settings.allowBasePath && hasPath(settings.apiUrl)) {
      context.problem(
        'DIGITALCLOUD360_API_URL',
        'must be an origin without a path, unless DIGITALCLOUD360_ALLOW_BASE_PATH is true',
      );
    }
    if (settings.webhookUrl !== null && !isWebhookSecret(settings.webhookSecret)) {
      context.problem(
        'DC360_WEBHOOK_SECRET',
        'must be whsec_ and the base64 of 24 to 64 bytes when DC360_WEBHOOK_URL is set',
      );
    }
    const { webhookSecret, previousWebhookSecret: previous } = settings;
    if (previous !== null && (!isWebhookSecret(previous) || previous === webhookSecret)) {
      context.problem(
        'DC360_WEBHOOK_SECRET_PREVIOUS',
        'must be whsec_ and the base64 of 24 to 64 bytes, and differ from DC360_WEBHOOK_SECRET',
      );
    }
  }
}

function hasPath(url: string | null): boolean {
  const parsed = url === null ? null : URL.parse(url);
  return parsed !== null && (parsed.pathname !== '/' || parsed.search !== '' || parsed.hash !== '');
}

function isWebhookSecret(secret: string | null): boolean {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret ?? '')?.[1];
  if (base64 === undefined || isPlaceholder(base64)) return false;
  const { byteLength } = Buffer.from(base64, 'base64');
  return byteLength >= WEBHOOK_SECRET_BYTES.least && byteLength <= WEBHOOK_SECRET_BYTES.most;
}
