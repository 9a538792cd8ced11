#!/usr/bin/env node
import { readCommandLine, runCommand } from './command-line.mjs';
import { ReleaseError } from './release-state.mjs';

/**
 *     node deploy/release/live.mjs [--project genesis] -- logs --tail 100 genesis-worker
 *
 * Docker Compose for whoever operates: the arguments go to it, for the project of the colour that has the traffic, with the
 * image and the configuration of its release. Before the first release: for the base project. docs/releases.md
 */
await runCommand(async () => {
  const { positionals, options } = readCommandLine();
  if (positionals.length === 0)
    throw new ReleaseError('usage: node deploy/release/live.mjs -- <compose arguments>');
  const { live } = await options.state.read();
  process.exitCode = await options.platform.pass(live, positionals);
});
