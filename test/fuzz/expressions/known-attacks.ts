import { createRequire } from 'node:module';
import type { Pump } from './hostile-subjects.js';

/** How long the checker thinks about one expression; what it has not decided by then is tried with pumps alone. */
const THINKING_MS = 500;

/** Whether a checker of expressions is installed for this machine; the others need Java, or take minutes. */
export const hasChecker = ((): boolean => {
  try {
    createRequire(import.meta.url).resolve(`recheck-${process.platform}-${process.arch}/package.json`);
    return true;
  } catch {
    return false;
  }
})();

/** What makes an expression slow, as the checker has it; null: it is safe, or not decided. */
export async function attackOn({ source, flags }: RegExp): Promise<Pump | null> {
  process.env.RECHECK_BACKEND = 'native';
  const { check } = await import('recheck');
  const told = await check(source, flags, { timeout: THINKING_MS });
  if (told.status !== 'vulnerable') return null;
  const [first] = told.attack.pumps;
  return {
    head: first?.prefix ?? '',
    pump: told.attack.pumps.map(({ pump }) => pump).join('') || 'a',
    tail: told.attack.suffix,
  };
}
