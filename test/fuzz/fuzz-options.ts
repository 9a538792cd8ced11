import path from 'node:path';

/** The one of CI, which is the same everywhere. */
const DEFAULT_SEED = 20_261_126;
const DEFAULT_REQUESTS = 300;

/** What `npm run test:fuzz` was told. */
export const fuzzOptions = {
  seed: Number(process.env.GENESIS_FUZZ_SEED ?? DEFAULT_SEED),
  /** Per operation. */
  requests: Number(process.env.GENESIS_FUZZ_REQUESTS ?? DEFAULT_REQUESTS),
  /** Only this one. */
  operation: process.env.GENESIS_FUZZ_OPERATION ?? null,
} as const;

/** Where the records lie from which docs/fuzz-report.md is generated. Not committed. */
export const FUZZ_RECORDS = path.resolve(import.meta.dirname, '../../output/fuzz');
