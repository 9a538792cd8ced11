import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadSettings, RedisSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import type { Workspace, WorkspaceRef } from '@genesis/redis-vfs';
import { Redis } from 'ioredis';
import { RedisVirtualFiles } from '../../libs/redis-vfs/src/redis-virtual-files.js';
import { SessionFiles } from '../../libs/redis-vfs/src/session-files.js';
import { expectRefusal } from '../../libs/redis-vfs/src/testing/virtual-files.subject.js';

const settings = loadSettings().get(RedisSettings);
const { keyPrefix } = settings;
const WRITERS = 50;
const LIMITS = { maxFileBytes: 100, maxFiles: 10, maxWorkspaceBytes: 500 };

const filesOf = (redis: Redis, ref: WorkspaceRef): Workspace =>
  new RedisVirtualFiles(redis, { keyPrefix, sessionTtlSeconds: 60, limits: LIMITS }).workspace(ref);

describe('security: files, quotas', () => {
  const connections: Redis[] = [];

  beforeAll(() => {
    // As many processes would have.
    connections.push(...Array.from({ length: WRITERS }, () => new Redis(settings.url)));
  });
  afterAll(() => {
    for (const connection of connections) connection.disconnect();
  });

  async function writeAtOnce(write: (files: Workspace, writer: number) => Promise<unknown>) {
    const ref = { workspaceId: newId(), ownerId: newId() };
    const bound = connections.map((connection) => filesOf(connection, ref));
    const outcomes = await Promise.allSettled(bound.map(write));
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [(outcome.reason as { readonly code: string }).code] : [],
    );
    const [first] = bound;
    const sizes = ((await first?.glob('**')) ?? []).map(({ size }) => size);
    await first?.deleteWorkspace();
    return { sizes, refused: [...new Set(refusals)], written: WRITERS - refusals.length };
  }

  it('hold for the number of files under 50 writers', async () => {
    const { sizes, refused, written } = await writeAtOnce((files, writer) =>
      files.write(`/file-${writer}`, 'x'),
    );
    expect([sizes.length, written, refused]).toEqual([10, 10, ['WORKSPACE_FULL']]);
  });

  it('hold for the bytes under 50 writers, who also overwrite', async () => {
    const { sizes, refused, written } = await writeAtOnce((files, writer) =>
      files.write(`/file-${writer % 10}`, String(writer % 10).repeat(60 + (writer % 3) * 20)),
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeLessThanOrEqual(500);
    expect(bytes).toBeGreaterThan(380);
    expect(written).toBeGreaterThan(4);
    expect(refused).toEqual(['WORKSPACE_FULL']);
  });
});

describe('security: Redis keys, of workspaces and sessions', () => {
  let redis: Redis;

  beforeAll(() => {
    redis = new Redis(settings.url);
  });
  afterAll(() => {
    redis.disconnect();
  });

  const PARTS: readonly (readonly [what: string, part: string])[] = [
    ['a colon', 'a:b'],
    ['a hash tag', '{other}'],
    ['the end of a hash tag', `${newId()}}:files{`],
    ['a brace', '}'],
    ['a star', '*'],
    ['a line break', `${newId()}\r\nFLUSHALL\r\n`],
    ['a NUL', `${newId()}\0`],
    ['nothing', ''],
    ['another key after it', `${newId()}:files`],
    ['1 MB', 'a'.repeat(1_048_576)],
  ];

  it.each(PARTS)('are not made of %s', async (_, part) => {
    const sessions = new SessionFiles(redis, { keyPrefix, sessionTtlSeconds: 60, maxSnapshotBytes: 100 });
    const write = async () => filesOf(redis, { workspaceId: part, ownerId: newId() }).write('/a', 'x');

    await expectRefusal(write(), 'WORKSPACE_NOT_FOUND');
    await expectRefusal(
      sessions.writeSession({ sessionId: part, ownerId: newId() }, {}),
      'SESSION_NOT_FOUND',
    );
    await expectRefusal(
      sessions.writeSession({ sessionId: newId(), ownerId: part }, {}),
      'SESSION_NOT_FOUND',
    );
    await expectRefusal(sessions.writeUserState(part, {}), 'USER_STATE_NOT_FOUND');
    expect(await sessions.listUserSessions(part)).toEqual([]);
  });

  it('are steered by the id of the workspace alone: two owners of a name share no key', async () => {
    const workspaceId = newId();
    const own = filesOf(redis, { workspaceId, ownerId: '{a}' });
    await own.write('/a', 'x');
    await expectRefusal(filesOf(redis, { workspaceId, ownerId: '{b}' }).readRaw('/a'), 'WORKSPACE_NOT_FOUND');
    expect(await redis.exists(`${keyPrefix}:vfs:{${workspaceId}}:files`)).toBe(1);
    await own.deleteWorkspace();
  });
});
