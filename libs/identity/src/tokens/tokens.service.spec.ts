import { AuthSettings, loadSettings } from '@genesis/config';
import { Clock, newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { createHmac, createSecretKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { TokenExpired, Unauthorized } from '../identity.errors.js';
import { TokensService } from './tokens.service.js';

const SECRET_KEY = 'the present key of the token test, long enough';
const FORMER_KEY = 'the former key of the token test, long enough';
const STRANGE_KEY = 'the key of a stranger, which is long enough too';
/** Seconds of the Unix epoch. */
const NOW = 1_800_000_000;

class StoppedClock extends Clock {
  constructor(public nowS: number) {
    super();
  }
  now(): Date {
    return new Date(this.nowS * 1_000);
  }
  monotonicMs(): number {
    return this.nowS * 1_000;
  }
}

const settingsOf = (env: Record<string, string>) => loadSettings({ env }).get(AuthSettings);
const serviceOf = (env: Record<string, string> = { SECRET_KEY }, nowS = NOW) =>
  new TokensService(settingsOf(env), new StoppedClock(nowS));
const keyOf = (text: string) => createSecretKey(Buffer.from(text));
const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const CLAIMS = { iss: 'genesis', aud: 'genesis', iat: NOW - 10, exp: NOW + 60, typ: 'access' };

/** Signed with our key unless another is given: what is refused is refused for what it says. */
async function forge(
  { claims = {}, header = {} }: { readonly claims?: object; readonly header?: Partial<JWTHeaderParameters> },
  key: Parameters<SignJWT['sign']>[0] = keyOf(SECRET_KEY),
): Promise<string> {
  return new SignJWT({ ...CLAIMS, sub: newId(), jti: newId(), ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
    .sign(key);
}

/** HS256 over any header and payload, however wrong. */
function signed(header: unknown, payload: unknown, secret = SECRET_KEY): string {
  const text = `${base64(header)}.${base64(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
const payload = () => ({ ...CLAIMS, sub: newId(), jti: newId() });
const HEADER = { alg: 'HS256', typ: 'JWT' };

describe('Tokens', () => {
  const refused = (token: string) => expect(serviceOf().verify(token)).rejects.toBeInstanceOf(Unauthorized);
  const expired = (token: string) => expect(serviceOf().verify(token)).rejects.toBeInstanceOf(TokenExpired);
  const accepted = (token: string) =>
    expect(serviceOf().verify(token)).resolves.toMatchObject({ userId: expect.any(String) });

  it('take what nothing is wrong with, so that each case below is refused for its own reason', async () => {
    await accepted(await forge({}));
    await accepted(signed(HEADER, payload()));
    const { token } = await serviceOf().issue(newId(), newId());
    await accepted(token);
  });

  it('are verified with a KeyObject', () => {
    const keys = Reflect.get(serviceOf(), 'keys') as readonly { readonly key: unknown }[];

    expect(keys.map(({ key }) => key instanceof KeyObject)).toEqual([true]);
  });

  describe('and algorithms', () => {
    it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %j, with and without a signature', async (alg) => {
      const unsigned = `${base64({ ...HEADER, alg })}.${base64(payload())}.`;

      await refused(unsigned);
      await refused(unsigned.slice(0, -1));
      await refused(signed({ ...HEADER, alg }, payload()));
    });

    it.each(['HS384', 'HS512'])('%s with the same key', async (alg) => {
      await refused(await forge({ header: { alg } }, keyOf(SECRET_KEY.repeat(2))));
      await refused(signed({ ...HEADER, alg }, payload()));
    });

    it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('%s of a stranger (HS and RS confused)', async (alg) => {
      const { privateKey } = await generateKeyPair(alg);

      await refused(await forge({ header: { alg } }, privateKey));
      await refused(signed({ ...HEADER, alg }, payload()));
    });

    it('HS256 with a public key for a secret', async () => {
      const pem = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({
        type: 'spki',
        format: 'pem',
      });

      await refused(signed(HEADER, payload(), String(pem)));
    });

    it.each([null, 256, true, ['HS256'], {}, undefined])('alg %j', async (alg) => {
      await refused(signed({ ...HEADER, alg }, payload()));
    });
  });

  describe('and key names', () => {
    it.each([
      '',
      'x',
      '../../../../dev/null',
      '/dev/null',
      '/proc/self/environ',
      "' UNION SELECT 'key' --",
      "' OR '1'='1",
      'a; cat /etc/passwd',
      'http://evil.example/key',
      '__proto__',
      'constructor',
      '0'.repeat(16),
      'x'.repeat(2_000),
    ])('kid %j', async (kid) => {
      await refused(await forge({ header: { kid } }));
      // What an empty file, or an empty row, would give for a key.
      await refused(signed({ ...HEADER, kid }, payload(), ''));
    });

    it.each([[[]], [['0000000000000000']], [{}], [0], [1], [true], [null]])('kid %j', async (kid) => {
      await refused(signed({ ...HEADER, kid }, payload()));
    });

    it('a list that holds the right one', async () => {
      const { kid } = decodeProtectedHeader((await serviceOf().issue(newId(), newId())).token);

      await accepted(signed({ ...HEADER, kid }, payload()));
      await refused(signed({ ...HEADER, kid: [kid] }, payload()));
      await refused(signed({ ...HEADER, kid: { 0: kid } }, payload()));
    });

    it.each([
      ['jwk', { jwk: { kty: 'oct', k: base64(STRANGE_KEY) } }],
      ['jku', { jku: 'https://evil.example/jwks.json' }],
      ['x5u', { x5u: 'https://evil.example/chain.pem' }],
      ['x5c', { x5c: ['MIIB'] }],
    ])('%s that brings a key along, which is not looked at', async (_name, header) => {
      await refused(signed({ ...HEADER, ...header }, payload(), STRANGE_KEY));
      await accepted(signed({ ...HEADER, ...header }, payload()));
    });
  });

  describe('and headers', () => {
    it.each<[string, object]>([
      ['crit of what nobody knows', { crit: ['urn:example:x'], 'urn:example:x': true }],
      ['crit of what is not there', { crit: ['exp'] }],
      ['an empty crit', { crit: [] }],
      ['a crit that is no list', { crit: 'exp' }],
      ['b64 false', { crit: ['b64'], b64: false }],
      ['b64 false without crit, over a payload that is plain', { b64: false }],
      ['another typ', { typ: 'at+jwt' }],
      ['typ refresh', { typ: 'refresh' }],
      ['no typ', { typ: undefined }],
      ['encryption', { alg: 'dir', enc: 'A256GCM' }],
    ])('%s', async (what, change) => {
      const header = { ...HEADER, ...change };
      if (what.endsWith('plain')) {
        const text = `${base64(header)}.${JSON.stringify(payload())}`;
        await refused(`${text}.${createHmac('sha256', SECRET_KEY).update(text).digest('base64url')}`);
      } else await refused(signed(header, payload()));
    });
  });

  describe('and claims', () => {
    it.each<[string, object]>([
      ['another issuer', { iss: 'genesis2' }],
      ['an issuer in another case', { iss: 'Genesis' }],
      ['a list of issuers', { iss: ['genesis'] }],
      ['no issuer', { iss: undefined }],
      ['another audience', { aud: 'other' }],
      ['other audiences', { aud: ['other', 'genesis '] }],
      ['no audience', { aud: undefined }],
      ['an audience that is no text', { aud: { genesis: true } }],
      ['a refresh token', { typ: 'refresh' }],
      ['a kind in a list', { typ: ['access'] }],
      ['no kind', { typ: undefined }],
      ['no end', { exp: undefined }],
      ['an end that is a text', { exp: String(NOW + 60) }],
      ['no time of issue', { iat: undefined }],
      ['a time of issue that is a text', { iat: String(NOW) }],
      ['no id', { jti: undefined }],
      ['no subject', { sub: undefined }],
      ['a subject that is no id', { sub: "' OR 1=1 --" }],
      ['a list of subjects', { sub: [newId()] }],
      ['a sign-in that is no id', { sid: '*' }],
      ['a list of sign-ins', { sid: [newId()] }],
    ])('%s', async (_what, claims) => {
      await refused(signed(HEADER, { ...payload(), ...claims }));
    });

    it.each([[null], ['x'], [[]], [1]])('%j in place of claims', async (claims) => {
      await refused(signed(HEADER, claims));
    });
  });

  describe('at the edge of their time', () => {
    it('end with the second of exp: no leeway', async () => {
      await accepted(await forge({ claims: { exp: NOW + 1 } }));
      await expired(await forge({ claims: { exp: NOW } }));
      await expired(await forge({ claims: { exp: NOW - 1 } }));
      await expired(await forge({ claims: { exp: 0 } }));
      await expired(await forge({ claims: { exp: -NOW } }));
    });

    it('begin with the second of nbf: no leeway', async () => {
      await accepted(await forge({ claims: { nbf: NOW } }));
      await refused(await forge({ claims: { nbf: NOW + 1 } }));
    });

    it('may be issued up to five seconds in our future, by a replica whose clock is ahead', async () => {
      await accepted(await forge({ claims: { iat: NOW + 5 } }));
      await refused(await forge({ claims: { iat: NOW + 6 } }));
    });
  });

  describe('in another form', () => {
    it.each<[string, (token: string) => string]>([
      ['10 kB', (token) => token.padEnd(10_240, 'A')],
      ['text behind it', (token) => `${token}x`],
      ['a fourth part', (token) => `${token}.${base64('{}')}`],
      ['a dot behind it', (token) => `${token}.`],
      ['padding', (token) => `${token}=`],
      ['a line break behind it', (token) => `${token}\n`],
      ['a line break within', (token) => token.replace('.', '.\n')],
      ['a NUL', (token) => `${token}\0`],
      ['a shortened signature', (token) => token.slice(0, -1)],
      ['no signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
      ['a repeated part', (token) => `${token.split('.')[0] ?? ''}.${token}`],
      ['the alphabet of base64', (token) => token.replaceAll('-', '+').replaceAll('_', '/').concat('/')],
      ['nothing', () => ''],
      ['dots', () => '..'],
    ])('%s', async (_what, change) => {
      await refused(change(await forge({})));
    });

    it('the signature in another spelling of the same bits', async () => {
      const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const token = await forge({});
      const last = ALPHABET.indexOf(token.at(-1) ?? '');
      const twins = [1, 2, 3].map((spare) => token.slice(0, -1) + (ALPHABET[last + spare] ?? ''));

      for (const twin of twins) {
        const bytes = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url');
        expect(bytes(twin).equals(bytes(token))).toBe(true);
        await refused(twin);
      }
    });

    it('one bit turned, wherever it is', async () => {
      const token = await forge({});
      for (const at of [3, token.indexOf('.') + 5, token.length - 10]) {
        const other = token[at] === 'A' ? 'B' : 'A';
        await refused(token.slice(0, at) + other + token.slice(at + 1));
      }
    });
  });

  describe('of two keys', () => {
    const both = { SECRET_KEY, SECRET_KEY_PREVIOUS: FORMER_KEY };

    it('are good whichever signed them, and new ones are signed with the present key', async () => {
      const id = newId();
      const { token: former } = await serviceOf({ SECRET_KEY: FORMER_KEY }).issue(id, newId());
      const { token: present } = await serviceOf(both).issue(id, newId());

      await expect(serviceOf(both).verify(former)).resolves.toMatchObject({ userId: id });
      await expect(serviceOf(both).verify(present)).resolves.toMatchObject({ userId: id });
      await expect(serviceOf({ SECRET_KEY }).verify(present)).resolves.toMatchObject({ userId: id });
      await expect(serviceOf({ SECRET_KEY }).verify(former)).rejects.toBeInstanceOf(Unauthorized);
    });

    it('cannot borrow the name of the other one', async () => {
      const { token } = await serviceOf(both).issue(newId(), newId());
      const { kid } = decodeProtectedHeader(token);

      await expect(
        serviceOf(both).verify(await forge({ header: { kid } }, keyOf(FORMER_KEY))),
      ).rejects.toBeInstanceOf(Unauthorized);
    });
  });
});
