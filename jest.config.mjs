/** Suites: unit (beside the code), api, worker, flows (test/). Fuzz, chaos and deploy have commands of
 *  their own: the first is long, the others start, kill and replace whole installations. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^@genesis/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['<rootDir>/test/support/jest.setup.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.local'],
};

const suite = (displayName, testMatch) => ({ ...base, displayName, testMatch, rootDir: import.meta.dirname });

export default {
  rootDir: import.meta.dirname,
  testTimeout: 30_000,
  // Tests wait for servers as often as they compute: two files at once, also where there are but two cores.
  maxWorkers: 2,
  // Modules of a suite are never let go of: a process that has run many is replaced.
  workerIdleMemoryLimit: '1500MB',
  reporters: ['default', '<rootDir>/scripts/local/time-bars-reporter.mjs'],
  projects: [
    suite('unit', ['<rootDir>/{apps,libs,scripts}/**/*.spec.ts']),
    suite('api', ['<rootDir>/test/api/**/*.e2e-spec.ts']),
    suite('worker', ['<rootDir>/test/worker/**/*.e2e-spec.ts']),
    suite('flows', ['<rootDir>/test/flows/**/*.e2e-spec.ts']),
    suite('fuzz', ['<rootDir>/test/fuzz/**/*.e2e-spec.ts']),
    suite('chaos', ['<rootDir>/test/chaos/**/*.e2e-spec.ts']),
    suite('deploy', ['<rootDir>/test/deploy/**/*.e2e-spec.ts']),
  ],
};
