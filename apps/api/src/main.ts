import { AppSettings, HttpSettings, RunSettings } from '@genesis/config';
import { Draining, logSettings, runService, settingsOrExit, untilStoresAnswer } from '@genesis/health';
import { AppError } from '@genesis/kernel';
import { createLogger } from '@genesis/observability';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as delay } from 'node:timers/promises';
import { createApi } from './http/create-api.js';
import { InFlightRequests } from './http/edge/in-flight-requests.js';

const SERVICE = 'genesis-api';
/** A load balancer learns from readiness that it should send nobody any more. */
const DRAIN_NOTICE_MS = 5_000;
/** Kept of the grace for closing the stores. */
const CLOSING_RESERVE_MS = 3_000;

process.title = SERVICE;
const loaded = await settingsOrExit(SERVICE);
const logger = createLogger(loaded, SERVICE);
await runService({ loaded, logger, start, stop: drainAndClose });

async function start(signal: AbortSignal): Promise<NestFastifyApplication> {
  logSettings(loaded, logger);
  await untilStoresAnswer(loaded, { logger, signal });
  const app = await createApi({ loaded, logger });
  await listen(app);
  logger.log({ url: await app.getUrl() }, 'api listens', 'Main');
  return app;
}

async function listen(app: NestFastifyApplication): Promise<void> {
  const { host, port } = loaded.get(HttpSettings);
  try {
    await app.listen(port, host);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new AppError({
      code: 'PORT_TAKEN',
      kind: 'internal',
      message: `PORT: port ${port} is taken; free it or set PORT to another one (0 takes any)`,
      cause: error,
    });
  }
}

/** Readiness says no first; then nothing new, nothing open, and the stores are closed. */
async function drainAndClose(app: NestFastifyApplication): Promise<void> {
  const { environment } = loaded.get(AppSettings);
  const { shutdownGraceMs } = loaded.get(RunSettings);
  app.get(Draining).begin();
  const noticeMs = environment === 'staging' || environment === 'production' ? DRAIN_NOTICE_MS : 0;
  await delay(Math.min(noticeMs, shutdownGraceMs / 4));
  await app.get(InFlightRequests).settled(Math.max(0, shutdownGraceMs - noticeMs - CLOSING_RESERVE_MS));
  await app.close();
}
