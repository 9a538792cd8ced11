import { withServices } from '../local/command.mjs';
import { untilEnd } from '../local/lifecycle.mjs';
import { say } from '../local/project.mjs';

/** @type {import('../local/command.mjs').Command} */
export async function run({ ending }) {
  await withServices('services', ending, async ({ environment, isLocalDatabase, isLocalRedis }) => {
    // A configured URL is known to whoever configured it, and is not repeated with its password.
    say(`DATABASE_URL=${isLocalDatabase ? environment.DATABASE_URL : '(as configured; it answers)'}`);
    say(`REDIS_URL=${isLocalRedis ? environment.REDIS_URL : '(as configured; it answers)'}`);
    if (environment.ASSET_DIR) say(`ASSET_DIR=${environment.ASSET_DIR}`);
    say('Ctrl-C ends it');
    await untilEnd(ending);
  });
  return 0;
}
