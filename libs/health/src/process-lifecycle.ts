import { FaultSettings, type LoadedSettings, RunSettings, SettingsError } from '@genesis/config';
import { AppError } from '@genesis/kernel';
import { runExitHooks } from '@genesis/observability';
import type { LoggerService } from '@nestjs/common';
import { EXIT_CONFIGURATION } from './start/settings-or-exit.js';

export interface ServiceProcessOptions<App> {
  readonly loaded: LoadedSettings;
  readonly logger: LoggerService;
  /** Brings the service up. `signal` aborts when the process is told to end meanwhile. */
  readonly start: (signal: AbortSignal) => Promise<App>;
  /** Drains and closes what `start` has brought up. */
  readonly stop: (app: App) => Promise<void>;
}

/** The supervisor of a process that has sent this once kills it after 30 s of silence. */
const ALIVE_EVERY_MS = 5_000;
const CONTEXT = 'Process';

/**
 * The life of an api or a worker. SIGTERM, SIGINT, and the end of the supervisor that started it (an IPC channel says so)
 * end it in an orderly way, within `SHUTDOWN_GRACE_S`, with 0; a second signal ends it at once, with 1. So do a start that
 * fails (78 for the configuration, else 1) and what nobody caught (1): each is logged. What was registered with `onExit`
 * is called before the process ends, except at a second signal and when the grace is over.
 */
export async function runService<App>(options: ServiceProcessOptions<App>): Promise<void> {
  await new ServiceProcess(options).run();
}

class ServiceProcess<App> {
  private readonly ending = new AbortController();
  private readonly logger: LoggerService;
  private starting: Promise<App> | null = null;
  private hasCrashed = false;

  constructor(private readonly options: ServiceProcessOptions<App>) {
    this.logger = options.logger;
  }

  async run(): Promise<void> {
    this.watch();
    this.starting = this.options.start(this.ending.signal);
    try {
      await this.starting;
    } catch (error) {
      // `end` waits for the start, too.
      if (!this.ending.signal.aborted) await this.giveUp(error);
      return;
    }
    failOnPurpose(this.options.loaded.get(FaultSettings));
  }

  private watch(): void {
    const onSignal = (signal: NodeJS.Signals): void => {
      if (this.ending.signal.aborted) {
        this.logger.warn({ reason: signal }, 'ended at once', CONTEXT);
        process.exit(1);
      }
      void this.end(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    process.on('unhandledRejection', (error) => void this.crash(error, 'unhandled rejection'));
    process.on('uncaughtException', (error) => void this.crash(error, 'uncaught exception'));
    // Node's own listener prints text to standard error.
    process.removeAllListeners('warning');
    process.on('warning', (warning) => {
      this.logger.warn({ err: warning }, 'warning of the runtime', CONTEXT);
    });
    if (process.send === undefined) return;
    process.on('disconnect', () => void this.end('supervisor gone'));
    setInterval(() => {
      if (process.connected) process.send?.({ type: 'alive' });
    }, ALIVE_EVERY_MS).unref();
  }

  private async end(reason: string): Promise<void> {
    if (this.ending.signal.aborted) return;
    const graceMs = this.options.loaded.get(RunSettings).shutdownGraceMs;
    this.logger.log({ reason }, 'shutting down', CONTEXT);
    setTimeout(() => {
      this.logger.error({ grace_ms: graceMs }, 'shutdown took too long', CONTEXT);
      process.exit(1);
    }, graceMs).unref();
    this.ending.abort();
    let exitCode = 0;
    try {
      const app = await this.started();
      if (app !== null) await this.options.stop(app);
    } catch (error) {
      this.logger.error({ err: error }, 'shutdown failed', CONTEXT);
      exitCode = 1;
    }
    await runExitHooks({ kind: 'stopped', error: null }, this.logger);
    if (exitCode === 0) this.logger.log('stopped', CONTEXT);
    process.exit(exitCode);
  }

  /** What the start has brought up; null when it was broken off. */
  private async started(): Promise<App | null> {
    try {
      return await this.starting;
    } catch {
      // Nothing came up, and nobody wants it any more.
      return null;
    }
  }

  private async giveUp(error: unknown): Promise<never> {
    if (error instanceof AppError) this.logger.fatal?.(error.message, CONTEXT);
    else this.logger.fatal?.({ err: error }, 'the start failed', CONTEXT);
    await runExitHooks({ kind: 'stopped', error: null }, this.logger);
    process.exit(error instanceof SettingsError ? EXIT_CONFIGURATION : 1);
  }

  private async crash(thrown: unknown, message: string): Promise<void> {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.logger.fatal?.({ err: error }, message, CONTEXT);
    // What goes wrong while it is being reported shall not keep the process alive.
    if (this.hasCrashed) process.exit(1);
    this.hasCrashed = true;
    await runExitHooks({ kind: 'crashed', error }, this.logger);
    process.exit(1);
  }
}

/** Named faults of a running process, for the test of what becomes of them (FAILPOINTS, in a test build alone). */
function failOnPurpose({ failpoints }: FaultSettings): void {
  if (failpoints.includes('process:unhandled-rejection')) {
    void Promise.reject(new Error('an unhandled rejection on purpose'));
  }
  if (failpoints.includes('process:uncaught-exception')) {
    setImmediate(() => {
      throw new Error('an uncaught exception on purpose');
    });
  }
}
