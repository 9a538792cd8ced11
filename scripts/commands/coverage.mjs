import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { belowBar, countsOf, LEAST, NO_SOURCES, SOURCES, sumOf } from '../coverage-report/measure.mjs';
import { tableOf } from '../coverage-report/table.mjs';
import { CommandError, projectRoot, say } from '../local/project.mjs';
import { run as runTests } from './test.mjs';

const usage = `npm run coverage                        the suites of npm test, all sources; fails below ${LEAST} %
npm run coverage -- [--of <folder>] [suite …] [jest arguments]
                                        a part, held against no bar, such as
                                        --of libs/redis-vfs unit --testPathPatterns redis-vfs`;

const folder = path.join(projectRoot, 'coverage');

/** @param {string[]} args @throws {CommandError} */
export function splitCoverageArguments(args) {
  const at = args.indexOf('--of');
  if (at === -1) return { sources: SOURCES, testArgs: args, isWhole: args.length === 0 };
  const of = args[at + 1]?.replace(/\/+$/, '');
  if (!of || !/^(apps|libs)(\/|$)/.test(of))
    throw new CommandError(`--of takes a folder of apps or libs\n${usage}`);
  return { sources: [`${of}/**/*.ts`], testArgs: args.toSpliced(at, 2), isWhole: false };
}

function jestArguments(sources) {
  const from = [...sources, ...NO_SOURCES.map((glob) => `!${glob}`)];
  return [
    '--coverage',
    '--coverageProvider=v8',
    `--coverageDirectory=${folder}`,
    '--coverageReporters=json',
    '--coverageReporters=html',
    '--reporters=default',
    '--reporters=<rootDir>/scripts/coverage-report/lean-reporter.mjs',
    // Those of the configuration are replaced by these.
    '--reporters=<rootDir>/scripts/local/time-bars-reporter.mjs',
    ...from.map((glob) => `--collectCoverageFrom=${glob}`),
  ];
}

async function readReport() {
  const report = await readFile(path.join(folder, 'coverage-final.json'), 'utf8').catch((error) => {
    throw new CommandError('Jest has written no coverage.', { cause: error });
  });
  const counted = await Promise.all(
    Object.entries(JSON.parse(report)).map(([file, of]) => countedFile(file, of)),
  );
  return counted.filter((each) => each !== null);
}

/** @returns {Promise<import('../coverage-report/table.mjs').CountedFile | null>} null: there is nothing in it that could run */
async function countedFile(file, report) {
  const source = await readFile(file, 'utf8');
  const counts = countsOf(report, source);
  if (counts.lines.covered === 0 && (await isOfTypesAlone(file, source))) return null;
  return { file: path.relative(projectRoot, file).split(path.sep).join('/'), counts };
}

/** A file of types that others import as types is never loaded, and would count as one that no test runs. */
async function isOfTypesAlone(filename, source) {
  // Not at the top: the packages may not be installed yet when this module is read.
  const { transform } = await import('@swc/core');
  const { code } = await transform(source, { filename, minify: true, sourceMaps: false });
  return /^(export\{\};?)?$/.test(code.trim());
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ args, ending }) {
  if (args.includes('--help')) {
    say(usage);
    return 0;
  }
  const { sources, testArgs, isWhole } = splitCoverageArguments(args);
  await rm(folder, { recursive: true, force: true });
  const startedAt = Date.now();
  const code = await runTests({ args: [...testArgs, ...jestArguments(sources)], ending });
  const files = await readReport();
  say(
    `\n${tableOf(files)}\n\nEach line: coverage/index.html. ${Math.round((Date.now() - startedAt) / 1_000)} s`,
  );
  if (code !== 0) say('Tests have failed: what they would have run is missing above.');
  if (!isWhole) say('This was a part: it is held against no bar.');
  const low = isWhole ? belowBar(sumOf(files.map(({ counts }) => counts))) : [];
  if (low.length > 0) say(`Below ${LEAST} %: ${low.join(', ')}`);
  return code || (low.length > 0 ? 1 : 0);
}
