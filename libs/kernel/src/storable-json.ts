import type { Json } from './json.js';

/** A copy that PostgreSQL's jsonb accepts: it refuses NUL and lone surrogates, which vendors do send. */
export function storableJson<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): Json | undefined {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed();
  if (Array.isArray(value)) return value.map((item) => clean(item) ?? null);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key.replaceAll('\u0000', ''), clean(item)]),
    );
  }
  return value as Json | undefined;
}
