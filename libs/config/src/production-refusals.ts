import { BlockList, isIP } from 'node:net';
import { isPlaceholder } from './setting-readers.js';
import type { SettingDefinition, SettingsContext } from './setting.decorator.js';

/**
 * A value with which production does not start. `text` follows the name of the setting, in the message of a start and in
 * docs/production-refusals.md: what the setting must be, never what it is.
 */
export interface Refusal<T = unknown, Owner extends object = object> {
  readonly text: string;
  /** Asked when every setting of the class has been read and completed. */
  readonly isRefused: (value: T, settings: Owner, context: SettingsContext) => boolean;
}

/** A secret that we or a partner made up, as opposed to a key that a vendor gave us. */
export interface OwnSecret<T = unknown> {
  /** Fewest bytes in production. */
  readonly leastBytes: number;
  /** The secret in a value that is more than that, e.g. the password of an address; null where it has none. */
  readonly within?: (value: T) => string | null;
  /** What the secret opens, where several settings may name it: those have one secret. Default: the setting itself. */
  readonly opens?: (value: T) => string;
}

/** Of the password of PostgreSQL or Redis, in bytes. */
export const STORE_PASSWORD_MIN_BYTES = 12;

/** The beginning of what a setting with another one's secret is told; the name of the other one follows. */
const SAME_SECRET = 'must not have the value of';

/** Written in this repository, in the former service's, or on the first page of any list: whoever tries, tries these. */
const KNOWN_SECRETS: ReadonlySet<string> = new Set([
  'admin',
  'admin123',
  'changeit',
  'default',
  'development-only-key-that-keeps-you-logged-in',
  'genesis',
  'genesis_ai_password',
  'guest',
  'password',
  'postgres',
  'redis',
  'root',
  'secret',
  'secret_key',
  'supersecret',
  'super-secret-key',
  'test',
  'test_password',
  'your-256-bit-secret',
  'whsec_mfkqmvcpaznaxxi2shsonyw1cmvznhk9',
]);

/** Placeholders that the readers take for a value: nobody may start on them, though a developer may. */
const MORE_PLACEHOLDERS =
  /^<.*>$|^\$\{.*\}$|^(insert|replace|set|enter|put)[-_ ](me|this|your|a|here)|^(placeholder|example|dummy|todo|fixme|xxx+)\b/i;

/** What production refuses of a setting, as declared and by its kind. */
export function refusalsOf(definition: SettingDefinition): readonly Refusal[] {
  const { refusals = [] } = definition;
  return [...ofSecret(definition), ...ofAddress(definition), ...refusals];
}

/** Whether a secret is an example's or one that everybody knows. */
function isKnown(secret: string): boolean {
  return (
    isPlaceholder(secret) ||
    MORE_PLACEHOLDERS.test(secret.trim()) ||
    KNOWN_SECRETS.has(secret.trim().toLowerCase())
  );
}

function ofSecret({ name, secret, ownSecret, type }: SettingDefinition): readonly Refusal[] {
  if (secret !== true || (ownSecret === undefined && !type.mayBePlaceholder)) return [];
  const within = ownSecret?.within;
  const what = within === undefined ? 'must not be a default or placeholder' : NO_KNOWN_PASSWORD;
  const known: Refusal = {
    text: name.endsWith('_PASSWORD') ? NO_KNOWN_PASSWORD : what,
    isRefused: (value, _settings, context) => {
      // Absent is for `requiredIn` to judge; a key that was given and reads as none was a placeholder.
      if (!context.isSet(name)) return false;
      const found = secretOf(value, ownSecret);
      return found === null ? within === undefined : isKnown(found);
    },
  };
  if (ownSecret === undefined) return [known];
  const { leastBytes } = ownSecret;
  const where = within === undefined ? '' : ' a password of';
  const short: Refusal = {
    text: `must have${where} at least ${leastBytes} bytes`,
    isRefused: (value, _settings, context) => {
      const found = context.isSet(name) ? secretOf(value, ownSecret) : null;
      return found !== null && !isKnown(found) && Buffer.byteLength(found) < leastBytes;
    },
  };
  return [known, short];
}

const NO_KNOWN_PASSWORD = 'must not use a default or placeholder password';

function ofAddress({ type }: SettingDefinition): readonly Refusal[] {
  if (!type.isHttpAddress) return [];
  return [
    {
      text: 'must be an https address, unless its host is one of the private network',
      isRefused: (value) => typeof value === 'string' && isPlainHttpAbroad(value),
    },
  ];
}

/** `null` when there is none. An empty password counts as none. */
function secretOf(value: unknown, ownSecret: OwnSecret | undefined): string | null {
  const found = ownSecret?.within === undefined ? value : ownSecret.within(value);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** One secret of a configuration. */
export interface GivenSecret {
  readonly name: string;
  readonly secret: string;
  readonly opens: string;
}

/** @returns null for what is no secret of ours, or has none */
export function givenSecret(definition: SettingDefinition, value: unknown): GivenSecret | null {
  const { name, ownSecret } = definition;
  if (ownSecret === undefined) return null;
  const secret = secretOf(value, ownSecret);
  return secret === null ? null : { name, secret, opens: ownSecret.opens?.(value) ?? name };
}

/** One line for each setting that has the secret of one before it: whoever learns the one has the other. */
export function sameSecrets(secrets: readonly GivenSecret[]): readonly { name: string; text: string }[] {
  return secrets.flatMap(({ name, secret, opens }, index) => {
    const other = secrets
      .slice(0, index)
      .find((earlier) => earlier.secret === secret && earlier.opens !== opens);
    return other === undefined ? [] : [{ name, text: `${SAME_SECRET} ${other.name}` }];
  });
}

/** Of a setting that `sameSecrets` looks at, for the documentation. */
export const DIFFERENT_SECRETS = `${SAME_SECRET} another secret`;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('0.0.0.0', 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('::', 'ipv6');

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Names that no public name server knows: of compose and Kubernetes services, and RFC 6762, RFC 8375, ICANN's .internal. */
const PRIVATE_NAME = /^[^.]+\.?$|\.(svc|cluster\.local|local|internal|home\.arpa|localhost)\.?$/i;

/** Whether a browser on the same machine is meant. Also true of what is no URL that could be read. */
export function isLocalOrigin(origin: string): boolean {
  const host = hostOf(origin);
  return /(^|\.)localhost\.?$/i.test(host) || isIn(LOOPBACK, host);
}

function isPlainHttpAbroad(address: string): boolean {
  if (!/^http:/i.test(address)) return false;
  const host = hostOf(address);
  const isAddress = isIP(host) !== 0;
  return !(isAddress ? isIn(LOOPBACK, host) || isIn(PRIVATE, host) : PRIVATE_NAME.test(host));
}

function hostOf(url: string): string {
  return (URL.parse(url)?.hostname ?? '').replace(/^\[|\]$/g, '');
}

/** IPv4 addresses that are written as IPv6 count as what they are. */
function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
