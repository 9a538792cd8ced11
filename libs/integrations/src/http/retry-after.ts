/** No vendor is waited for longer than this, whatever it says. */
const MAX_RETRY_AFTER_MS = 60 * 60 * 1000;

/** Milliseconds that a `Retry-After` header (RFC 9110: seconds or an HTTP date) asks to wait, at most one hour; a date
 *  in the past is 0, anything unreadable undefined. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, MAX_RETRY_AFTER_MS);
  // Date.parse alone reads rubbish such as "soon 1" as a date in 2001.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - nowMs, 0), MAX_RETRY_AFTER_MS);
}
