import { createHash } from 'node:crypto';
import { chown, cp, lstat, mkdir, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CommandError } from './project.mjs';
import { tryChild } from './run-child.mjs';

/**
 * PostgreSQL refuses to run as root. An account says how root runs it all the same, and where its data live.
 *
 * @typedef {object} PostgresAccount
 * @property {string} place the folder for data
 * @property {(command: string, args: string[]) => { command: string, args: string[], uid?: number, gid?: number }} run
 * @property {(path: string) => Promise<void>} give makes a file or folder readable by the account
 * @property {(native: string) => Promise<string>} reach a copy of the binaries' folder that the account can read
 */

const mapping = ['--user', '--map-user=65534', '--map-group=65534', '--'];

/** Where the data go when the account cannot enter the checkout, as in root's own home. */
const outside = (home) =>
  path.join('/var/tmp', `genesis-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);

/** @type {(home: string) => PostgresAccount} */
const asOurselves = (home) => ({
  place: home,
  run: (command, args) => ({ command, args }),
  give: async () => undefined,
  reach: async (native) => native,
});

/** A user namespace in which we are `nobody`, while files still belong to root: needs no user and no other folder. */
const inUserNamespace = (home) => ({
  ...asOurselves(home),
  run: (command, args) => ({ command: 'unshare', args: [...mapping, command, ...args] }),
});

/** @returns {PostgresAccount} */
function asUser(place, uid, gid) {
  return {
    place,
    run: (command, args) => ({ command, args, uid, gid }),
    give: (target) => chown(target, uid, gid),
    reach: async (native) => {
      const binary = path.join(native, 'bin/postgres');
      if ((await tryChild(binary, ['--version'], { uid, gid, cwd: '/' })).code === 0) return native;
      const copy = path.join(place, 'native');
      if (!existsSync(copy)) await cp(native, copy, { recursive: true, verbatimSymlinks: true });
      return copy;
    },
  };
}

async function idsOf(user) {
  const ids = await Promise.all(['-u', '-g'].map((flag) => tryChild('id', [flag, user])));
  return ids.every(({ code }) => code === 0) ? ids.map(({ output }) => Number(output)) : null;
}

async function makePlace(place, uid, gid) {
  await mkdir(place, { mode: 0o700 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // The name can be guessed, so somebody else may have made it first.
  const found = await lstat(place);
  if (!found.isDirectory() || (found.uid !== 0 && found.uid !== uid)) {
    throw new CommandError(`${place} is not ours. Remove it, or set DATABASE_URL.`);
  }
  await chown(place, uid, gid);
}

/** @param {string} home @returns {Promise<PostgresAccount>} */
export async function choosePostgresAccount(home) {
  if (process.getuid?.() !== 0) return asOurselves(home);
  const data = path.join(home, 'data');
  const owner = existsSync(data) ? await stat(data) : null;
  if (owner && owner.uid !== 0) return asUser(home, owner.uid, owner.gid);
  if ((await tryChild('unshare', [...mapping, 'true'])).code === 0) return inUserNamespace(home);
  for (const user of ['postgres', 'nobody']) {
    const ids = await idsOf(user);
    if (!ids) continue;
    const place = outside(home);
    await makePlace(place, ids[0], ids[1]);
    return asUser(place, ids[0], ids[1]);
  }
  throw new CommandError(
    'PostgreSQL refuses to run as root, user namespaces are not allowed here, and there is no user "nobody". ' +
      'Run the command as an ordinary user, or set DATABASE_URL.',
  );
}

/** The folder outside of the checkout that an account may have used. @param {string} home */
export const outsidePlaceOf = outside;
