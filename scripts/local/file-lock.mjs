import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identify, isAlive } from './process-identity.mjs';
import { delay, hasCode, say } from './project.mjs';

const aside = (file) => `${file}.${randomBytes(4).toString('hex')}`;

async function readHolder(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Linking a finished file is atomic and, unlike exclusive creation, never shows a half-written holder. */
async function tryTake(file) {
  const own = aside(file);
  await writeFile(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function removeStale(file) {
  const moved = aside(file);
  try {
    await rename(file, moved);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  // Another command may have replaced the stale lock between our look and our rename: give it back.
  if (isAlive(await readHolder(moved))) {
    await link(moved, file).catch((error) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
  await rm(moved, { force: true });
}

/**
 * Runs `work` while no other process of this checkout is inside the same lock. A lock whose holder died is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(file, work) {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const askedAt = Date.now();
  let announced = false;
  while (!(await tryTake(file))) {
    const holder = await readHolder(file);
    if (!isAlive(holder)) {
      await removeStale(file);
      continue;
    }
    if (!announced && Date.now() - askedAt > 3_000) {
      announced = true;
      say(`waiting for another command of this checkout (process ${holder.pid}) …`);
    }
    await delay(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
