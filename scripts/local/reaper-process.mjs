import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endProcess, isAlive } from './process-identity.mjs';
import { localDir } from './project.mjs';

/** Less than an orderly shutdown gets: nobody is left who would wait, and a run survives a killed worker. */
const graceMs = 4_000;

/** @type {Map<number, import('./reaper.mjs').GuardedProcess>} */
const processes = new Map();
const leases = new Set();
const folders = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const order = /** @type {import('./reaper.mjs').ReaperOrder} */ (JSON.parse(line));
  if ('watch' in order) {
    for (const [pid, { identity }] of processes) if (!isAlive(identity)) processes.delete(pid);
    processes.set(order.watch.identity.pid, order.watch);
  } else if ('lease' in order) leases.add(order.lease);
  else if (order.folder.startsWith(localDir + path.sep)) folders.add(order.folder);
}

await Promise.all([...processes.values()].map((entry) => endProcess(entry.identity, { ...entry, graceMs })));
if (leases.size > 0) {
  // Only now: an installation is guarded too, and then neither the packages nor a recent Node are there yet.
  const { releaseLease } = await import('./services.mjs');
  for (const lease of leases) await releaseLease(lease);
}
for (const folder of folders) await rm(folder, { recursive: true, force: true });
