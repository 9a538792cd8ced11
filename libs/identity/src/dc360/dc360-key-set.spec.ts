import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Dc360KeySet, KeySetUnavailable } from './dc360-key-set.js';

const HOUR_MS = 3_600_000;

interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

describe('Dc360KeySet', () => {
  let server: Server;
  let keys: readonly SigningKey[];
  let asked: number;
  /** Instead of the keys. */
  let played: { readonly status: number; readonly body: string } | null;

  beforeEach(async () => {
    keys = [await aKey('first')];
    asked = 0;
    played = null;
    server = createServer((_request, response) => {
      asked += 1;
      const body = JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
      response.writeHead(played?.status ?? 200).end(played?.body ?? body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  /** Reads again for every key that is not known. */
  const eagerKeySet = () => new Dc360KeySet({ url: address(), cooldownMs: 0 });
  const address = () => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`);
  const token = (key: SigningKey, id = key.id) =>
    new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid: id }).sign(key.privateKey);
  const verify = async (keySet: Dc360KeySet, key: SigningKey, id?: string) =>
    jwtVerify(await token(key, id), keySet.keyFor, { algorithms: ['RS256'] });

  it('reads the keys once', async () => {
    const keySet = eagerKeySet();
    for (let i = 0; i < 3; i += 1) await verify(keySet, keys[0]!);

    expect(asked).toBe(1);
  });

  it('finds a key that is new', async () => {
    const keySet = eagerKeySet();
    await verify(keySet, keys[0]!);
    keys = [...keys, await aKey('second')];

    await expect(verify(keySet, keys[1]!)).resolves.toBeDefined();
  });

  it('lets a key go that was withdrawn', async () => {
    const keySet = eagerKeySet();
    const withdrawn = keys[0]!;
    await verify(keySet, withdrawn);
    keys = [await aKey('second')];
    await verify(keySet, keys[0]!);

    await expect(verify(keySet, withdrawn)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  it('does not let unknown keys make it ask all the time', async () => {
    const keySet = new Dc360KeySet({ url: address() });
    await verify(keySet, keys[0]!);
    const stranger = await aKey('stranger');
    for (let i = 0; i < 5; i += 1) {
      await expect(verify(keySet, stranger)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    }

    expect(asked).toBe(1);
  });

  it('goes on with the last known keys while their server is away', async () => {
    const keySet = eagerKeySet();
    await verify(keySet, keys[0]!);
    played = { status: 503, body: '' };
    const stranger = await aKey('stranger');

    // Whether the newest keys know it cannot be told.
    await expect(verify(keySet, stranger)).rejects.toBeInstanceOf(KeySetUnavailable);
    await expect(verify(keySet, keys[0]!)).resolves.toBeDefined();
  });

  it('goes on with them for a day, and not for longer', async () => {
    // The clocks alone: the network needs its timers.
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: [
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'setImmediate',
        'clearImmediate',
        'nextTick',
        'queueMicrotask',
      ],
    });
    try {
      const keySet = new Dc360KeySet({ url: address() });
      await verify(keySet, keys[0]!);
      played = { status: 503, body: '' };

      jest.advanceTimersByTime(23 * HOUR_MS);
      await expect(verify(keySet, keys[0]!)).resolves.toBeDefined();
      jest.advanceTimersByTime(2 * HOUR_MS);
      await expect(verify(keySet, keys[0]!)).rejects.toBeInstanceOf(KeySetUnavailable);
      // The failed look-ups were real ones, and the next one finds the server back.
      expect(asked).toBe(3);
      played = null;
      jest.advanceTimersByTime(HOUR_MS);
      await expect(verify(keySet, keys[0]!)).resolves.toBeDefined();
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    ['an error', { status: 500, body: 'no' }],
    ['something that is no JSON', { status: 200, body: '<html>' }],
    ['something that is no key set', { status: 200, body: '{"keys":"none"}' }],
    ['nothing but null', { status: 200, body: 'null' }],
    ['a set with something that is no key', { status: 200, body: '{"keys":[null]}' }],
    ['far too much', { status: 200, body: `{"keys":[],"x":"${'x'.repeat(100_000)}"}` }],
    ['a redirection', { status: 302, body: '' }],
  ])('is unavailable when there is %s', async (_, answer) => {
    played = answer;

    await expect(verify(eagerKeySet(), keys[0]!)).rejects.toBeInstanceOf(KeySetUnavailable);
  });

  it.each([
    ['is too short', { n: 'AQAB' }],
    ['cannot be read', { n: '!' }],
    ['has no number', { n: undefined }],
    ['is for something else', { key_ops: ['verify', 'encrypt'] }],
  ])('is unavailable when the key of the token %s', async (_, changes) => {
    const [key] = keys;
    keys = [{ ...key!, jwk: { ...key!.jwk, ...changes } }];

    await expect(verify(eagerKeySet(), key!)).rejects.toBeInstanceOf(KeySetUnavailable);
  });

  it('is unavailable when two keys have the name that the token gives', async () => {
    const [key] = keys;
    keys = [key!, key!];

    await expect(verify(eagerKeySet(), key!)).rejects.toBeInstanceOf(KeySetUnavailable);
  });

  it('goes on with the last keys while the new ones are none, and asks no more often for it', async () => {
    const keySet = eagerKeySet();
    await verify(keySet, keys[0]!);
    const stranger = await aKey('stranger');
    played = { status: 200, body: '{"keys":[null]}' };
    for (let i = 0; i < 5; i += 1) {
      await expect(verify(keySet, stranger)).rejects.toBeInstanceOf(KeySetUnavailable);
      await expect(verify(keySet, keys[0]!)).resolves.toBeDefined();
    }

    expect(asked).toBe(2);
  });

  it('does not ask again at once after a failure', async () => {
    played = { status: 503, body: '' };
    const keySet = eagerKeySet();
    for (let i = 0; i < 5; i += 1) {
      await expect(verify(keySet, keys[0]!)).rejects.toBeInstanceOf(KeySetUnavailable);
    }

    expect(asked).toBe(1);
  });

  it('is unavailable when nobody listens', async () => {
    const url = address();
    await new Promise((resolve) => server.close(resolve));

    await expect(verify(new Dc360KeySet({ url }), keys[0]!)).rejects.toBeInstanceOf(KeySetUnavailable);
  });

  it('takes no key of another kind for a signature', async () => {
    const [key] = keys;
    keys = [{ ...key!, jwk: { kty: 'oct', k: 'c2VjcmV0', kid: key!.id, alg: 'HS256' } }];

    await expect(verify(eagerKeySet(), key!)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
});

async function aKey(id: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  return { id, privateKey, jwk: { ...(await exportJWK(publicKey)), kid: id, alg: 'RS256', use: 'sig' } };
}
