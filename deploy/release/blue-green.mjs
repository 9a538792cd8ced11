#!/usr/bin/env node
import { describePlan, readCommandLine, runCommand } from './command-line.mjs';
import { release, RELEASE_STEPS } from './release.mjs';
import { ReleaseError } from './release-state.mjs';

/**
 *     node deploy/release/blue-green.mjs <image> [--dry-run] [--watch-minutes 5] [--apis 2] [--workers 2] [--shadow-get <path>]…
 *
 * The same command again continues a release that was interrupted; rollback.mjs takes it back. docs/releases.md
 */
await runCommand(async () => {
  const { positionals, isDryRun, options } = readCommandLine();
  const [image] = positionals;
  if (!image) throw new ReleaseError('usage: node deploy/release/blue-green.mjs <image>');
  if (isDryRun) {
    options.say(describePlan(RELEASE_STEPS, await options.state.read()));
    return;
  }
  await release(image, options);
});
