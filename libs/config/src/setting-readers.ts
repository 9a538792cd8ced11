import { readRedisAddress, RedisAddressError } from './redis-address.js';

/** Why a text cannot be read, worded to follow the setting's name. Never contains the text. */
export class UnreadableSetting {
  constructor(readonly reason: string) {}
}

/** Turns the text of an environment variable into a typed value. Ranges are the business of class-validator. */
export interface SettingReader<T> {
  /** For the documentation: what to write. */
  readonly label: string;
  /** Reads a placeholder as null. */
  readonly mayBePlaceholder?: boolean;
  /** An address that is called over http or https. */
  readonly isHttpAddress?: boolean;
  read(text: string): T | UnreadableSetting;
}

/** The longest delay that Node's timers take, in milliseconds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

const PLACEHOLDER = /^(your[-_]|change[-_]?me)/i;

/** Whether a secret is an example's placeholder instead of a value. */
export function isPlaceholder(text: string): boolean {
  return text.trim() === '' || PLACEHOLDER.test(text.trim());
}

/** Any text, taken as it is. */
export const text: SettingReader<string> = { label: 'text', read: (written) => written };

/** A whole number; trailing text such as an inline comment is refused. */
export const integer: SettingReader<number> = {
  label: 'integer',
  read(written) {
    const trimmed = written.trim();
    const value = Number(trimmed);
    return /^[+-]?\d+$/.test(trimmed) && Number.isSafeInteger(value)
      ? value
      : new UnreadableSetting('must be a whole number without other text');
  },
};

/** A share, 0 to 1. */
export const fraction: SettingReader<number> = {
  label: 'number from 0 to 1',
  read(written) {
    const trimmed = written.trim();
    return /^\d(\.\d+)?$/.test(trimmed)
      ? Number(trimmed)
      : new UnreadableSetting('must be a number from 0 to 1 without other text');
  },
};

/** US dollars in the environment (up to six decimals), whole millionths of a dollar in the property. */
export const microUsd: SettingReader<number> = {
  label: 'US dollars',
  read(written) {
    const trimmed = written.trim();
    return /^\d{1,6}(\.\d{1,6})?$/.test(trimmed)
      ? Math.round(Number(trimmed) * 1_000_000)
      : new UnreadableSetting(
          'must be an amount of US dollars with at most six decimals, without other text',
        );
  },
};

/** Seconds in the environment (fractions allowed), whole milliseconds in the property. */
export const seconds: SettingReader<number> = {
  label: 'seconds',
  read(written) {
    const trimmed = written.trim();
    if (!/^\d+(\.\d{1,3})?$/.test(trimmed)) {
      return new UnreadableSetting('must be a number of seconds without other text');
    }
    const valueMs = Math.round(Number(trimmed) * 1_000);
    return valueMs > 0 && valueMs <= LONGEST_TIMER_MS
      ? valueMs
      : new UnreadableSetting('must be more than 0 and at most 2147483 seconds');
  },
};

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  false: false,
  '0': false,
  no: false,
};

/** true, false, 1, 0, yes, no in any case. */
export const boolean: SettingReader<boolean> = {
  label: 'boolean',
  read: (written) =>
    BOOLEANS[written.trim().toLowerCase()] ??
    new UnreadableSetting('must be one of true, false, 1, 0, yes, no'),
};

/** One of a closed set, with other spellings that mean a member of it. */
export function oneOf<const T extends string>(
  members: readonly T[],
  options: { readonly aliases?: Readonly<Record<string, T>>; readonly anyCase?: boolean } = {},
): SettingReader<T> {
  const { aliases = {}, anyCase = false } = options;
  const known = new Map<string, T>(Object.entries(aliases));
  for (const member of members) known.set(member, member);
  return {
    label: members.join(', '),
    read(written) {
      const trimmed = written.trim();
      return (
        known.get(anyCase ? trimmed.toLowerCase() : trimmed) ??
        new UnreadableSetting(`must be one of ${members.join(', ')}`)
      );
    },
  };
}

/** A vendor's key or a shared secret; a placeholder reads as null, so that it never counts as configured. */
export const key: SettingReader<string | null> = {
  label: 'key',
  mayBePlaceholder: true,
  read: (written) => (isPlaceholder(written) ? null : written.trim()),
};

/** An http(s) address, without trailing slashes. Credentials have settings of their own, which are not printed. */
export const httpUrl: SettingReader<string> = {
  label: 'URL',
  isHttpAddress: true,
  read(written) {
    const url = parseUrl(written);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      return new UnreadableSetting('must be an http or https URL');
    }
    return url.username === '' && url.password === ''
      ? written.trim().replace(/(?<!\/)\/+$/, '')
      : new UnreadableSetting('must not contain credentials');
  },
};

