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

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
