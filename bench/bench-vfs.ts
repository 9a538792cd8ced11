import { ConfigModule, loadSettings, RedisSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import {
  ArtifactSource,
  RedisVfsModule,
  type StoredFile,
  VirtualFiles,
  type Workspace,
} from '@genesis/redis-vfs';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { closeRedisConnection, type RedisClient } from '@genesis/redis';
import { vfsConnection } from '../libs/redis-vfs/src/vfs-connection.js';
import { cpuMs, inLanes, median, redisProcessId } from './measurement.js';
import { atLeast, report, rounded, say } from './report.js';

// Files of the virtual file system against bare keys of the same Redis: the same contents, client settings and number
// in flight, in alternating rounds of one run.
const ROUNDS = 5;
/** Times that the two take turns within a round: what else the machine does meanwhile falls on both. */
const TURNS = 8;
const IN_FLIGHT = 50;
/** A run's: six tasks, each of which binds the workspace for itself and delivers two files. */
const TASKS = 6;
const FILES_PER_TASK = 2;
const RUN_LIFE_SECONDS = 1_800;

interface Size {
  readonly name: string;
  readonly bytes: number;
  /** Workspaces in a turn: some 100 ms. */
  readonly workspaces: number;
}

const SIZES: readonly Size[] = [
  { name: '1 KB', bytes: 1_024, workspaces: 500 },
  { name: '64 KB', bytes: 65_536, workspaces: 50 },
];

/** What a process without lost files finds in PostgreSQL; its answer is not part of what is measured. */
class NothingDelivered extends ArtifactSource {
  load(): Promise<readonly StoredFile[]> {
    return Promise.resolve([]);
  }
}

@Global()
@Module({ providers: [{ provide: ArtifactSource, useClass: NothingDelivered }], exports: [ArtifactSource] })
class ArtifactModule {}

/** One way to keep texts; a place is a workspace, or the common beginning of keys. */
interface Store {
  write(place: string, contents: readonly string[]): Promise<unknown>;
  read(place: string): Promise<readonly string[]>;
  drop(place: string): Promise<unknown>;
}

function filesStore(files: VirtualFiles): Store {
  const ownerId = newId();
  const bind = (workspaceId: string) =>
    files.workspace({ workspaceId, ownerId }, { minTtlSeconds: RUN_LIFE_SECONDS });
  async function eachFile<T>(workspaceId: string, work: (workspace: Workspace, index: number) => Promise<T>) {
    const results: T[] = [];
    for (let task = 0; task < TASKS; task += 1) {
      const workspace = bind(workspaceId);
      for (let file = 0; file < FILES_PER_TASK; file += 1)
        results.push(await work(workspace, task * FILES_PER_TASK + file));
    }
    return results;
  }
  const pathOf = (index: number) => `/content/page-${String(index)}.md`;
  return {
    write: (id, contents) =>
      eachFile(id, (workspace, index) => workspace.write(pathOf(index), contents[index] ?? '')),
    read: (id) => eachFile(id, async (workspace, index) => (await workspace.readRaw(pathOf(index))).content),
    drop: (id) => bind(id).deleteWorkspace(),
  };
}

function keysStore(redis: RedisClient): Store {
  const keyOf = (place: string, index: number) => `bare:${place}:${String(index)}`;
  const indexes = Array.from({ length: TASKS * FILES_PER_TASK }, (_, index) => index);
  return {
    write: async (place, contents) => {
      for (const index of indexes) await redis.set(keyOf(place, index), contents[index] ?? '');
    },
    read: async (place) => {
      const texts: string[] = [];
      for (const index of indexes) texts.push((await redis.get(keyOf(place, index))) ?? '');
      return texts;
    },
    drop: (place) => redis.unlink(indexes.map((index) => keyOf(place, index))),
  };
}

/** French prose, most of which fits a byte a character, as most of what agents write. */
function contentsOf(bytes: number): readonly string[] {
  const sentence = 'La couture sur mesure à Thiès, livrée en huit jours et retouchée sans frais. ';
  return Array.from({ length: TASKS * FILES_PER_TASK }, (_, index) => {
    const prose = Buffer.from(`${String(index)}. ${sentence.repeat(Math.ceil(bytes / sentence.length))}`);
    // A cut in the middle of a character leaves a replacement of three bytes.
    const whole = prose
      .subarray(0, bytes)
      .toString()
      .replace(/\uFFFD$/, '');
    return whole + '.'.repeat(bytes - Buffer.byteLength(whole));
  });
}

interface Cost {
  readonly elapsedMs: number;
  /** Of this process and of Redis. */
  readonly cpuMs: number;
}

interface Turn {
  readonly write: Cost;
  readonly read: Cost;
}

interface Bench {
  readonly stores: Readonly<Record<'ours' | 'bare', Store>>;
  readonly redisPid: number;
}

async function costOf(redisPid: number, work: () => Promise<void>): Promise<Cost> {
  const cpuUsedMs = () => cpuMs(process.pid) + cpuMs(redisPid);
  const [startedAtMs, cpuBeforeMs] = [performance.now(), cpuUsedMs()];
  await work();
  return { elapsedMs: performance.now() - startedAtMs, cpuMs: cpuUsedMs() - cpuBeforeMs };
}

/** Leaves nothing behind. */
async function turnOf(
  store: Store,
  { workspaces, contents }: Size & { contents: readonly string[] },
  redisPid: number,
): Promise<Turn> {
  const places = Array.from({ length: workspaces }, () => newId());
  const write = await costOf(redisPid, () =>
    inLanes(IN_FLIGHT, places, (place) => store.write(place, contents)),
  );
  const read = await costOf(redisPid, () =>
    inLanes(IN_FLIGHT, places, async (place) => {
      const texts = await store.read(place);
      if (texts.some((text, index) => text.length !== contents[index]?.length))
        throw new Error('a text was not read as it was written');
    }),
  );
  await inLanes(IN_FLIGHT, places, (place) => store.drop(place));
  return { write, read };
}

type Round = Readonly<Record<keyof Bench['stores'], Turn>>;

async function roundOf({ stores, redisPid }: Bench, size: Size): Promise<Round> {
  const given = { ...size, contents: contentsOf(size.bytes) };
  const turns: { ours: Turn[]; bare: Turn[] } = { ours: [], bare: [] };
  for (let turn = 1; turn <= TURNS; turn += 1) {
    turns.ours.push(await turnOf(stores.ours, given, redisPid));
    turns.bare.push(await turnOf(stores.bare, given, redisPid));
  }
  return { ours: sumOf(turns.ours), bare: sumOf(turns.bare) };
}

function sumOf(turns: readonly Turn[]): Turn {
  const sum = (costs: readonly Cost[]): Cost => ({
    elapsedMs: costs.reduce((total, { elapsedMs }) => total + elapsedMs, 0),
    cpuMs: costs.reduce((total, { cpuMs }) => total + cpuMs, 0),
  });
  return { write: sum(turns.map(({ write }) => write)), read: sum(turns.map(({ read }) => read)) };
}

const ratioOf = ({ ours, bare }: Round, act: keyof Turn): number => bare[act].elapsedMs / ours[act].elapsedMs;

function sayRound(round: Round, number: number, size: Size): void {
  const files = TURNS * size.workspaces * TASKS * FILES_PER_TASK;
  const speed = ({ elapsedMs, cpuMs }: Cost) =>
    `${(files / (elapsedMs / 1_000)).toFixed(0)}/s (${rounded((cpuMs * 1_000) / files)} µs CPU)`;
  const { ours, bare } = round;
  say(
    `${size.name}, round ${String(number)}: ` +
      `read ${speed(ours.read)}, GET ${speed(bare.read)}, ÷ ${rounded(ratioOf(round, 'read'))}; ` +
      `write ${speed(ours.write)}, SET ${speed(bare.write)}, ÷ ${rounded(ratioOf(round, 'write'))}`,
  );
}

async function main(isCheck: boolean): Promise<boolean> {
  const loaded = loadSettings();
  const app = await Test.createTestingModule({
    imports: [ConfigModule.forRoot({ loaded }), RedisVfsModule, ArtifactModule],
  }).compile();
  await app.init();
  const redis = vfsConnection(loaded.get(RedisSettings).url);
  const bench: Bench = {
    stores: { ours: filesStore(app.get(VirtualFiles)), bare: keysStore(redis) },
    redisPid: await redisProcessId(redis),
  };
  const bars = [];
  try {
    for (const size of SIZES) {
      await roundOf(bench, size);
      const rounds: Round[] = [];
      for (let number = 1; number <= ROUNDS; number += 1) {
        const round = await roundOf(bench, size);
        sayRound(round, number, size);
        rounds.push(round);
      }
      bars.push(
        atLeast(`read ÷ GET at ${size.name}`, median(rounds.map((round) => ratioOf(round, 'read'))), 0.5),
      );
      bars.push(
        atLeast(`write ÷ SET at ${size.name}`, median(rounds.map((round) => ratioOf(round, 'write'))), 0.4),
      );
    }
    return report(bars) || !isCheck;
  } finally {
    await closeRedisConnection(redis);
    await app.close();
  }
}

process.exitCode = (await main(process.argv.includes('--check'))) ? 0 : 1;
