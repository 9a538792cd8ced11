import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../local/build.mjs';
import { CommandError, projectRoot, say } from '../local/project.mjs';

/** Shares of the answers of a label that the coach asks again for. Source: issue of the coach, "Show it". */
const bars = { vague: { atLeast: 0.9 }, specific: { atMost: 0.1 } };
const parts = ['development', 'held-out'];
const steps = ['vision', 'mission', 'clientele', 'differentiation', 'offre'];
const languages = ['fr', 'en'];

/** @typedef {{ id: string, language: 'fr' | 'en', step: string, sector: string, answer: string, label: 'vague' | 'specific', reason: string }} Answer */
/** @typedef {Answer & { isProbed: boolean, missing: string | null }} Judged */

/** @param {string[]} args @returns {string[]} */
function chosenParts(args) {
  if (args.length === 0) return parts;
  const [option, part] = args;
  if (args.length !== 2 || option !== '--part' || !parts.includes(part))
    throw new CommandError(`usage: eval [--part ${parts.join('|')}]`);
  return [part];
}

/** @param {string} part @returns {Promise<Judged[]>} */
async function judged(part) {
  const { judgeAnswer } = await import(
    pathToFileURL(path.join(projectRoot, 'dist/libs/knowledge/src/index.js')).href
  );
  const file = path.join(projectRoot, 'test/evals', `answers.${part}.json`);
  /** @type {Answer[]} */
  const answers = JSON.parse(await readFile(file, 'utf8'));
  return answers.map((answer) => {
    const { step, language, sector } = answer;
    const { isSpecific, missing } = judgeAnswer(answer.answer, { step, language, sector, country: null });
    return { ...answer, isProbed: !isSpecific, missing };
  });
}

/** @param {readonly Judged[]} answers */
const probed = (answers) => answers.filter(({ isProbed }) => isProbed).length;

/** @param {string} label @param {readonly Judged[]} answers */
function meetsBar(label, answers) {
  const share = probed(answers) / answers.length;
  return share >= (bars[label].atLeast ?? 0) && share <= (bars[label].atMost ?? 1);
}

/** @param {readonly Judged[]} answers */
function counts(answers) {
  const count = `${String(probed(answers)).padStart(3)} of ${String(answers.length).padStart(3)}`;
  const share = answers.length === 0 ? '–' : `${((100 * probed(answers)) / answers.length).toFixed(1)} %`;
  return `${count}  ${share.padStart(7)}`;
}

/** @param {string} part @param {readonly Judged[]} answers @returns {boolean} whether the part meets its bars */
function report(part, answers) {
  say(`\n${part}: asked again for`);
  const rows = Object.entries(bars).map(([label, { atLeast, atMost }]) => {
    const own = answers.filter((answer) => answer.label === label);
    const isMet = meetsBar(label, own);
    const bar = atLeast === undefined ? `at most ${100 * atMost} %` : `at least ${100 * atLeast} %`;
    say(`  ${label.padEnd(9)} ${counts(own)}  ${bar.padEnd(13)} ${isMet ? 'ok' : 'MISSED'}`);
    return isMet;
  });
  say(`\n  ${'step'.padEnd(16)} ${'vague'.padStart(19)}   ${'specific'.padStart(19)}`);
  for (const step of steps) {
    for (const language of languages) {
      const own = answers.filter((answer) => answer.step === step && answer.language === language);
      const [vague, specific] = ['vague', 'specific'].map((label) =>
        counts(own.filter((answer) => answer.label === label)),
      );
      say(`  ${`${step} ${language}`.padEnd(18)} ${vague}   ${specific}`);
    }
  }
  return rows.every(Boolean);
}

/** @param {readonly Judged[]} answers */
function listMisjudged(answers) {
  const wrong = answers.filter(({ label, isProbed }) => isProbed !== (label === 'vague'));
  if (wrong.length > 0) say('\n  misjudged');
  for (const { id, label, missing, answer, reason } of wrong)
    say(`  ${id} (${label}, missing ${missing ?? 'nothing'})\n    ${answer}\n    ${reason}`);
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  const chosen = chosenParts(args);
  await ensureBuilt();
  ending.throwIfAborted();
  const met = [];
  for (const part of chosen) {
    const answers = await judged(part);
    met.push(report(part, answers));
    // Who sees what went wrong there would tune the rules on it.
    if (part === 'development') listMisjudged(answers);
  }
  return met.every(Boolean) ? 0 : 1;
}