/** Headers of outgoing requests, as OpenTelemetry writes them: `name=value,name=value`, values percent-encoded.
 *  Source: OpenTelemetry, "Protocol exporter", specifying headers via environment variables. */
export const headers: SettingReader<Readonly<Record<string, string>>> = {
  label: 'list of name=value',
  read(written) {
    const entries = written.split(',').map((entry) => entry.trim());
    const pairs = entries.filter((entry) => entry !== '').map(headerOf);
    const unreadable = pairs.indexOf(null);
    return unreadable === -1
      ? Object.fromEntries(pairs.filter((pair) => pair !== null))
      : new UnreadableSetting(`entry ${unreadable + 1} must be name=value, with a percent-encoded value`);
  },
};

function headerOf(entry: string): readonly [string, string] | null {
  const [, name, encoded] = /^([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*)$/.exec(entry) ?? [];
  const value = encoded === undefined ? null : decode(encoded);
  return name === undefined || value === null || !/^[\x20-\x7e]+$/.test(value) ? null : [name, value];
}

/** The address of a Sentry project; its user name is the project's public key. */
export const sentryDsn: SettingReader<string> = {
  label: 'DSN',
  read(written) {
    const url = parseUrl(written);
    const isDsn =
      url !== null &&
      /^https?:$/.test(url.protocol) &&
      /^\w+$/.test(url.username) &&
      /\/\d+$/.test(url.pathname);
    return isDsn ? written.trim() : new UnreadableSetting('must be a DSN: https://key@host/project');
  },
};

/** A PostgreSQL address; `postgres://` and `postgresql+driver://` become `postgresql://`. */
export const databaseUrl: SettingReader<string> = {
  label: 'PostgreSQL URL',
  read(written) {
    const normalised = written.trim().replace(/^postgres(ql)?(\+[a-z0-9_]+)?:\/\//i, 'postgresql://');
    const url = parseUrl(normalised);
    if (url === null || url.protocol !== 'postgresql:') {
      return new UnreadableSetting(
        'must be a postgresql:// URL; percent-encode special characters of the password',
      );
    }
    const parts = [url.username, url.password, url.pathname];
    if (parts.some((part) => decode(part) === null)) {
      return new UnreadableSetting('has a % that is not percent-encoding; write it as %25');
    }
    if (url.hostname === '' && !url.searchParams.has('host')) return new UnreadableSetting('names no host');
    if (url.pathname.length < 2) return new UnreadableSetting('names no database');
    return normalised;
  },
};

/** A Redis address: of one server, of sentinels, or of nodes of a cluster; see `readRedisAddress`. */
export const redisUrl: SettingReader<string> = {
  label: 'Redis URL',
  read(written) {
    try {
      readRedisAddress(written);
      return written.trim();
    } catch (error) {
      if (error instanceof RedisAddressError) return new UnreadableSetting(error.message);
      throw error;
    }
  },
};

/** A JSON array of texts, or texts separated by commas; entries are trimmed, empty ones dropped. */
export const list: SettingReader<readonly string[]> = {
  label: 'list',
  read(written) {
    const trimmed = written.trim();
    const entries: unknown = trimmed.startsWith('[') ? parseJson(trimmed) : trimmed.split(',');
    if (!Array.isArray(entries) || !entries.every((entry) => typeof entry === 'string')) {
      return new UnreadableSetting('must be a comma-separated list or a JSON array of texts');
    }
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  },
};

/** A list of browser origins (scheme, host, port); trailing slashes are removed. `*` is any origin. */
export const origins: SettingReader<readonly string[]> = {
  label: 'list of origins',
  read(written) {
    const entries = list.read(written);
    if (entries instanceof UnreadableSetting) return entries;
    const read = entries.map(originOf);
    const unreadable = read.indexOf(null);
    return unreadable === -1
      ? read.filter((origin) => origin !== null)
      : new UnreadableSetting(
          `entry ${unreadable + 1} must be an origin: scheme, host and port, without a path`,
        );
  },
};

function originOf(entry: string): string | null {
  if (entry === '*') return entry;
  const url = parseUrl(entry.replace(/(?<!\/)\/+$/, ''));
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const hasMore = url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '';
  return hasMore ? null : url.origin;
}

function parseUrl(written: string): URL | null {
  return URL.parse(written.trim());
}

function parseJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    // The caller reports it; the parser's own message would quote the value.
    return null;
  }
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    // Malformed percent-encoding is an answer here, not a fault.
    return null;
  }
}
