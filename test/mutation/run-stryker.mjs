import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { SCOPES } from './scopes.mjs';

/** Changes one scope: `--scope NAME --concurrency N --results FILE`. For scripts/commands/mutation.mjs, which brings the
 *  stores. */
const { values } = parseArgs({
  options: { scope: { type: 'string' }, concurrency: { type: 'string' }, results: { type: 'string' } },
});
const { mutate, leftOut = [] } = SCOPES[values.scope];

const results = await new Stryker({
  packageManager: 'npm',
  logLevel: 'warn',
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: {
    projectType: 'custom',
    configFile: 'test/mutation/jest.config.mjs',
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  mutate: [...mutate],
  mutator: { excludedMutations: [...leftOut] },
  tempDirName: '.local/stryker',
  // The copy that is changed needs neither of these.
  ignorePatterns: ['/.local', '/dist', '/output', '/coverage', '/logs', '/docs', '/data', '/.release'],
  reporters: ['progress-append-only'],
  concurrency: Number(values.concurrency),
  // A busy machine takes its time; what hangs for so long hangs for ever.
  timeoutMS: 5_000,
  thresholds: { break: null },
}).runMutationTest();

await writeFile(
  values.results,
  JSON.stringify(
    results.map(({ fileName, status, mutatorName, replacement, location }) => ({
      file: fileName,
      status,
      mutatorName,
      replacement,
      line: location.start.line,
    })),
  ),
);
