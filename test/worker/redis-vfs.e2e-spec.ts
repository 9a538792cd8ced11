import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigModule, loadSettings, RedisSettings, VfsSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import { openRedis } from '@genesis/redis';
import {
  ArtifactSource,
  RedisVfsModule,
  SessionFiles,
  VfsError,
  VfsHealth,
  VirtualFiles,
  type VfsErrorCode,
} from '@genesis/redis-vfs';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { createHash } from 'node:crypto';
import { RedisVirtualFiles } from '../../libs/redis-vfs/src/redis-virtual-files.js';
import { SessionFiles as RedisSessionFiles } from '../../libs/redis-vfs/src/session-files.js';
import { describeVirtualFiles } from '../../libs/redis-vfs/src/testing/virtual-files.contract.js';
import { describeLikeTheModel } from '../../libs/redis-vfs/src/testing/virtual-files.properties.js';
import { redisFilesSubject } from '../support/harness/redis-files-subject.js';

const loaded = loadSettings();
const settings = loaded.get(RedisSettings);
const LIMITS = loaded.get(VfsSettings);

const redisSubject = () => redisFilesSubject(() => openRedis(settings.url, {}), settings.keyPrefix);

describeVirtualFiles('Redis', redisSubject);
describeLikeTheModel('Redis', redisSubject);

describe('RedisVfsModule', () => {
  const artifacts = {
    load: async () => [
      {
        path: '/seo/meta.json',
        content: '{}',
        mediaType: 'application/json',
        size: 2,
        sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
        revision: 4,
        author: 'seo',
        createdAt: new Date(),
        modifiedAt: new Date(),
      },
    ],
  };

  @Global()
  @Module({ providers: [{ provide: ArtifactSource, useValue: artifacts }], exports: [ArtifactSource] })
  class ArtifactModule {}

  let app: TestingModule;

  beforeAll(async () => {
    app = await Test.createTestingModule({
      imports: [ConfigModule.forRoot({ loaded }), RedisVfsModule, ArtifactModule],
    }).compile();
    app.enableShutdownHooks([]);
    await app.init();
  });

  afterAll(async () => {
    await app.close();
  });

  it('rebuilds from the artifacts that a global module provides', async () => {
    const files = app.get(VirtualFiles).workspace({ workspaceId: newId(), ownerId: newId() });
    expect(await files.stat('/seo/meta.json')).toMatchObject({ revision: 4, author: 'seo' });
    await files.deleteWorkspace();
  });

  it('probes the store', async () => {
    expect((await app.get(VfsHealth).probe()).latencyMs).toBeGreaterThan(0);
  });

  it('refuses every command while Redis is away, and closes', async () => {
    const away = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({
          loaded: loadSettings({ env: { REDIS_URL: 'redis://127.0.0.1:1' } }),
        }),
        RedisVfsModule,
      ],
    }).compile();
    away.useLogger(false);
    await away.init();
    const ref = { workspaceId: newId(), ownerId: newId() };

    await Promise.all([
      expectRefusal(away.get(VirtualFiles).workspace(ref).write('/a', 'x'), 'VFS_UNAVAILABLE'),
      expectRefusal(away.get(SessionFiles).listUserSessions(ref.ownerId), 'VFS_UNAVAILABLE'),
      expectRefusal(away.get(SessionFiles).readUserState(ref.ownerId), 'VFS_UNAVAILABLE'),
      expectRefusal(away.get(VfsHealth).probe(), 'VFS_UNAVAILABLE'),
    ]);
    await away.close();
  });
});

