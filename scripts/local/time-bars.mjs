import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { inLocalDir, localDir, say } from './project.mjs';

/** Where a run of Jest writes what failed in it. */
export const FILE_SETTING = 'GENESIS_TEST_FAILURES';

/**
 * What failed in a run of Jest.
 * @typedef {object} Failures
 * @property {number} passed tests
 * @property {number} failed tests
 * @property {boolean} isWhole false: there was more than failed tests, such as a file that could not be run
 * @property {{ file: string, name: string, isOverTime: boolean }[]} tests isOverTime: nothing but a bar of time did not hold
 */

/** Of test/support/harness/time-bar.ts. */
const OVER_TIME = 'OverTimeError: ';

/** @param {readonly string[]} failureMessages of a test @returns {boolean} whether a bar of time alone did not hold */
export const isOverTime = (failureMessages) =>
  failureMessages.length > 0 && failureMessages.every((message) => message.startsWith(OVER_TIME));

/**
 * A bar of time that does not hold beside other tests is asked once more with nothing beside it: on two cores a neighbour, or
 * a machine that stands still for a moment, makes everything late. Nothing else is ever asked twice: a lost run, a call made
 * twice or a wait that never ended is a failure when it happens once.
 * @param {string[]} args of Jest
 * @param {(args: string[], env: Record<string, string>) => Promise<number>} jest runs it; gives its exit code
 * @returns {Promise<number>} exit code
 */
export async function withTimeBars(args, jest, tell = say) {
  await mkdir(localDir, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(inLocalDir('test-failures-'));
  try {
    const first = path.join(dir, 'first.json');
    const code = await jest(args, { [FILE_SETTING]: first });
    const { tests, passed, failed, isWhole } = await readFailures(first);
    if (code === 0 || tests.length === 0 || !isWhole || !tests.every(({ isOverTime: is }) => is)) return code;

    tell(
      `\nOver their time beside others, and asked once more, alone:\n${tests.map(({ name }) => `  ${name}`).join('\n')}`,
    );
    const second = path.join(dir, 'second.json');
    const files = [...new Set(tests.map(({ file }) => file))];
    const alike = [...namePatternOf(args), '--runInBand', '--runTestsByPath', ...files];
    const codeAlone = await jest(alike, { [FILE_SETTING]: second });
    const alone = await readFailures(second);
    const left = codeAlone === 0 ? 0 : Math.max(1, alone.failed);
    const total = passed + failed;
    tell(
      `\nTests:       ${left > 0 ? `${left} failed, ` : ''}${total - left} passed, ${total} total ` +
        `(${failed} were over their time beside others)`,
    );
    return codeAlone;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Which tests of the files were asked for. @param {readonly string[]} args @returns {string[]} */
function namePatternOf(args) {
  const at = args.findIndex((arg) => /^(-t|--testNamePattern)$/.test(arg));
  return at === -1 ? args.filter((arg) => arg.startsWith('--testNamePattern=')) : args.slice(at, at + 2);
}

/** @param {string} file @returns {Promise<Failures>} */
function readFailures(file) {
  const unknown = { tests: [], passed: 0, failed: 0, isWhole: false };
  return readFile(file, 'utf8').then(JSON.parse, () => unknown);
}
