import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logoResultSchema } from '@genesis/knowledge';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import type { CoachingResponse } from '../../apps/api/src/coaching/dto/coaching.responses.js';
import type { ApiClient } from '../support/harness/api-client.js';
import type { Installation } from '../support/harness/installation.js';
import type { ServiceProcess } from '../support/harness/service-process.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import {
  type OpenAiImagesSimulator,
  startImagesSimulator,
} from '../support/simulators/openai-images-simulator.js';
import { BackupPrograms, hashesOf, manifestOf } from './backup-programs.js';
import { PrivateServers, SCENARIO_MS } from './private-servers.js';
import { runIdsOf, startRuns, untilCompleted } from './run-progress.js';

const COACH = '/api/v1/coaching';
const VISION = 'Que les mamans de Grand Yoff à Dakar trouvent des légumes frais au quartier, sans taxi.';
/** Of the role that makes backups: what a URL has to escape. */
const PASSWORD = "b@ck/up: 100% 'sure'";
const METRIC = /^genesis_ai_backup_last_success_timestamp_seconds (\d+)$/m;
/** From the start of the processes on a restored database until its unfinished runs have ended. */
const RECOVERY_MS = 30_000;
const FINISHED = 3;

describe('a backup that was made while the service wrote', () => {
  let servers: PrivateServers;
  let images: OpenAiImagesSimulator;
  let folder: string;
  let programs: BackupPrograms;
  let lost: Installation;
  let processes: readonly ServiceProcess[];
  let person: ApiClient;
  /** Each with a picture of its own. */
  let finished: readonly RunStartedResponse[];
  let settings: Readonly<Record<string, string>>;

  const assetsOf = (name: string) => path.join(folder, name);
  const backups = () => path.join(folder, 'backups');
  /** As the role that may read, and do nothing else. */
  const asReader = (url: string) => {
    const reader = new URL(url);
    reader.username = 'chaos_backup';
    reader.password = encodeURIComponent(PASSWORD);
    return reader.href;
  };
  const backup = (env: Readonly<Record<string, string>> = {}) =>
    programs.run('backup', [backups()], {
      DATABASE_URL: asReader(lost.env.DATABASE_URL ?? ''),
      ASSET_DIR: assetsOf('lost'),
      BACKUP_TEXTFILE_DIR: folder,
      APP_VERSION: '9.8.7',
      ...env,
    });

  beforeAll(async () => {
    [servers, images, folder] = await Promise.all([
      PrivateServers.start({ latencyMs: { min: 50, max: 150 } }),
      startImagesSimulator(),
      mkdtemp(path.join(tmpdir(), 'genesis-backup-')),
    ]);
    programs = await BackupPrograms.in(folder, servers.postgres.url);
    settings = {
      SECRET_KEY: 'the-key-that-signs-before-and-after-0123456789',
      LOCAL_PLAN: 'pro',
      PLAN_PRO_LLM: 'openai-compatible',
      OPENAI_API_KEY: 'sk-of-the-test',
      OPENAI_BASE_URL: images.url,
      DC360_WEBHOOK_URL: 'http://127.0.0.1:9/hooks',
      DC360_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
    };
    lost = await servers.install({ ...settings, ASSET_DIR: assetsOf('lost') });
    const { rows } = await lost.db.query<{ role: string }>(
      `SELECT format('CREATE ROLE chaos_backup LOGIN PASSWORD %L', $1::text) AS role`,
      [PASSWORD],
    );
    await lost.db.query(`${rows[0]?.role ?? ''}; GRANT pg_read_all_data TO chaos_backup`);
    processes = await Promise.all([lost.startApi(), lost.startWorker()]);
    person = await lost.client().signUp();
    const ideas = FRENCH_IDEAS.slice(0, FINISHED).map(({ brief }) => ({
      business_brief: brief,
      language: 'fr',
    }));
    finished = await Promise.all(ideas.map((idea) => person.generate(idea)));
    await untilCompleted(lost, runIdsOf(finished));
    const { body } = await person.call<CoachingResponse>('POST', `${COACH}/start`, { json: {} });
    const answer = { session_id: body.session_id, user_response: VISION };
    await person.call('POST', `${COACH}/step`, { json: answer });
  }, SCENARIO_MS);

  afterAll(async () => {
    await lost.close();
    await Promise.all([servers.stop(), images.stop()]);
    await rm(folder, { recursive: true, force: true });
  }, SCENARIO_MS);

  it(
    'gives back each row of its moment and the pictures, and what was unfinished ends without a call that is recorded',
    async () => {
      // Runs get as far as their texts, and stay there.
      servers.model.script({
        behaviour: { kind: 'stall_before_answer' },
        times: null,
        callKeyIncludes: '/content/',
      });
      const atWork = runIdsOf(await startRuns(person, 2));
      // Some answers of each are recorded, and none of the calls for the texts will be answered.
      const isAmidCalls = async () => {
        const { rows } = await lost.db.query(
          `SELECT FROM provider_call WHERE run_id = ANY($1::uuid[]) AND outcome = 'success' AND capability = 'llm'
            GROUP BY run_id`,
          [atWork],
        );
        return rows.length === atWork.length;
      };
      await waitFor(isAmidCalls, { timeoutMs: 20_000, what: 'runs in the midst of their calls' });
      const [kept, deleted] = finished;
      const briefBefore = await person.brief(kept!.brief_id);

      await programs.hold();
      const made = backup();
      const snapshot = await programs.heldSnapshot();
      const takenAt = Date.now();
      const hashes = await hashesOf(lost.env.DATABASE_URL ?? '', snapshot);
      const recorded = await recordedKeys(lost.env.DATABASE_URL ?? '', snapshot);
      // The service goes on: people come, runs move, a brief goes with its picture.
      await lost.client().signUp();
      const later = await startRuns(person, 1);
      await person.delete(deleted!.brief_id);
      await waitFor(() => servers.callsOf(runIdsOf(later)).length > 0, {
        timeoutMs: 20_000,
        what: 'a run that began after the snapshot',
      });
      expect(await hashesOf(lost.env.DATABASE_URL ?? '')).not.toEqual(hashes);
      await programs.letGo();
      const { code, stdout, stderr } = await made;
      const place = stdout.trim();

      expect({ code, stderr }).toMatchObject({ code: 0 });
      const manifest = await manifestOf(place);
      expect(manifest).toMatchObject({ application_version: '9.8.7', assets: { files: 2, missing: 1 } });
      expect(countsOf(hashes)).toEqual(manifest.rows);
      expect(Number(METRIC.exec(await readFile(path.join(folder, 'backup.prom'), 'utf8'))?.[1])).toBeCloseTo(
        takenAt / 1_000,
        -2,
      );

      // The machine is lost, and with it Redis.
      await Promise.all(processes.map((process) => process.kill('SIGKILL')));
      const lostAt = Date.now();
      const redis = new Redis(servers.redis.url);
      await redis.flushall();
      await redis.quit();
      const found = await servers.install({ ...settings, ASSET_DIR: assetsOf('found') });
      try {
        const target = { DATABASE_URL: found.env.DATABASE_URL ?? '', ASSET_DIR: assetsOf('found') };
        const refused = await programs.run('restore', [place], target);
        expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('is not empty') });
        await found.db.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
        const restored = await programs.run('restore', [place], target);
        expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining('rows are there') });
        expect(await hashesOf(target.DATABASE_URL)).toEqual(hashes);
        expect(await readdir(assetsOf('found'))).toHaveLength(2);

        await servers.endScript();
        const startedAt = Date.now();
        await Promise.all([found.startApi(), found.startWorker()]);
        const ended = await untilCompleted(found, atWork, RECOVERY_MS);
        const again = person.at(found.urls[0] ?? '');
        expect(await again.brief(kept!.brief_id)).toEqual(briefBefore);
        const { primary_logo: logo } = logoResultSchema.parse(briefBefore.logo_creation);
        expect((await again.picture(logo.url)).body.length).toBeGreaterThan(100);

        const repeated = servers.callsOf(atWork).filter((call) => call.receivedAt > startedAt);
        expect(repeated.length).toBeGreaterThan(0);
        expect(repeated.filter(({ callKey }) => recorded.has(callKey ?? ''))).toEqual([]);
        const recoveryMs = Math.max(...ended.map(({ finishedAt }) => finishedAt! - startedAt));
        // What vendors answered between the snapshot and the loss, nobody has recorded any more.
        const violations = await servers.violations(found, secondsBetween(takenAt, lostAt), {
          faults: 1,
          recoveryMs,
        });
        expect(violations).toEqual([]);
      } finally {
        await found.close();
      }
    },
    SCENARIO_MS,
  );

  it(
    'goes through a filter and back, is whole or not there, one at a time, and old ones go',
    async () => {
      const before = await readdir(backups());
      const [broken, prom] = [
        await backup({ BACKUP_FILTER: 'head -c 10; exit 7' }),
        await readFile(path.join(folder, 'backup.prom'), 'utf8'),
      ];
      expect(broken.code).toBe(1);
      expect(await readdir(backups())).toEqual(before);
      expect(await readFile(path.join(folder, 'backup.prom'), 'utf8')).toBe(prom);

      await programs.hold();
      const first = backup({ BACKUP_FILTER: 'gzip', BACKUP_KEEP: '1', BACKUP_KEEP_DAYS: '0' });
      await programs.heldSnapshot();
      const second = await backup();
      expect(second).toMatchObject({ code: 4, stderr: expect.stringContaining('under way') });
      await programs.letGo();
      const { code, stdout } = await first;
      const place = stdout.trim();
      expect(code).toBe(0);
      expect(await readdir(backups())).toEqual([path.basename(place)]);

      const empty = await anEmptyDatabase(servers.postgres.url);
      const target = { DATABASE_URL: empty, ASSET_DIR: assetsOf('again') };
      const withoutFilter = await programs.run('restore', [place], target);
      expect(withoutFilter).toMatchObject({ code: 3, stderr: expect.stringContaining('RESTORE_FILTER') });
      const restored = await programs.run('restore', [place], { ...target, RESTORE_FILTER: 'gzip -d' });
      expect(restored).toMatchObject({ code: 0 });
      expect(countsOf(await hashesOf(empty))).toEqual((await manifestOf(place)).rows);

      const spoilt = path.join(folder, 'spoilt');
      await mkdir(spoilt);
      await cp(place, spoilt, { recursive: true });
      await appendFile(path.join(spoilt, 'database.dump'), 'x');
      expect(await programs.run('restore', [spoilt, '--check'], {})).toMatchObject({ code: 3 });
      expect(await programs.run('restore', [place, '--check'], {})).toMatchObject({ code: 0 });
    },
    SCENARIO_MS,
  );
});

/** Keys of the calls whose answers the snapshot has, as the vendor knows them. */
async function recordedKeys(url: string, snapshot: string): Promise<ReadonlySet<string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
    const { rows } = await client.query<{ key: string }>(
      `SELECT c.run_id || '/' || c.task || '/' || c.call_key AS key
         FROM provider_call c JOIN agent_run r ON r.id = c.run_id
        WHERE c.outcome = 'success' AND c.capability = 'llm' AND r.finished_at IS NULL`,
    );
    expect(rows.length).toBeGreaterThan(0);
    return new Set(rows.map(({ key }) => key));
  } finally {
    await client.end();
  }
}

function countsOf(hashes: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(hashes).map(([table, hash]) => [table, Number.parseInt(hash, 10)]),
  );
}

const secondsBetween = (from: number, to: number) =>
  Array.from({ length: Math.ceil((to - from) / 1_000) + 1 }, (_value, second) => from + second * 1_000);

async function anEmptyDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query('CREATE DATABASE restored_test');
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = '/restored_test';
  return url.href;
}
