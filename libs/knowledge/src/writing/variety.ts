/** FNV-1a, 32 bits: stable across processes and platforms. Not for secrets. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  // FNV's low bits are weak for short texts; one avalanche round spreads them before a small modulus.
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 15)) >>> 0;
}

/**
 * Chooses among wordings by a stable hash of the idea, so that the same idea always reads the same and two ideas
 * rarely read alike. `slot` names the place of the choice: choices in different slots are independent.
 */
export class Variety {
  constructor(private readonly seed: string) {}

  /** @throws RangeError when there is nothing to choose from. */
  pick<T>(slot: string, variants: readonly T[]): T {
    const chosen = variants[hash(`${slot}\u0000${this.seed}`) % variants.length];
    if (chosen === undefined) throw new RangeError(`no variants for ${slot}`);
    return chosen;
  }

  /** All items in an order of this idea's own; those with a higher `relevance` first. */
  order<T>(slot: string, items: readonly T[], relevance: (item: T) => number = () => 0): T[] {
    return items
      .map((item, index) => ({
        item,
        score: relevance(item),
        rank: hash(`${slot}\u0000${index}\u0000${this.seed}`),
      }))
      .sort((left, right) => right.score - left.score || left.rank - right.rank)
      .map(({ item }) => item);
  }
}
