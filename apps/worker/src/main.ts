import 'reflect-metadata';
import { Draining, logSettings, runService, settingsOrExit, untilStoresAnswer } from '@genesis/health';
import { createLogger } from '@genesis/observability';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

const SERVICE = 'genesis-worker';

process.title = SERVICE;
const loaded = await settingsOrExit(SERVICE);
const logger = createLogger(loaded, SERVICE);
await runService({ loaded, logger, start, stop });

async function start(signal: AbortSignal): Promise<INestApplicationContext> {
  logSettings(loaded, logger);
  await untilStoresAnswer(loaded, { logger, signal });
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(loaded), {
    logger,
    abortOnError: false,
  });
  logger.log('worker takes jobs', 'Main');
  return app;
}

async function stop(app: INestApplicationContext): Promise<void> {
  app.get(Draining).begin();
  await app.close();
}
