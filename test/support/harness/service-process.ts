import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KEPT_LOGS, keepSecret, newLogFile } from './kept-logs.js';
import { waitFor } from './wait-for.js';

/** A build of this code; that of a mutant when the suite is told to bite on one. */
const DIST = process.env.GENESIS_TEST_DIST ?? path.resolve(import.meta.dirname, '../../../dist');
const ENTRIES = {
  api: 'apps/api/src/main.js',
  worker: 'apps/worker/src/main.js',
  migrate: 'apps/api/src/migrate.js',
} as const;
export type ServiceEntry = keyof typeof ENTRIES;

/** What is started, and how. */
export interface BuiltService {
  /** Folder of a build; by default that of this code. */
  readonly dist?: string;
  readonly args?: readonly string[];
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds of the Unix epoch. */
  readonly at: number;
}

/** A busy machine may start a dozen of them at once. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const SHOWN_OUTPUT_CHARS = 4_000;

/** One process of the built service. It ends by itself when the process that started it is gone. */
export class ServiceProcess {
  readonly ended: Promise<ProcessEnd>;
  private readonly child: ChildProcess;
  private end: ProcessEnd | null = null;
  private readonly log: string;
  private readonly errorLog: string;

  /** @param env all that the process gets: nothing is inherited, and no `.env` is read. */
  constructor(
    readonly entry: ServiceEntry,
    env: NodeJS.ProcessEnv,
    { dist = DIST, args = [] }: BuiltService = {},
  ) {
    keepSecret(env);
    this.log = newLogFile(entry);
    this.errorLog = `${this.log}.errors`;
    const log = openSync(this.log, 'w');
    const errorLog = openSync(this.errorLog, 'w');
    this.child = spawn(process.execPath, [path.join(dist, ENTRIES[entry]), ...args], {
      cwd: tmpdir(),
      env,
      // The channel tells the child when we are gone, however we went. A pipe for the log would break with us.
      stdio: ['ignore', log, errorLog, 'ipc'],
    });
    closeSync(log);
    closeSync(errorLog);
    this.child.channel?.unref();
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code, signal) => {
        this.end = { code, signal, at: Date.now() };
        resolve(this.end);
      });
    });
  }

  /** What it has printed, both streams. */
  get output(): string {
    return readFileSync(this.log, 'utf8') + this.errors;
  }

  /** What it has printed on standard error. */
  get errors(): string {
    return readFileSync(this.errorLog, 'utf8');
  }

  /** Its log so far. @throws SyntaxError for a line that is no JSON */
  get logLines(): readonly Record<string, unknown>[] {
    const lines = readFileSync(this.log, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** @throws when it could not be started */
  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.entry} was not started`);
    return this.child.pid;
  }

  get isRunning(): boolean {
    return this.end === null;
  }

  /** The first line of its log that has this message.
   *  @throws when the process ends before, or says nothing of the kind within two minutes. */
  async untilLogged(message: string): Promise<Record<string, unknown>> {
    const what = `"${message}" in the log of ${this.entry}`;
    try {
      const found = await waitFor(() => this.logLine(message) ?? (this.end && 'ended'), {
        timeoutMs: START_TIMEOUT_MS,
        what,
      });
      if (found !== 'ended') return found;
    } catch (cause) {
      throw new Error(this.lastWords(`no ${what}`), { cause });
    }
    throw new Error(this.lastWords(`ended with ${JSON.stringify(this.end)}`));
  }

  /** Sends a signal, to a stopped process too. @returns when it has ended, for signals that end it. */
  async kill(signal: NodeJS.Signals): Promise<ProcessEnd> {
    if (this.isRunning) this.child.kill(signal);
    return this.ended;
  }

  /** Stops or continues it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** Ends it in an orderly way, or by force when that takes too long, and forgets its log. */
  async stop(): Promise<ProcessEnd> {
    const force = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    try {
      return await this.kill('SIGTERM');
    } finally {
      clearTimeout(force);
      if (KEPT_LOGS === null) for (const file of [this.log, this.errorLog]) rmSync(file, { force: true });
    }
  }

  private logLine(message: string): Record<string, unknown> | null {
    const marked = JSON.stringify(message);
    const line = this.output.split('\n').find((text) => text.startsWith('{') && text.includes(marked));
    return line === undefined ? null : (JSON.parse(line) as Record<string, unknown>);
  }

  private lastWords(reason: string): string {
    return `${this.entry}: ${reason}\n${this.output.slice(-SHOWN_OUTPUT_CHARS)}`;
  }
}
