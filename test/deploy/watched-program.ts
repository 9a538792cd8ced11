import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { findOnPath } from '../../scripts/local/binaries.mjs';
import { guardProcess } from '../../scripts/local/reaper.mjs';

/** A program of the operators, as `npm run test:deploy` found it. */
export interface FoundProgram {
  readonly file: string;
  /** Where its libraries are, when it was unpacked and not installed; else empty. */
  readonly libraryPath: string;
}

/** @param name as in `GENESIS_LOCAL_BIN_<NAME>` @param installedAs its file name on a machine that has it
 *  @throws Error that names both */
export function operatorProgram(name: string, installedAs: string): FoundProgram {
  const variable = `GENESIS_LOCAL_BIN_${name.toUpperCase()}`;
  const file = process.env[variable] ?? findOnPath(installedAs);
  if (!file)
    throw new Error(`no ${installedAs} on PATH, and ${variable} is not set: run npm run test:deploy`);
  return { file, libraryPath: process.env[`GENESIS_LOCAL_LIB_${name.toUpperCase()}`] ?? '' };
}

/** One running program. It ends when the process that started it ends, however that ended. */
export class WatchedProgram {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  /** @param log file that gets what it prints */
  constructor(
    { file, libraryPath }: FoundProgram,
    args: readonly string[],
    private readonly log: string,
  ) {
    const output = openSync(log, 'w');
    this.#child = spawn(file, args, {
      stdio: ['ignore', output, output],
      env: { PATH: process.env.PATH, ...(libraryPath && { LD_LIBRARY_PATH: libraryPath }) },
    });
    closeSync(output);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', () => resolve());
    });
    this.#ended.catch(() => undefined);
    guardProcess(this.#child);
  }

  /** @throws Error with the end of its log when it has ended */
  assertRunning(): void {
    const { exitCode, signalCode, spawnfile } = this.#child;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`${spawnfile} ended (${exitCode ?? signalCode}):\n${this.output.slice(-2_000)}`);
  }

  get output(): string {
    return readFileSync(this.log, 'utf8');
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
