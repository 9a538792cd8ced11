import type { LoggerService } from '@nestjs/common';

/** How the process comes to its end. */
export interface ProcessExit {
  /** `stopped`: it was told to end, or its start was given up. `crashed`: nobody caught `error`. */
  readonly kind: 'stopped' | 'crashed';
  /** What nobody caught; null unless it crashed. */
  readonly error: unknown;
}

/** Sends away what is still in memory: spans, reports of errors. A rejection is logged and keeps nobody else. */
export type ExitHook = (exit: ProcessExit) => Promise<void> | void;

/** Longest that all hooks together may take. They run within `SHUTDOWN_GRACE_S`, after the stores are closed. */
const EXIT_HOOKS_LIMIT_MS = 2_000;

const hooks = new Set<ExitHook>();

/**
 * Has `hook` called once, when this process ends: after an orderly stop (everything is drained and closed by then, log
 * lines can still be written), after a start that was given up, and after an unhandled rejection or an uncaught
 * exception, which `exit.error` hands over. All hooks run at the same time and have 2 s together; whatever still runs
 * then is left behind. Not called at a second signal, at the end of the grace, or when the process is killed.
 *
 * Belongs to the process, not to a Nest application: may be called before there is one.
 * @returns a function that takes the hook away again.
 */
export function onExit(hook: ExitHook): () => void {
  hooks.add(hook);
  return () => hooks.delete(hook);
}

/** Calls every hook once. Never rejects, and returns after 2 s at the latest. For whoever ends the process. */
export async function runExitHooks(exit: ProcessExit, logger: LoggerService): Promise<void> {
  const called = [...hooks];
  hooks.clear();
  if (called.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.warn({ limit_ms: EXIT_HOOKS_LIMIT_MS }, 'what was still to be sent is left behind', 'Process');
      resolve();
    }, EXIT_HOOKS_LIMIT_MS);
  });
  const all = Promise.all(
    called.map(async (hook) => {
      try {
        await hook(exit);
      } catch (error) {
        logger.warn({ err: error }, 'something was not sent before the end', 'Process');
      }
    }),
  );
  await Promise.race([all, limit]);
  clearTimeout(timer);
}
