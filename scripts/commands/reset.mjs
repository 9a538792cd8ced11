import { say } from '../local/project.mjs';
import { resetLocalState } from '../local/services.mjs';

/** @type {import('../local/command.mjs').Command} */
export async function run() {
  await resetLocalState();
  say('The local database, Redis, secret key and logs are gone; the next command makes new ones.');
  return 0;
}
