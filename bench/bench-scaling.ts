import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { rounded, say } from './report.js';
import { type Measured, withInstallation } from './scaling/installation.js';
import { measureKnowledge, measurePlan } from './scaling/measure-briefs.js';
import { measureRequests } from './scaling/measure-requests.js';
import { assetBytes, growth, redisBytes, spendingRowMs, tableSizes } from './scaling/measure-stores.js';
import { measureScenario } from './scaling/measure-validation.js';
import { measureWaiting } from './scaling/measure-waiting.js';
import { foretell, SCENARIOS } from './scaling/scenarios.js';
import { type ServiceTimes, serviceTimesSchema } from './scaling/service-times.js';

// What one brief, one turn, one open run and one open stream cost, as the simulation of docs/scaling.md takes it.
const FILE = path.join(import.meta.dirname, '../../bench/scaling/service-times.json');

async function main(): Promise<void> {
  await withInstallation(async (measured) => {
    const times = await measure(measured);
    await writeFile(FILE, `${JSON.stringify(times, null, 2)}\n`);
    say(`written: ${path.relative(process.cwd(), FILE)}`);
  });
}

async function measure(measured: Measured): Promise<ServiceTimes> {
  const { servers } = measured;
  const { database } = servers;
  // A matter of the clock, which others disturb: the best of three moments.
  const spendings = [await spendingRowMs()];
  const empty = await tableSizes(database);
  const knowledge = await measureKnowledge(measured);
  const knowledgeRows = growth(empty, await tableSizes(database));
  say(`a brief by the knowledge engine: ${inWords(knowledge.cpuMs)}`);
  const basic = await measurePlan(measured, 'basic');
  const before = await tableSizes(database);
  const pro = await measurePlan(measured, 'pro');
  const rows = growth(before, await tableSizes(database));
  const enterprise = await measurePlan(measured, 'enterprise');
  const plans = { basic, pro, enterprise };
  for (const [plan, { work, callsDuring }] of Object.entries(plans)) {
    say(`a brief of ${plan}, ${rounded(callsDuring)} calls: ${inWords(work.cpuMs)}`);
  }
  spendings.push(await spendingRowMs());
  const stores = {
    rows,
    knowledgeRows,
    redisBytes: await redisBytes(servers),
    assetBytes: await assetBytes(database),
  };
  const requests = await measureRequests(measured);
  say(`a status: ${inWords(requests.requests.status.cpuMs)}`);
  const waiting = await measureWaiting(measured);
  say(
    `an open run: ${rounded(waiting.openRunBytes / 1_024)} KiB; a stream: ${rounded(waiting.eventStreamBytes / 1_024)} KiB`,
  );
  spendings.push(await spendingRowMs());
  say(`a vendor call keeps the service's spending counter for ${spendings.map(rounded).join(', ')} ms`);
  const times = {
    spendingRowMs: Math.min(...spendings),
    knowledge,
    plans,
    ...stores,
    ...requests,
    ...waiting,
  };
  const validation: ServiceTimes['validation'] = [];
  for (const scenario of SCENARIOS) {
    validation.push({ name: scenario.name, measuredS: await measureScenario(measured, scenario) });
  }
  const measuredTimes = serviceTimesSchema.parse(
    roundedAll({ ...(await about(measured)), ...times, validation }),
  );
  for (const [index, { name, measuredS }] of validation.entries()) {
    const scenario = SCENARIOS[index];
    if (scenario)
      say(`${name}: ${rounded(measuredS)} s, simulated ${rounded(foretell(measuredTimes, scenario))} s`);
  }
  return measuredTimes;
}

async function about({
  servers,
}: Measured): Promise<Pick<ServiceTimes, 'measuredOn' | 'machine' | 'versions'>> {
  const { rows } = await servers.database.query<{ server_version: string }>(`SHOW server_version`);
  const redis = /^redis_version:(\S+)/m.exec(await servers.cache.info('server'))?.[1] ?? '';
  const cores = cpus();
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: `${String(cores.length)} cores of ${cores[0]?.model.trim() ?? 'an unknown kind'}`,
    versions: { node: process.versions.node, postgres: rows[0]?.server_version ?? '', redis },
  };
}

const inWords = (cpuMs: Readonly<Record<string, number>>) =>
  `CPU ms ${Object.entries(cpuMs)
    .map(([part, ms]) => `${part} ${rounded(ms)}`)
    .join(', ')}`;

/** Four digits are more than such a measurement knows. */
function roundedAll(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(roundedAll);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, roundedAll(each)]));
}

await main();
