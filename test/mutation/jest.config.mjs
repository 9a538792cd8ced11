import path from 'node:path';
import everything from '../../jest.config.mjs';
import { SCOPES } from './scopes.mjs';

const rootDir = path.resolve(import.meta.dirname, '../..');
const [unit] = everything.projects;
const { specs, isWithoutFrameworks = false } = SCOPES[process.env.GENESIS_MUTATION_SCOPE];

/** The tests of one scope, from every suite. */
export default {
  ...unit,
  rootDir,
  displayName: 'mutation',
  testTimeout: everything.testTimeout,
  ...(isWithoutFrameworks ? { setupFiles: [] } : {}),
  testMatch: specs.map((spec) => `<rootDir>/${spec}`),
};
