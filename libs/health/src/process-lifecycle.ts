import type { LoggerService } from '@nestjs/common';

export interface ProcessLifecycleOptions {
  readonly logger: LoggerService;
  /** Longest time from the signal to the end of the process. */
  readonly graceMs: number;
  /** Drains and closes; may be called while the process is still starting. */
  readonly stop: () => Promise<void>;
}

/** The supervisor of a process that has sent this once kills it after 30 s of silence. */
const ALIVE_EVERY_MS = 5_000;
const CONTEXT = 'Process';

/**
 * Ends the process in an orderly way: on SIGTERM and SIGINT, and when the supervisor that started it (an IPC channel
 * says so) is gone. A second signal ends it at once with 1. What nobody caught is logged and ends it with 1.
 */
export function watchProcess({ logger, graceMs, stop }: ProcessLifecycleOptions): void {
  let isStopping = false;

  const end = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    logger.log({ reason }, 'shutting down', CONTEXT);
    setTimeout(() => {
      logger.error({ graceMs }, 'shutdown took too long', CONTEXT);
      process.exit(1);
    }, graceMs).unref();
    stop().then(
      () => {
        logger.log('stopped', CONTEXT);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'shutdown failed', CONTEXT);
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    end(signal);
  };
  const onUncaught = (error: unknown, message: string): void => {
    logger.fatal?.({ err: error instanceof Error ? error : new Error(String(error)) }, message, CONTEXT);
    process.exit(1);
  };

  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('unhandledRejection', (error) => onUncaught(error, 'unhandled rejection'));
  process.on('uncaughtException', (error) => onUncaught(error, 'uncaught exception'));
  if (process.send === undefined) return;
  process.on('disconnect', () => end('supervisor gone'));
  setInterval(() => {
    if (process.connected) process.send?.({ type: 'alive' });
  }, ALIVE_EVERY_MS).unref();
}