describe('session files', () => {
  let redis: Redis;
  let sessions: RedisSessionFiles;

  beforeAll(() => {
    redis = new Redis(settings.url);
    sessions = new RedisSessionFiles(redis, {
      keyPrefix: settings.keyPrefix,
      sessionTtlSeconds: 60,
      maxSnapshotBytes: 200,
    });
  });

  afterAll(async () => {
    await redis.quit();
  });

  const aRef = () => ({ sessionId: newId(), ownerId: newId() });

  it('gives back a snapshot with its version and end', async () => {
    const ref = aRef();
    await sessions.writeSession(ref, { step: 'vision' });
    const written = await sessions.writeSession(ref, { step: 'mission', answers: ['Étal de mangues'] });
    const read = await sessions.readSession(ref);

    expect(written.version).toBe(2);
    expect(read).toMatchObject({
      version: 2,
      modifiedAt: written.modifiedAt,
      snapshot: { step: 'mission', answers: ['Étal de mangues'] },
    });
    expect(read.expiresAt.getTime()).toBeGreaterThanOrEqual(written.expiresAt.getTime());
  });

  it('writes only over the expected version', async () => {
    const ref = aRef();
    await sessions.writeSession(ref, 1, { expectedVersion: 0 });
    await expectRefusal(sessions.writeSession(ref, 2, { expectedVersion: 0 }), 'VERSION_CONFLICT', {
      currentVersion: 1,
    });
    expect((await sessions.readSession(ref)).snapshot).toBe(1);
  });

  it('lists the sessions of a user and nobody else’s', async () => {
    const { ownerId, ...first } = aRef();
    const second = aRef();
    await sessions.writeSession({ ownerId, ...first }, {});
    await sessions.writeSession({ ...second, ownerId }, {});
    await sessions.writeSession(aRef(), {});
    await sessions.extendSessionTtl({ ownerId, ...first }, 1_000);

    const listed = await sessions.listUserSessions(ownerId);
    expect(listed.map(({ sessionId }) => sessionId)).toEqual([second.sessionId, first.sessionId]);
    expect(await sessions.listUserSessions(newId())).toEqual([]);
    expect(await sessions.listUserSessions('*')).toEqual([]);
  });

  it('forgets in the list what expired or was evicted', async () => {
    const ref = aRef();
    await sessions.writeSession(ref, {});
    await redis.unlink(`${settings.keyPrefix}:session:{${ref.ownerId}}:${ref.sessionId}`);
    expect(await sessions.listUserSessions(ref.ownerId)).toEqual([]);
  });

  it('extends a life, and never shortens it', async () => {
    const ref = aRef();
    await sessions.writeSession(ref, {});
    const end = await sessions.extendSessionTtl(ref, 5_000);

    expect((await sessions.extendSessionTtl(ref, 10)).getTime()).toBeGreaterThanOrEqual(end.getTime() - 1);
    expect((await sessions.readSession(ref)).expiresAt.getTime()).toBeGreaterThanOrEqual(end.getTime() - 1);
    await expectRefusal(sessions.extendSessionTtl(ref, 0), 'RANGE_INVALID');
  });

  it('names what is not there', async () => {
    const ref = aRef();
    await sessions.writeSession(ref, {});
    const strangers = { ...ref, ownerId: newId() };
    for (const missing of [aRef(), strangers, { ...ref, sessionId: '*' }, { ...ref, ownerId: 'a}:{b' }]) {
      await expectRefusal(sessions.readSession(missing), 'SESSION_NOT_FOUND');
      await expectRefusal(sessions.deleteSession(missing), 'SESSION_NOT_FOUND');
      await expectRefusal(sessions.extendSessionTtl(missing, 10), 'SESSION_NOT_FOUND');
    }
    await sessions.deleteSession(ref);
    await expectRefusal(sessions.deleteSession(ref), 'SESSION_NOT_FOUND');
    expect(await sessions.listUserSessions(ref.ownerId)).toEqual([]);
  });

  it('keeps the state of a user', async () => {
    const { ownerId } = aRef();
    await expectRefusal(sessions.readUserState(ownerId), 'USER_STATE_NOT_FOUND');
    await sessions.writeUserState(ownerId, { language: 'wo' });
    expect(await sessions.readUserState(ownerId)).toEqual({ language: 'wo' });
  });

  it('refuses a snapshot beyond its limit', async () => {
    const tooLarge = 'é'.repeat(100);
    await expectRefusal(sessions.writeSession(aRef(), tooLarge), 'SNAPSHOT_TOO_LARGE', {
      limit: 200,
      unit: 'bytes',
    });
    await expectRefusal(sessions.writeUserState(newId(), tooLarge), 'SNAPSHOT_TOO_LARGE', {
      limit: 200,
      unit: 'bytes',
    });
  });
});

