import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssetStore, type NewAsset } from '@genesis/assets';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { RunStartedResponse } from '../../apps/api/src/briefs/dto/brief.responses.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { simulatedPicture } from '../support/simulators/openai-images-picture.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const MAX_BYTES = 65_536;
const SIDE = 32;

describe('the assets of briefs', () => {
  let dir: string;
  let server: ApiUnderTest;
  let api: ApiCaller;
  let assets: AssetStore;
  let awa: RegisteredUser;
  let binta: RegisteredUser;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'genesis-assets-'));
    server = await startApi({ TESTING_MODE: 'true', ASSET_DIR: dir, ASSET_MAX_BYTES: String(MAX_BYTES) });
    api = new ApiCaller(server.url);
    assets = server.app.get(AssetStore, { strict: false });
    [awa, binta] = await Promise.all([registerUser(api), registerUser(api)]);
  });
  afterAll(async () => {
    await server.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function aBriefOf(user: RegisteredUser): Promise<string> {
    const answer = await api.call('/business/brief/generate', { token: user.token, body: aBrief() });
    return answer.json<RunStartedResponse>().brief_id;
  }
  const remove = async (briefId: string, user: RegisteredUser) =>
    api.call(`/business/brief/${briefId}`, { method: 'DELETE', token: user.token });
  const read = async (key: string, user: RegisteredUser, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/api/v1/assets/${key}`, {
      headers: { authorization: `Bearer ${user.token}`, ...headers },
    });
  const bytesOf = (subject: string) =>
    simulatedPicture({ width: SIDE, height: SIDE, isTransparent: true, subject });
  const anAsset = (briefId: string, given: Partial<NewAsset> = {}): NewAsset => ({
    bytes: bytesOf(crypto.randomUUID()),
    mediaType: 'image/png',
    width: SIDE,
    height: SIDE,
    ownerId: awa.userId,
    briefId,
    kind: 'logo',
    ...given,
  });

  it('gives the owner the very bytes, never to be shown to the next person at the browser and never to be run', async () => {
    const asset = anAsset(await aBriefOf(awa));
    const key = await assets.put(asset);

    const answer = await fetch(server.url + assets.urlOf(key), {
      headers: { authorization: `Bearer ${awa.token}` },
    });

    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(asset.bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      etag: `"${key.slice(0, 64)}"`,
    });
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  });

  it('says no more than that the caller has it already', async () => {
    const key = await assets.put(anAsset(await aBriefOf(awa)));

    const answer = await read(key, awa, { 'if-none-match': `"${key.slice(0, 64)}"` });

    expect([answer.status, await answer.text()]).toEqual([304, '']);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('is nothing to anybody else', async () => {
    const key = await assets.put(anAsset(await aBriefOf(awa)));

    expect((await read(key, binta)).status).toBe(404);
    expect((await fetch(`${server.url}/api/v1/assets/${key}`)).status).toBe(401);
  });

  it.each([
    ['a name that is no hash', 'logo.png'],
    ['another extension', `${'a'.repeat(64)}.html`],
    ['a hash in upper case', `${'A'.repeat(64)}.png`],
    ['a way out of the folder', `..%2f..%2f${'a'.repeat(64)}.png`],
    ['a NUL', `${'a'.repeat(64)}.png%00`],
    ['a picture that there is not', `${'a'.repeat(64)}.png`],
  ])('has nothing under %s', async (_, key) => {
    const answer = await api.callRaw(`/assets/${key}`, { token: awa.token });
    expect(answer.status).toBe(404);
  });

  it('keeps the same picture once, and as long as one brief has it', async () => {
    const [first, second] = [await aBriefOf(awa), await aBriefOf(binta)];
    const bytes = bytesOf(crypto.randomUUID());
    const key = await assets.put(anAsset(first, { bytes }));
    expect(await assets.put(anAsset(first, { bytes }))).toBe(key);
    expect(await assets.put(anAsset(second, { bytes, ownerId: binta.userId }))).toBe(key);
    expect((await readdir(dir)).filter((name) => name === key)).toHaveLength(1);

    expect((await remove(first, awa)).status).toBe(204);
    expect([(await read(key, awa)).status, (await read(key, binta)).status]).toEqual([404, 200]);

    expect((await remove(second, binta)).status).toBe(204);
    expect((await read(key, binta)).status).toBe(404);
    expect(await readdir(dir)).not.toContain(key);
  });

  it('never loses a picture that one brief gets while the last other one goes', async () => {
    const coming = await aBriefOf(awa);
    const database = server.app.get(DataSource);
    for (let round = 0; round < 25; round += 1) {
      const leaving = await aBriefOf(awa);
      const bytes = bytesOf(crypto.randomUUID());
      const key = await assets.put(anAsset(leaving, { bytes }));
      await database.query(`DELETE FROM business_briefs WHERE id = $1`, [leaving]);

      await Promise.all([assets.removeUnused(), assets.put(anAsset(coming, { bytes }))]);

      expect((await read(key, awa)).status).toBe(200);
    }
  });

  it.each([
    ['bytes that are no picture', { bytes: Buffer.from('<html></html>') }, 'ASSET_INVALID'],
    ['bytes of another format', { mediaType: 'image/jpeg' }, 'ASSET_INVALID'],
    ['another size', { width: SIDE + 1 }, 'ASSET_INVALID'],
    ['more bytes than are kept', { bytes: Buffer.alloc(MAX_BYTES + 1) }, 'ASSET_TOO_LARGE'],
  ] as const)('refuses %s', async (_, given, code) => {
    const briefId = await aBriefOf(awa);
    await expect(assets.put(anAsset(briefId, given))).rejects.toMatchObject({ code });
  });

  it('does not serve a file whose content is not what its name says, until it is put again', async () => {
    const asset = anAsset(await aBriefOf(awa));
    const key = await assets.put(asset);
    await writeFile(path.join(dir, key), Buffer.alloc(asset.bytes.length));

    expect((await read(key, awa)).status).toBe(404);
    expect(server.logs.some((line) => line.asset_key === key && line.level === 'error')).toBe(true);

    await assets.put(asset);
    expect((await read(key, awa)).status).toBe(200);
  });

  it('removes what a process that died was writing, and lets others write on', async () => {
    const [old, fresh] = ['old', 'fresh'].map((name) => path.join(dir, `${name}.draft`)) as [string, string];
    await Promise.all([writeFile(old, 'half'), writeFile(fresh, 'half')]);
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1_000);
    await utimes(old, yesterday, yesterday);

    await assets.removeUnused();

    const names = await readdir(dir);
    expect(names).not.toContain(path.basename(old));
    expect(names).toContain(path.basename(fresh));
  });
});
