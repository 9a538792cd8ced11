import {
  AppSettings,
  HttpSettings,
  type LoadedSettings,
  loadSettings,
  RunSettings,
  SettingsError,
} from '@genesis/config';
import { Draining, watchProcess } from '@genesis/health';
import { AppError } from '@genesis/kernel';
import { createLogger } from '@genesis/observability';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as delay } from 'node:timers/promises';
import { createApi } from './http/create-api.js';
import { InFlightRequests } from './http/edge/in-flight-requests.js';

const SERVICE = 'genesis-api';
const CONTEXT = 'Main';
/** Source: sysexits.h, EX_CONFIG. */
const EXIT_CONFIGURATION = 78;
/** A load balancer learns from readiness that it should send nobody any more. */
const DRAIN_NOTICE_MS = 5_000;
/** Kept of the grace for closing the stores. */
const CLOSING_RESERVE_MS = 3_000;

process.title = SERVICE;
const loaded = settingsOrExit();
const logger = createLogger(loaded, SERVICE);
let app: NestFastifyApplication | null = null;

const { shutdownGraceMs } = loaded.get(RunSettings);
watchProcess({
  logger,
  graceMs: shutdownGraceMs,
  stop: async () => {
    if (app !== null) await drainAndClose(app);
  },
});
await start();

async function start(): Promise<void> {
  const { host, port } = loaded.get(HttpSettings);
  for (const warning of loaded.warnings) logger.warn(warning, CONTEXT);
  try {
    app = await createApi({ loaded, logger });
    await app.listen(port, host);
    logger.log({ url: await app.getUrl() }, 'api listens', CONTEXT);
  } catch (error) {
    failStart(error, logger, port);
  }
}

/** Readiness says no first; then nothing new, nothing open, and the stores are closed. */
async function drainAndClose(running: NestFastifyApplication): Promise<void> {
  const { environment } = loaded.get(AppSettings);
  running.get(Draining).begin();
  const noticeMs = environment === 'staging' || environment === 'production' ? DRAIN_NOTICE_MS : 0;
  await delay(Math.min(noticeMs, shutdownGraceMs / 4));
  await running.get(InFlightRequests).settled(Math.max(0, shutdownGraceMs - noticeMs - CLOSING_RESERVE_MS));
  await running.close();
}

function settingsOrExit(): LoadedSettings {
  try {
    return loadSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
}

function failStart(error: unknown, log: LoggerService, port: number): never {
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (isPortTaken)
    log.fatal?.(`PORT: port ${port} is taken; free it or set PORT to another one (0 takes any)`, CONTEXT);
  else if (error instanceof AppError && error.code === 'PORT_TAKEN') log.fatal?.(error.message, CONTEXT);
  else log.fatal?.({ err: error }, 'the api could not start', CONTEXT);
  process.exit(1);
}
