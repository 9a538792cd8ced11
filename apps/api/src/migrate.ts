import 'reflect-metadata';
import {
  DatabaseSettings,
  type LoadedSettings,
  loadSettings,
  ObservabilitySettings,
  SettingsError,
} from '@genesis/config';
import { migrate, schemaDrift } from '@genesis/database';
import { untilDatabaseAnswers } from '@genesis/health';
import { createLogger } from '@genesis/observability';
import { migrationOptions } from './migration-options.js';

interface MigrateFlags {
  readonly isCheck: boolean;
  readonly isExpand: boolean;
}

/** `migrate` waits for the database as the other processes do, and applies what is pending; `migrate --expand` leaves out
 *  what takes something away, for while the former release still runs; `migrate --check` tells whether the migrated schema
 *  is what the entities say, and exits 1 when it is not. */
async function main(loaded: LoadedSettings, { isCheck, isExpand }: MigrateFlags): Promise<void> {
  const logger = createLogger(loaded, 'genesis-migrate');
  // A signal ends the process by itself: a migration that is under way is rolled back.
  await untilDatabaseAnswers(loaded, { logger, signal: new AbortController().signal });
  const options = migrationOptions(loaded.get(DatabaseSettings));
  const applied = await migrate(options, isExpand ? { only: 'expand' } : {});
  process.stdout.write(
    applied.length === 0 ? 'migrations: nothing to do\n' : `migrations: ${applied.join(', ')}\n`,
  );
  if (!isCheck) return;
  const drift = await schemaDrift(options);
  if (drift.length === 0) return;
  process.stderr.write(`the schema differs from the entities:\n${drift.join(';\n')}\n`);
  process.exitCode = 1;
}

try {
  // A migration is given the owner's password of the database and no other secret.
  await main(loadSettings({ only: [DatabaseSettings, ObservabilitySettings] }), {
    isCheck: process.argv.includes('--check'),
    isExpand: process.argv.includes('--expand'),
  });
} catch (error) {
  const text =
    error instanceof SettingsError
      ? error.problems.join('\n')
      : error instanceof Error
        ? error.message
        : String(error);
  process.stderr.write(`migration failed: ${text}\n`);
  process.exitCode = error instanceof SettingsError ? 78 : 1;
}
