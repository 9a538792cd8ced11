const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Deeper bodies than this are nobody's: the validators recurse. */
const MAX_DEPTH = 32;
/** More fields and list items than this, taken together, are nobody's either: each costs the validators time. */
const MAX_VALUES = 1_000;

/** True for a parsed body or query nested deeper than 32 levels, or of more than 1,000 values. Does not recurse itself. */
export function isTooComplex(parsed: unknown): boolean {
  let level: unknown[] = [parsed];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= MAX_DEPTH) return true;
    const next: unknown[] = [];
    for (const value of level) {
      if (!isNested(value)) continue;
      const children: unknown[] = Object.values(value);
      count += children.length;
      if (count > MAX_VALUES) return true;
      next.push(...children.filter(isNested));
    }
    level = next;
  }
  return false;
}

/** True for a text that would be nested deeper than 32 levels if it were JSON. Parsing 100,000 levels takes a
 *  processor 12 ms, and letting go of them more. */
export function isTooDeep(json: Uint8Array): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (isInText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInText = false;
    } else if (byte === QUOTE) {
      isInText = true;
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
