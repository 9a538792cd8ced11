import 'reflect-metadata';
import { runService, settingsOrExit } from '@genesis/health';
import { createLogger, runExitHooks } from '@genesis/observability';
import { ActiveRuns, RunExecutor } from '@genesis/runs';
import { NestFactory } from '@nestjs/core';
import { ALIVE, GIVE_BACK, type QuarantineMessage } from './quarantine.messages.js';
import { QuarantineModule } from './quarantine.module.js';

/** Carries one run, whose id is the argument, and tells the process that started it how that went. */
const SERVICE = 'genesis-worker';
const ALIVE_EVERY_MS = 1_000;

interface Carrying {
  readonly active: ActiveRuns;
  readonly carried: Promise<void>;
}

process.title = 'genesis-quarantine';
const loaded = await settingsOrExit(SERVICE);
const logger = createLogger(loaded, SERVICE);
setInterval(() => void tell(ALIVE), ALIVE_EVERY_MS).unref();
/** Answers also when that was asked for before there was anything to give back. */
const asked = new Promise<void>((resolve) => {
  process.on('message', (message) => {
    if (message === GIVE_BACK) resolve();
  });
});
await runService({ loaded, logger, start, stop });

async function start(): Promise<Carrying> {
  const app = await NestFactory.createApplicationContext(QuarantineModule.forRoot(loaded), {
    logger,
    abortOnError: false,
  });
  const active = app.get(ActiveRuns);
  void asked.then(() => active.drain());
  const carry = async () => {
    const result = await app.get(RunExecutor).executeQuarantined(process.argv[2] ?? '');
    await app.close();
    await tell({ result });
  };
  const carried = carry();
  void carried.then(async () => {
    await runExitHooks({ kind: 'stopped', error: null }, logger);
    process.exit(0);
  });
  return { active, carried };
}

async function stop({ active, carried }: Carrying): Promise<void> {
  active.drain();
  await carried;
}

async function tell(message: QuarantineMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (!process.connected) resolve();
    else process.send?.(message, undefined, undefined, () => resolve());
  });
}
