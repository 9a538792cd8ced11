import { textsIn } from './texts.mjs';

/** The five steps, as the api names them, in their order. */
export const steps = ['vision', 'mission', 'clientele', 'differentiation', 'offre'];

/** @typedef {'help' | 'ideas' | 'ok' | 'skip' | 'back' | 'quit'} Command */

/** @type {Readonly<Record<string, Command>>} */
const commands = {
  help: 'help',
  aide: 'help',
  ideas: 'ideas',
  idees: 'ideas',
  ok: 'ok',
  skip: 'skip',
  passer: 'skip',
  back: 'back',
  corriger: 'back',
  quit: 'quit',
  quitter: 'quit',
  exit: 'quit',
};

/** @param {string} text without case and accents */
export const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/**
 * @param {string} line
 * @returns {{ kind: 'empty' } | { kind: 'text', text: string } | { kind: 'number', number: number, text: string }
 *   | { kind: 'command', command: Command, rest: string } | { kind: 'unknown', name: string }}
 */
export function readTyped(line) {
  const text = line.trim();
  if (text === '') return { kind: 'empty' };
  if (/^\d$/.test(text)) return { kind: 'number', number: Number(text), text };
  const [, name, rest] = /^\/(\p{L}+|\?)(?:\s+(.*))?$/su.exec(text) ?? [];
  if (name === undefined) return { kind: 'text', text };
  const command = Object.hasOwn(commands, folded(name)) ? commands[folded(name)] : undefined;
  return command ? { kind: 'command', command, rest: rest?.trim() ?? '' } : { kind: 'unknown', name };
}

/**
 * @param {string} text a number from 1, or the beginning of a step's name in either language
 * @returns {string | null} the step as the api names it
 */
export function stepNamed(text) {
  const wanted = folded(text);
  if (wanted === '') return null;
  if (/^\d+$/.test(wanted)) return steps[Number(wanted) - 1] ?? null;
  const named = steps.filter((step) =>
    [step, textsIn.fr.steps[step], textsIn.en.steps[step]].some((name) => folded(name).startsWith(wanted)),
  );
  return named.length === 1 ? named[0] : null;
}
