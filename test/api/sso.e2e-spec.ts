import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { createSecretKey } from 'node:crypto';
import { DataSource } from 'typeorm';
import { type Answer, ApiCaller } from '../support/builders/api-caller.js';
import { aDc360UserId, ServiceCaller } from '../support/builders/service-caller.js';
import { registerUser } from '../support/builders/user.builder.js';
import { Dc360Simulator } from '../support/simulators/dc360-simulator.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';
import { platformOf, VALIDATE } from './sso-platform.js';

const CODES = '/api/v1/genesis/sso/codes';
const JWKS = 'GET /.well-known/jwks.json';

interface Me {
  readonly user_id: string;
  readonly email: string | null;
  readonly name: string;
}

describe('single sign-on', () => {
  let dc360: Dc360Simulator;
  let server: ApiUnderTest;
  let api: ApiCaller;
  let service: ServiceCaller;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    server = await startApi({
      ...platformOf(dc360),
      DC360_JWKS_URL: dc360.jwksUrl,
      DC360_JWT_ISSUER: dc360.url,
    });
    api = new ApiCaller(server.url);
    service = new ServiceCaller(server.url);
  });
  afterAll(async () => {
    await server.close();
    await dc360.stop();
  });

  const signIn = (token: unknown) => api.call('/auth/dc360/token', { body: { token } });
  const exchange = (code: unknown) => api.call('/auth/dc360/exchange', { body: { code } });
  const query = async <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    server.app.get(DataSource).query(sql, parameters);
  async function whoIs(answer: Answer): Promise<Me> {
    expect(answer.status).toBe(200);
    const { access_token: token } = answer.json<{ access_token: string }>();
    const me = await api.call('/auth/me', { token });
    expect(me.status).toBe(200);
    return me.json<Me>();
  }
  async function codeFor(userId: number, person: object = {}): Promise<string> {
    const answer = await service.call(CODES, { body: { user_id: userId, ...person } });
    expect(answer.status).toBe(201);
    return answer.json<{ code: string }>().code;
  }
  async function disable(userId: number): Promise<void> {
    await query(`UPDATE users SET is_active = false WHERE dc360_user_id = $1`, [String(userId)]);
  }
  function expectRefusal(answer: Answer, error = 'UNAUTHORIZED'): void {
    expect({ status: answer.status, error: answer.json().error }).toEqual({ status: 401, error });
  }

  describe('with a token of the platform', () => {
    it('gives a token of ours, for an account that is made at the first use', async () => {
      const userId = aDc360UserId();
      const email = `awa.${crypto.randomUUID()}@example.com`;
      const answer = await signIn(await dc360.mintToken({ user_id: userId, name: 'Awa Diop', email }));

      expect(answer.json()).toEqual({
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: expect.any(Number),
        refresh_token: expect.any(String),
        refresh_expires_in: expect.any(Number),
      });
      expect(await whoIs(answer)).toMatchObject({ email, name: 'Awa Diop' });
    });

    it('is the same account every time, also for first uses at once', async () => {
      const userId = aDc360UserId();
      const tokens = await Promise.all(
        Array.from({ length: 8 }, () => dc360.mintToken({ user_id: userId, email: 'shared@example.com' })),
      );
      const people = await Promise.all(tokens.map(async (token) => whoIs(await signIn(token))));

      expect(new Set(people.map(({ user_id }) => user_id)).size).toBe(1);
    });

    it('takes a user id that is written as a text', async () => {
      const userId = aDc360UserId();
      const asNumber = await whoIs(await signIn(await dc360.mintToken({ user_id: userId })));
      const asText = await whoIs(await signIn(await dc360.mintToken({ user_id: String(userId) })));

      expect(asText.user_id).toBe(asNumber.user_id);
    });

    it('does not open an account of our own that has the same address', async () => {
      const awa = await registerUser(api);
      const token = await dc360.mintToken({ user_id: aDc360UserId(), email: awa.email.toUpperCase() });

      const me = await whoIs(await signIn(token));
      expect(me.user_id).not.toBe(awa.userId);
      expect(me.email).toBeNull();
    });

    it('has no password that would open the account', async () => {
      const email = `awa.${crypto.randomUUID()}@example.com`;
      await signIn(await dc360.mintToken({ user_id: aDc360UserId(), email }));
      const answer = await api.call('/auth/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        rawBody: new URLSearchParams({ username: email, password: '' }).toString(),
      });

      expectRefusal(answer, 'INVALID_CREDENTIALS');
    });

    it('keeps a disabled account out', async () => {
      const userId = aDc360UserId();
      await signIn(await dc360.mintToken({ user_id: userId }));
      await disable(userId);

      expectRefusal(await signIn(await dc360.mintToken({ user_id: userId })));
    });

    it('takes a token whose time was over less than a minute ago', async () => {
      const token = await dc360.mintToken({ user_id: aDc360UserId() }, { expiresInS: -30 });

      expect((await signIn(token)).status).toBe(200);
    });

    it('takes no token of the platform as one of ours', async () => {
      const token = await dc360.mintToken({ user_id: 1, sub: crypto.randomUUID(), typ: 'access' });

      expectRefusal(await api.call('/auth/me', { token }));
    });
  });

  describe('with a token that is not good', () => {
    const claims = () => ({ user_id: aDc360UserId(), iss: dc360.url, aud: 'genesis' });
    const soon = () => Math.floor(Date.now() / 1_000) + 300;
    const keyId = () => dc360.keys.ids.at(-1)!;

    it('answers 401 TOKEN_EXPIRED', async () => {
      const token = await dc360.mintToken({ user_id: 1 }, { expiresInS: -120 });

      expectRefusal(await signIn(token), 'TOKEN_EXPIRED');
    });

    it.each([
      ['another audience', { audience: 'another-service' }],
      ['another issuer', { issuer: 'https://evil.example' }],
    ])('refuses %s', async (_, options) => {
      expectRefusal(await signIn(await dc360.mintToken({ user_id: 1 }, options)));
    });

    it.each([
      ['no user', { user_id: undefined }],
      ['user 0', { user_id: 0 }],
      ['a negative user', { user_id: -1 }],
      ['an object for a user', { user_id: { id: 1 } }],
      ['a list of users', { user_id: [1] }],
      ['a user that is SQL', { user_id: "1' OR '1'='1" }],
      ['true for a user', { user_id: true }],
      ['a user that is too large', { user_id: '9'.repeat(30) }],
    ])('refuses %s', async (_, odd) => {
      expectRefusal(await signIn(await dc360.mintToken({ ...odd } as never)));
    });

    it('refuses a refresh token', async () => {
      expectRefusal(await signIn(await dc360.mintToken({ user_id: 1, token_type: 'refresh' })));
    });

    it('refuses what nobody signed', async () => {
      const unsigned = new UnsecuredJWT(claims()).setExpirationTime(soon()).encode();
      const [, payload] = unsigned.split('.');
      const spellings = ['none', 'None', 'NONE', 'nOnE'].map((alg) =>
        [Buffer.from(JSON.stringify({ alg, kid: keyId() })).toString('base64url'), payload, ''].join('.'),
      );

      for (const token of [unsigned, ...spellings]) expectRefusal(await signIn(token));
    });

    it('refuses what was signed with the public key as a shared secret', async () => {
      const jwk = dc360.keys.jwks.keys.at(-1)!;
      const pem = await exportSPKI((await importJWK(jwk, 'RS256', { extractable: true })) as never);
      const secrets = [pem, pem.trim(), JSON.stringify(jwk), jwk.n!];

      for (const secret of secrets) {
        const token = await new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: keyId() })
          .setExpirationTime(soon())
          .sign(createSecretKey(Buffer.from(secret)));
        expectRefusal(await signIn(token));
      }
    });

    it('refuses what somebody else signed, whatever its header points to', async () => {
      const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid: 'evil', alg: 'RS256' };
      const headers = [
        { kid: keyId() },
        { kid: 'evil', jwk },
        { kid: 'evil', jku: 'https://evil.example/jwks.json' },
        { kid: 'evil', x5u: 'https://evil.example/cert.pem' },
        { kid: '../../../dev/null' },
        { kid: "x' UNION SELECT 'key" },
        { kid: '' },
        {},
      ];

      for (const header of headers) {
        const token = await new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', ...header })
          .setExpirationTime(soon())
          .sign(privateKey);
        expectRefusal(await signIn(token));
      }
    });

    it('refuses a good signature by an algorithm that is not on the list', async () => {
      const { privateKey } = await generateKeyPair('ES256');
      const token = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', kid: keyId() })
        .setExpirationTime(soon())
        .sign(privateKey);

      expectRefusal(await signIn(token));
    });

    it('refuses what was changed afterwards', async () => {
      const token = await dc360.mintToken({ user_id: 7 });
      const [header, , signature] = token.split('.');
      const payload = Buffer.from(JSON.stringify({ ...claims(), user_id: 8, exp: soon() })).toString(
        'base64url',
      );

      expectRefusal(await signIn([header, payload, signature].join('.')));
      expectRefusal(await signIn(token.slice(0, -6)));
      expectRefusal(await signIn(`${token}.${token}`));
    });

    it.each(['x', 'a.b.c', '....', 'null', '🦁'.repeat(10)])('refuses %s', async (token) => {
      expectRefusal(await signIn(token));
    });

    it.each([[''], ['x'.repeat(8_193)], [42], [null], [['a']], [{}]])('answers 422 to %j', async (token) => {
      expect((await signIn(token)).status).toBe(422);
    });

    it('never asks the platform for another opinion', async () => {
      const before = dc360.receivedAt(VALIDATE).length;
      await signIn(await dc360.mintToken({ user_id: 1 }, { audience: 'another-service' }));
      await signIn(await dc360.mintToken({ user_id: 1 }, { expiresInS: -120 }));
      await signIn('a.b.c');

      expect(dc360.receivedAt(VALIDATE)).toHaveLength(before);
    });

    it('does not ask for the keys again for every key that is not known', async () => {
      await signIn(await dc360.mintToken({ user_id: 1 }));
      const before = dc360.receivedAt(JWKS).length;
      const { privateKey } = await generateKeyPair('RS256');
      for (let i = 0; i < 20; i += 1) {
        const token = await new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', kid: `unknown-${i}` })
          .setExpirationTime(soon())
          .sign(privateKey);
        expectRefusal(await signIn(token));
      }

      expect(dc360.receivedAt(JWKS).length - before).toBeLessThanOrEqual(1);
    });
  });

  describe('with a one-time code', () => {
    it('signs a person in, once', async () => {
      const userId = aDc360UserId();
      const code = await codeFor(userId, { name: 'Awa Diop', language: 'en' });

      expect(await whoIs(await exchange(code))).toMatchObject({ name: 'Awa Diop', email: null });
      expectRefusal(await exchange(code));
    });

    it('tells how long it is good, and is not kept as it is', async () => {
      const answer = await service.call(CODES, { body: { user_id: aDc360UserId() } });
      const { code } = answer.json<{ code: string }>();

      expect(answer.json()).toEqual({ code: expect.stringMatching(/^[\w-]{43}$/), expires_in: 60 });
      expect(await query(`SELECT * FROM sso_codes WHERE code_hash = $1`, [code])).toHaveLength(0);
      expect(server.rawLogs()).not.toContain(code);
    });

    it('goes to exactly one of many exchanges at once', async () => {
      const code = await codeFor(aDc360UserId());
      const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));

      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(19);
    });

    it('is the account that a token of the platform opens, too', async () => {
      const userId = aDc360UserId();
      const byCode = await whoIs(await exchange(await codeFor(userId)));
      const byToken = await whoIs(await signIn(await dc360.mintToken({ user_id: userId })));

      expect(byCode.user_id).toBe(byToken.user_id);
    });

    it('is over after a minute', async () => {
      const userId = aDc360UserId();
      const code = await codeFor(userId);
      const [{ seconds }] = (await query(
        `SELECT extract(epoch FROM expires_at - now())::float8 AS seconds FROM sso_codes c JOIN users u ON u.id = c.user_id
          WHERE u.dc360_user_id = $1`,
        [String(userId)],
      )) as [{ seconds: number }];
      expect(seconds).toBeGreaterThan(50);
      expect(seconds).toBeLessThanOrEqual(60);
      await query(
        `UPDATE sso_codes c SET expires_at = now() - interval '1 millisecond' FROM users u
          WHERE u.id = c.user_id AND u.dc360_user_id = $1`,
        [String(userId)],
      );

      expectRefusal(await exchange(code));
    });

    it('is over when its person signs out everywhere', async () => {
      const userId = aDc360UserId();
      const { access_token: token } = (await exchange(await codeFor(userId))).json<{
        access_token: string;
      }>();
      const code = await codeFor(userId);
      await api.call('/auth/logout', { token, body: { everywhere: true } });

      expectRefusal(await exchange(code));
    });

    it('leaves nothing behind', async () => {
      const userId = aDc360UserId();
      await codeFor(userId);
      await query(
        `UPDATE sso_codes c SET expires_at = now() - interval '1 second' FROM users u
          WHERE u.id = c.user_id AND u.dc360_user_id = $1`,
        [String(userId)],
      );
      await codeFor(aDc360UserId());

      const left = await query(
        `SELECT 1 FROM sso_codes c JOIN users u ON u.id = c.user_id WHERE u.dc360_user_id = $1`,
        [String(userId)],
      );
      expect(left).toHaveLength(0);
    });

    it('keeps a disabled account out, also when the code is older', async () => {
      const userId = aDc360UserId();
      const code = await codeFor(userId);
      await disable(userId);

      expectRefusal(await exchange(code));
      expect((await service.call(CODES, { body: { user_id: userId } })).status).toBe(403);
    });

    it.each(['x', '', 'A'.repeat(43), '%', "' OR 1=1 --"])('refuses the code %j', async (code) => {
      expect([401, 422]).toContain((await exchange(code)).status);
    });

    it('cannot be had by a person', async () => {
      const awa = await registerUser(api);
      const answer = await api.call('/genesis/sso/codes', { token: awa.token, body: { user_id: 1 } });

      expect(answer.status).toBe(401);
    });

    it('is refused in an address', async () => {
      const code = await codeFor(aDc360UserId());
      const answer = await api.call(`/auth/dc360/exchange?code=${code}`, { method: 'POST', body: {} });

      expect(answer.status).toBe(422);
    });
  });
});
