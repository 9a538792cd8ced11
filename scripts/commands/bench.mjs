import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { applicationEnvironment, runEntry, runMigrations } from '../local/application.mjs';
import { ensureBuilt } from '../local/build.mjs';
import { startPrivatePostgres, startPrivateRedis } from '../local/private-services.mjs';
import { CommandError, inLocalDir, localDir, projectRoot } from '../local/project.mjs';
import { guardFolder } from '../local/reaper.mjs';

/** Servers of its own, empty and gone afterwards: what others do with the shared ones would be measured too.
 *  @param {(environment: Record<string, string>) => Promise<number>} work
 *  @param {{ ownQueue: boolean }} options ownQueue: the queue has a Redis of its own, as in production */
async function withFreshServers(work, { ownQueue }) {
  await mkdir(localDir, { recursive: true, mode: 0o700 });
  const dir = await mkdtemp(inLocalDir('bench-'));
  guardFolder(dir);
  const servers = [];
  try {
    servers.push(await startPrivatePostgres({ dir: path.join(dir, 'postgres') }));
    servers.push(await startPrivateRedis({ dir: path.join(dir, 'redis') }));
    if (ownQueue) servers.push(await startPrivateRedis({ dir: path.join(dir, 'redis-queue') }));
    const [database, cache, queue = cache] = servers;
    return await work({ DATABASE_URL: database.url, REDIS_URL: cache.url, REDIS_QUEUE_URL: queue.url });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await rm(dir, { recursive: true, force: true });
  }
}

/** @type {import('../local/command.mjs').Command} */
export async function run({ args: [name, ...args], ending }) {
  if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) throw new CommandError('usage: bench <name> [arguments]');
  await ensureBuilt();
  const entry = `dist/bench/bench-${name}.js`;
  if (!existsSync(path.join(projectRoot, entry)))
    throw new CommandError(`There is no benchmark "${name}" (${entry}).`);
  const measure = async (environment) => {
    ending.throwIfAborted();
    const env = applicationEnvironment(environment);
    await runMigrations(env, { ending, capture: true });
    const { code } = await runEntry(entry, args, env, { ending });
    ending.throwIfAborted();
    return code;
  };
  return withFreshServers(measure, { ownQueue: name === 'scaling' || name === 'sessions' });
}
