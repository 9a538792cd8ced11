import { readFile } from 'node:fs/promises';
import { CommandError, delay, say } from './project.mjs';
import { connectRedis } from './redis-client.mjs';

/** From one failover until the next: both kinds of tests are wanted, those that meet one and those that meet none. */
const everyMs = 25_000;
const lookEveryMs = 200;

/**
 * Kills the primary again and again, each time while runs are at work, until it is told to stop.
 * @param {import('./redis-topologies.mjs').SentinelSet} redis
 * @returns {() => Promise<import('./redis-topologies.mjs').Failover[]>} ends it, and tells what it did
 */
export function keepFailingOver(redis) {
  /** @type {import('./redis-topologies.mjs').Failover[]} */
  const failovers = [];
  let isEnding = false;
  const work = (async () => {
    let nextAt = 0;
    while (!isEnding) {
      await delay(lookEveryMs);
      if (Date.now() < nextAt || !(await hasActiveJobs(redis)) || isEnding) continue;
      const failover = await redis.failOver();
      failovers.push(failover);
      nextAt = Date.now() + everyMs;
      say(
        `failover ${failovers.length}: ${failover.from} killed, ${failover.to} promoted after ` +
          `${failover.promotedAt - failover.killedAt} ms, whole after ${failover.wholeAt - failover.killedAt} ms`,
      );
    }
  })();
  // Told by the one who ends it; until then it is not forgotten, only not awaited.
  work.catch(() => undefined);
  return async () => {
    isEnding = true;
    await work;
    return failovers;
  };
}

/** A list of BullMQ's that is empty does not exist. */
async function hasActiveJobs(redis) {
  const client = await connectRedis(await redis.primaryUrl());
  try {
    for await (const keys of client.scanStream({ match: '*:bull:*:active', count: 1_000 })) {
      if (keys.length > 0) return true;
    }
    return false;
  } finally {
    client.disconnect();
  }
}

/**
 * The tests during which a failover happened.
 * @param {string} report jest's JSON
 * @param {import('./redis-topologies.mjs').Failover[]} failovers
 * @returns {Promise<string[]>} their names
 * @throws {CommandError} when there is none: then nothing was proved
 */
export async function testsThatMetOne(report, failovers) {
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const met = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status, startAt, duration }) => {
      const endAt = startAt + (duration ?? 0);
      return status === 'passed' && failovers.some((one) => startAt <= one.killedAt && one.killedAt <= endAt);
    }),
  );
  if (met.length === 0) {
    throw new CommandError(`${failovers.length} failovers, and none while a test ran: nothing was proved.`);
  }
  return met.map(({ fullName }) => fullName);
}
