import 'reflect-metadata';
import { loadSettings, type LoadedSettings, RunSettings } from '@genesis/config';
import { watchProcess } from '@genesis/health';
import { createLogger } from '@genesis/observability';
import { ActiveRuns, RunExecutor } from '@genesis/runs';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { ALIVE, type QuarantineMessage } from './quarantine.messages.js';
import { QuarantineModule } from './quarantine.module.js';

/** Carries one run, whose id is the argument, and tells the process that started it how that went. */
const ALIVE_EVERY_MS = 1_000;

process.title = 'genesis-quarantine';

async function carry(loaded: LoadedSettings, runId: string): Promise<void> {
  setInterval(() => void tell(ALIVE), ALIVE_EVERY_MS).unref();
  const app = await NestFactory.createApplicationContext(QuarantineModule.forRoot(loaded), {
    logger: createLogger(loaded, 'genesis-worker'),
  });
  const logger = app.get(Logger);
  app.useLogger(logger);
  const carried = app
    .get(RunExecutor)
    .executeQuarantined(runId)
    .then(async (result) => {
      await app.close();
      await tell({ result });
    });
  watchProcess({
    logger,
    graceMs: loaded.get(RunSettings).shutdownGraceMs,
    stop: async () => {
      app.get(ActiveRuns).drain();
      await carried;
    },
  });
  await carried;
  process.exit(0);
}

async function tell(message: QuarantineMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (!process.connected) resolve();
    else process.send?.(message, undefined, undefined, () => resolve());
  });
}

await carry(loadSettings(), process.argv[2] ?? '');
