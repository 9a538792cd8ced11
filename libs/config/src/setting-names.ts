/** Names of the operating system that happen to lie close to one of ours (HOST). */
const FOREIGN_NAMES: ReadonlySet<string> = new Set(['HOME']);

const NEAR = 2;

/** The known name that `name` is probably a misspelling of, or null. */
export function misspellingOf(name: string, known: readonly string[]): string | null {
  if (FOREIGN_NAMES.has(name) || known.includes(name)) return null;
  let nearest: string | null = null;
  let least = NEAR + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > NEAR) continue;
    const distance = editDistance(name, candidate);
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** Levenshtein: insertions, deletions and replacements that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, character] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (previous[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
