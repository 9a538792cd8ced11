/** A limit of a measured value: at least, or at most when `isUpper`. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly isUpper: boolean;
}

export const atLeast = (name: string, value: number, limit: number): Bar => ({
  name,
  value,
  limit,
  isUpper: false,
});

export const atMost = (name: string, value: number, limit: number): Bar => ({
  name,
  value,
  limit,
  isUpper: true,
});

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export const rounded = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

/** Prints a line for each bar. @returns whether all of them hold; a value that is no number does not. */
export function report(bars: readonly Bar[]): boolean {
  let isGood = true;
  for (const { name, value, limit, isUpper } of bars) {
    const holds = isUpper ? value <= limit : value >= limit;
    isGood &&= holds;
    say(
      `${holds ? 'holds' : 'FAILS'}  ${name}: ${value.toFixed(3)} (${isUpper ? 'at most' : 'at least'} ${String(limit)})`,
    );
  }
  return isGood;
}
