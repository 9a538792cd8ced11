import vm from 'node:vm';

const context = vm.createContext({ work: () => undefined as unknown });
const script = new vm.Script('work()');

/** What the synchronous work comes to, or what stands in for it once so many milliseconds are over. Timers cannot end a regular
 *  expression that runs: they wait for the very thread that it holds. */
export function interrupted<T>(work: () => T, afterMs: number, otherwise: () => T): T {
  const results: T[] = [];
  context.work = () => void results.push(work());
  try {
    script.runInContext(context, { timeout: afterMs });
  } catch (error) {
    // An error of another realm than the test's: it is no instance of this one's Error.
    if ((error as { readonly code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return otherwise();
  }
  return results[0] as T;
}
