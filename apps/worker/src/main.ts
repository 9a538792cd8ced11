import 'reflect-metadata';
import { loadSettings, type LoadedSettings, RunSettings, SettingsError } from '@genesis/config';
import { Draining, watchProcess } from '@genesis/health';
import { createLogger } from '@genesis/observability';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { WorkerModule } from './worker.module.js';

/** Source: sysexits.h, EX_CONFIG. */
const EXIT_CONFIGURATION = 78;

process.title = 'genesis-worker';

async function start(loaded: LoadedSettings): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(loaded), {
    logger: createLogger(loaded, 'genesis-worker'),
  });
  const logger = app.get(Logger);
  app.useLogger(logger);
  watchProcess({ logger, graceMs: loaded.get(RunSettings).shutdownGraceMs, stop: () => stop(app) });
  logger.log('worker takes jobs');
}

async function stop(app: INestApplicationContext): Promise<void> {
  app.get(Draining).begin();
  await app.close();
}

try {
  await start(loadSettings());
} catch (error) {
  const text =
    error instanceof SettingsError
      ? error.problems.join('\n')
      : error instanceof Error
        ? error.stack
        : String(error);
  process.stderr.write(`genesis-worker does not start:\n${text}\n`);
  process.exit(error instanceof SettingsError ? EXIT_CONFIGURATION : 1);
}
