import { afterEach } from '@jest/globals';

/** A bar of time that did not hold. Beside other tests that may be the machine's doing: whoever runs the suites asks such a
 *  test once more, alone. Source of the other side: scripts/local/time-bars.mjs */
class OverTimeError extends Error {
  override readonly name = 'OverTimeError';
}

const over: OverTimeError[] = [];

/** Holds what was measured against its bar; for time alone, never for how often something was done. The test fails at its
 *  end, so that whatever else it looks at is still looked at: a lost run is told, however late it was.
 *  @param what as in "… took 2,100 ms"
 *  @param ms measured, in milliseconds
 *  @throws at once where nothing was measured: what has not ended is not late */
export function expectWithin(what: string, ms: number, barMs: number): void {
  if (!Number.isFinite(ms)) throw new Error(`${what} was not measured: ${ms} ms`);
  if (ms > barMs) over.push(new OverTimeError(`${what} took ${ms} ms, which may be ${barMs} ms`));
}

afterEach(() => {
  const [first, ...others] = over.splice(0);
  if (first === undefined) return;
  for (const { message } of others) first.message += `; ${message}`;
  throw first;
});
