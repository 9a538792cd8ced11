import type { Redis } from 'ioredis';

/** The timer behind `socketTimeout` outlives its socket, and would end the next one for nothing (ioredis 5.11). */
export function endTimerWithSocket(connection: Redis): void {
  const timed = connection as unknown as { socketTimeoutTimer?: NodeJS.Timeout };
  connection.on('close', () => {
    clearTimeout(timed.socketTimeoutTimer);
    timed.socketTimeoutTimer = undefined;
  });
}
