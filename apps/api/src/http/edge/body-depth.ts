/** Deeper bodies than this are nobody's: the validators recurse. */
const MAX_BODY_DEPTH = 32;

/** True for a parsed body nested deeper than 32 levels. Does not recurse itself. */
export function isTooDeep(body: unknown): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= MAX_BODY_DEPTH) return true;
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null && !Buffer.isBuffer(value)
        ? Object.values(value).filter(isNested)
        : [],
    );
  }
  return false;
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
