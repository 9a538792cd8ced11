#!/usr/bin/env node
import { describePlan, readCommandLine, runCommand } from './command-line.mjs';
import { rollback, ROLLBACK_STEPS } from './release.mjs';

/**
 *     node deploy/release/rollback.mjs [--dry-run] [--skip-smoke] [--watch-minutes 1]
 *
 * Brings the release before back, or takes back one that was interrupted. docs/releases.md
 */
await runCommand(async () => {
  const { isDryRun, options } = readCommandLine();
  if (isDryRun) options.say(describePlan(ROLLBACK_STEPS, await options.state.read()));
  else await rollback(options);
});