describe('the life of workspaces in Redis', () => {
  let redis: Redis;

  beforeAll(() => {
    redis = new Redis(settings.url);
  });

  afterAll(async () => {
    await redis.quit();
  });

  const open = (sessionTtlSeconds: number) => {
    const ref = { workspaceId: newId(), ownerId: newId() };
    const files = new RedisVirtualFiles(redis, {
      keyPrefix: settings.keyPrefix,
      sessionTtlSeconds,
      limits: LIMITS,
    });
    const stranger = files.workspace({ ...ref, ownerId: newId() });
    return {
      files: files.workspace(ref),
      stranger,
      key: `${settings.keyPrefix}:vfs:{${ref.workspaceId}}:files`,
    };
  };

  it('is one key with the workspace as hash tag and an end', async () => {
    const { files, key } = open(60);
    await files.write('/a', 'x');
    expect(await redis.pttl(key)).toBeGreaterThan(58_000);
    await files.deleteWorkspace();
    expect(await redis.exists(key)).toBe(0);
  });

  it('keeps the blob of each large file, and none of a write that was refused', async () => {
    const { files, key, stranger } = open(60);
    const large = 'é'.repeat(20_000);
    await files.write('/a', large);
    await files.write('/a', large.replace('é', 'e'));
    await files.write('/b', large);
    await files.write('/b', 'small');
    await files.write('/c', large);
    await files.delete('/c');
    await files.move('/a', '/d');
    await expectRefusal(files.write('/a', large, { expectedRevision: 9 }), 'REVISION_CONFLICT');
    await expectRefusal(stranger.write('/a', large), 'WORKSPACE_NOT_FOUND');

    expect((await files.readRaw('/d')).content).toBe(large.replace('é', 'e'));
    const contents = (await redis.hkeys(key))
      .filter((field) => /^[cf]:/.test(field))
      .map((field) => field.slice(0, 2));
    expect(contents.sort()).toEqual(['c:', 'f:']);
    await files.deleteWorkspace();
    await expectRefusal(files.write('/a', large, { expectedRevision: 9 }), 'REVISION_CONFLICT');
    expect(await redis.exists(key)).toBe(0);
  });

  it('reads a large file whole while it is written', async () => {
    const { files } = open(60);
    const versions = Array.from({ length: 20 }, (_, version) => String(version % 10).repeat(20_000));
    await files.write('/a', versions[0] ?? '');
    const reads: Promise<{ content: string; stat: { sha256: string } }>[] = [];
    await Promise.all(
      versions.map((version) => {
        reads.push(files.readRaw('/a'), files.readRaw('/a'));
        return files.write('/a', version);
      }),
    );

    for (const { content, stat } of await Promise.all(reads)) {
      expect(createHash('sha256').update(content).digest('hex')).toBe(stat.sha256);
    }
    await files.deleteWorkspace();
  });

  it('ends by the clock of Redis', async () => {
    const { files } = open(1);
    await files.write('/a', 'x');
    await files.readRaw('/a');
    expect(await goneWithin(4_000, () => files.stat('/a'))).toBe(true);
  });

  it('ends a file by the clock of Redis while its workspace stays', async () => {
    const { files } = open(60);
    await files.write('/kept', 'x');
    await files.write('/gone', 'x', { ttlSeconds: 1 });
    expect(await goneWithin(4_000, () => files.readRaw('/gone'))).toBe(true);
    expect(await files.exists('/kept')).toBe(true);
    await files.deleteWorkspace();
  });
});

async function expectRefusal(attempt: Promise<unknown>, code: VfsErrorCode, details?: object): Promise<void> {
  const refusal: unknown = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(VfsError);
  expect(refusal).toMatchObject({ code, ...(details === undefined ? {} : { details }) });
}

/** Asks less often than a use would renew the life of what is asked for. */
async function goneWithin(timeoutMs: number, ask: () => Promise<unknown>): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    try {
      await ask();
    } catch (error) {
      return error instanceof VfsError && error.code === 'FILE_NOT_FOUND';
    }
  }
  return false;
}
