/** Field names that hold something secret, wherever they stand. Compared without case, `-` and `_`. */
const SECRET_NAMES: ReadonlySet<string> = new Set(
  [
    'authorization',
    'proxyAuthorization',
    'cookie',
    'setCookie',
    'password',
    'passwordHash',
    'pass',
    'secret',
    'secretKey',
    'clientSecret',
    'serviceSecret',
    'xServiceSecret',
    'token',
    'accessToken',
    'refreshToken',
    'idToken',
    'apiKey',
    'xApiKey',
    'privateKey',
    'signature',
    'dsn',
    'email',
    'phone',
    'query',
    'queryString',
    'credentials',
    'connectionString',
    'prompt',
    'body',
  ].map(fold),
);

export const REDACTED = '[redacted]';

/** Deeper than this nothing is logged: a log line is not a dump. */
const MAX_DEPTH = 6;

/** `user:password@` of any address inside a text; bounded, so that a long line costs nothing. */
const CREDENTIALS_IN_URL = /([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:]{0,256}:[^\s/@]{1,512}@/gi;
const BEARER = /\b(bearer\s+)[\w.~+/=-]{8,}/gi;

/** A query: sign-in codes and tokens travel there. `?` of a sentence is not followed by a name and `=`. */
const QUERY = /\?[\w.[\]%-]{1,64}=[^\s"'<>)]*/g;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,2000}\.[\w-]+\.[\w-]*/g;
const EMAIL = /[\w.+%'-]{1,64}@(?:[\p{L}\d-]{1,63}\.){1,8}\p{L}{2,63}/gu;

/** Hides passwords and queries in addresses, bearer and web tokens, and e-mail addresses inside free text. */
export function redactText(text: string): string {
  return text
    .replace(CREDENTIALS_IN_URL, `$1${REDACTED}@`)
    .replace(QUERY, `?${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(EMAIL, REDACTED);
}

/** A copy that is safe to log: secrets by name are hidden, texts are cleaned, depth is bounded. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactRecord(fields, 0);
}

function redactRecord(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      SECRET_NAMES.has(fold(name)) && value !== null && value !== undefined
        ? REDACTED
        : redactValue(value, depth),
    ]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return describeError(value);
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  // Settings and the like say themselves what may be printed.
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const printable: unknown = (value as { toJSON: () => unknown }).toJSON();
    return typeof printable === 'object' && printable !== null
      ? redactRecord(printable, depth + 1)
      : printable;
  }
  return redactRecord(value, depth + 1);
}

/** Class, message, code, stack and causes of an error. Nothing else of it: a driver error carries the row's values. */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: redactText(String(error)) };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: redactText(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(error.stack !== undefined && { stack: redactText(error.stack) }),
    ...(error.cause !== undefined && depth < MAX_DEPTH && { cause: describeError(error.cause, depth + 1) }),
  };
}

function fold(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}
