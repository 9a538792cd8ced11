import { DatabaseSettings, loadSettings, RedisSettings } from '@genesis/config';
import { Redis } from 'ioredis';
import pg from 'pg';
import { ANSWERS } from './answers.js';
import { familyCpuMs, median, percentile, postgresProcessId, redisProcessId } from './measurement.js';
import { atMost, report, rounded, say } from './report.js';
import { ApiClient, startApi } from './service.js';

// Turns of the coach without a model: what each costs the api and PostgreSQL, and how long a person waits.
const ROUNDS = 5;
const SESSIONS_PER_ROUND = 40;

async function main(isCheck: boolean): Promise<boolean> {
  const loaded = loadSettings();
  const database = new pg.Client({ connectionString: loaded.get(DatabaseSettings).url });
  await database.connect();
  const postgresPid = await postgresProcessId(database);
  const redis = new Redis(loaded.get(RedisSettings).url);
  const redisPid = await redisProcessId(redis);
  const { api, url } = await startApi();
  const client = new ApiClient(url);
  try {
    await client.untilReady();
    await client.signUp();
    const round = async () => {
      const pids = { api: api.pid, postgres: postgresPid, redis: redisPid };
      const before = Object.entries(pids).map(([name, pid]) => [name, pid, familyCpuMs(pid)] as const);
      const waitedMs: number[] = [];
      for (let session = 0; session < SESSIONS_PER_ROUND; session += 1) {
        const { session_id } = await client.coach('start', {});
        for (const user_response of ANSWERS) {
          const startedAtMs = performance.now();
          await client.coach('step', { session_id, user_response });
          waitedMs.push(performance.now() - startedAtMs);
        }
      }
      const cpuMs = Object.fromEntries(
        before.map(([name, pid, cpu]) => [name, (familyCpuMs(pid) - cpu) / waitedMs.length]),
      );
      return { cpuMs, waitedMs };
    };
    await round();
    const rounds = [];
    for (let count = 1; count <= ROUNDS; count += 1) {
      const { cpuMs, waitedMs } = await round();
      rounds.push({ total: Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0), api: cpuMs.api ?? 0 });
      const cpu = Object.entries(cpuMs).map(([name, ms]) => `${name} ${rounded(ms)}`);
      say(
        `round ${String(count)}: a turn p50 ${rounded(median(waitedMs))} p99 ${rounded(percentile(waitedMs, 0.99))} ms; ` +
          `CPU ms a turn: ${cpu.join(', ')}`,
      );
    }
    const isGood = report([
      atMost('CPU ms a turn, api', median(rounds.map((each) => each.api)), 15),
      atMost('CPU ms a turn, all processes', median(rounds.map((each) => each.total)), 15),
    ]);
    return isGood || !isCheck;
  } finally {
    await api.stop();
    redis.disconnect();
    await database.end();
  }
}

process.exitCode = (await main(process.argv.includes('--check'))) ? 0 : 1;
