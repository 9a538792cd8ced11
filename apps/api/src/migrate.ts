import 'reflect-metadata';
import { DatabaseSettings, loadSettings, SettingsError } from '@genesis/config';
import { migrate, schemaDrift } from '@genesis/database';
import { migrationOptions } from './migration-options.js';

/** `migrate` applies what is pending; `migrate --check` tells whether the migrated schema is what the entities say,
 *  and exits 1 when it is not. */
async function main(isCheck: boolean): Promise<void> {
  const options = migrationOptions(loadSettings().get(DatabaseSettings));
  const applied = await migrate(options);
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
  await main(process.argv.includes('--check'));
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
