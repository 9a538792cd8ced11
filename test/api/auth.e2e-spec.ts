import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { createSecretKey, randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { anEmail, type ApiUnderTest, bodyOf, startApi } from './api-under-test.js';

const SECRET_KEY = 'a key of the auth test that is long enough';
const OTHER_KEY = 'another key that is long enough too!';
const OTHER_JWK = { kty: 'oct', k: Buffer.from(OTHER_KEY).toString('base64url') };
const PASSWORD = 'trois baobabs au bord du fleuve';

describe('auth', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await startApi({ SECRET_KEY });
  });
  afterAll(() => api.close());

  const register = (body: unknown) =>
    fetch(`${api.url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: JSON.stringify(body),
    });
  const login = (username: string, password: string) =>
    fetch(`${api.url}/api/v1/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({ username, password }),
    });
  const me = (token: string) =>
    fetch(`${api.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });

  async function anAccount(): Promise<{ email: string; id: string; token: string }> {
    const email = anEmail();
    const { user_id } = await bodyOf(await register({ email, name: 'Awa Diop', password: PASSWORD }));
    const { access_token } = await bodyOf(await login(email, PASSWORD));
    return { email, id: user_id as string, token: access_token as string };
  }

  it('registers, logs in and shows the account', async () => {
    const email = anEmail();
    const registered = await register({
      email: email.toUpperCase(),
      name: '  Awa Diop ',
      password: PASSWORD,
    });
    expect(registered.status).toBe(201);
    const user = await bodyOf(registered);
    expect(user).toEqual({
      id: expect.any(Number),
      user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email,
      name: 'Awa Diop',
      profile: expect.objectContaining({
        user_id: user.user_id,
        experience_level: 'débutant',
        preferred_language: 'fr',
        country: null,
      }),
    });

    const answer = await login(email, PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const token = await bodyOf(answer);
    expect(token).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 43_200 * 60,
      refresh_token: expect.stringMatching(/^[0-9a-f-]{36}\.[\w-]{43}$/),
      refresh_expires_in: 30 * 86_400,
    });

    const account = await me(token.access_token as string);
    expect(account.status).toBe(200);
    expect(await bodyOf(account)).toEqual(user);
  });

  it('puts the claims and nothing personal into the token', async () => {
    const { id, token } = await anAccount();
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'HS256',
      typ: 'JWT',
      kid: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const claims = decodeJwt(token);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub', 'typ']);
    expect(claims).toMatchObject({ sub: id, iss: 'genesis', aud: 'genesis', typ: 'access' });
  });

  it('refuses a second account for an address, also when two requests race', async () => {
    const email = anEmail();
    const answers = await Promise.all(
      [email, email.toUpperCase(), email].map((address) =>
        register({ email: address, name: 'Awa', password: PASSWORD }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(await bodyOf(refused as Response)).toMatchObject({ error: 'EMAIL_ALREADY_REGISTERED' });
  });

  it.each([
    ['a short password', { password: 'short' }, '/password', 'TOO_SHORT'],
    ['a long password', { password: 'é'.repeat(257) }, '/password', 'TOO_LONG'],
    ['an obvious password', { password: 'passwordpassword' }, '/password', 'TOO_COMMON'],
    ['no password', { password: undefined }, '/password', 'REQUIRED'],
    ['no address', { email: 'awa' }, '/email', 'WRONG_FORMAT'],
    ['an empty name', { name: ' \u200b ' }, '/name', 'EMPTY'],
    ['a long name', { name: 'a'.repeat(101) }, '/name', 'TOO_LONG'],
    ['a field of another', { is_active: true }, '/is_active', 'UNKNOWN_FIELD'],
    ['an id', { id: 1 }, '/id', 'UNKNOWN_FIELD'],
  ])('refuses %s', async (_, change, pointer, code) => {
    const answer = await register({ email: anEmail(), name: 'Awa Diop', password: PASSWORD, ...change });
    expect(answer.status).toBe(422);
    const problem = await bodyOf(answer);
    expect(problem).toMatchObject({ error: 'VALIDATION_ERROR', details: null });
    expect(problem.errors).toEqual([{ pointer, code, detail: expect.any(String) }]);
  });

  it('never gives a value back in a refusal', async () => {
    const answer = await register({ email: 'CANARY-1', name: 7, password: 'CANARY-2', CANARY_3: 'CANARY-4' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).not.toMatch(/CANARY-[124]/);
    expect(/CANARY-[124]/.test(api.rawLogs())).toBe(false);
  });

  it('accepts a password in both Unicode forms', async () => {
    const email = anEmail();
    await register({ email, name: 'Awa', password: 'caf\u00e9 au lait de chèvre' });
    expect((await login(email, 'cafe\u0301 au lait de chèvre')).status).toBe(200);
  });

  it('keeps a password as long and as odd as it is: 256 characters, spaces around it, none of it cut off', async () => {
    const email = anEmail();
    const password = `  ${'trois baobabs 🦁 '.repeat(15)}${'é'.repeat(12)}  `;
    expect([...password]).toHaveLength(256);
    expect((await register({ email, name: 'Awa', password })).status).toBe(201);

    expect((await login(email, password)).status).toBe(200);
    for (const other of [
      password.slice(0, -1),
      `${password.slice(0, -1)}x`,
      password.trim(),
      password.slice(1),
    ]) {
      expect((await login(email, other)).status).toBe(401);
    }
  });

  it('refuses a NUL in a new password', async () => {
    const answer = await register({ email: anEmail(), name: 'Awa', password: `${PASSWORD}\0` });
    expect(answer.status).toBe(422);
    expect((await bodyOf(answer)).errors).toMatchObject([{ pointer: '/password', code: 'WRONG_FORMAT' }]);
  });

  it('makes one account of an address in several spellings, and several of several', async () => {
    const unique = crypto.randomUUID().slice(0, 8);
    const statuses = async (addresses: readonly string[]) =>
      Promise.all(
        addresses.map(async (email) => (await register({ email, name: 'Awa', password: PASSWORD })).status),
      );
    const same = [
      `awa@${unique}-exämple.com`,
      `AWA@${unique}-EXÄMPLE.com`,
      `awa@${unique}-exa\u0308mple.com`,
    ];
    expect((await statuses([...same, ...same])).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const several = [`awa@${unique}.com`, `awa+a@${unique}.com`, `a.wa@${unique}.com`];
    expect(await statuses(several)).toEqual([201, 201, 201]);
  });

  it('gives the same answer for an unknown user and a wrong password', async () => {
    const { email } = await anAccount();
    const [wrong, unknown] = await Promise.all([
      login(email, 'not the password'),
      login(anEmail(), PASSWORD),
    ]);
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer realm="genesis"');
    expect(unknown.headers.get('www-authenticate')).toBe(wrong.headers.get('www-authenticate'));
    const ignoring = { request_id: undefined, timestamp: undefined };
    const [a, b] = [await bodyOf(wrong), await bodyOf(unknown)];
    expect({ ...a, ...ignoring }).toEqual({ ...b, ...ignoring });
    expect(a).toMatchObject({ status: 401, error: 'INVALID_CREDENTIALS' });
  });

  it('asks the database as often about an address that nobody has as about one that somebody has', async () => {
    const { email } = await anAccount();
    const database = api.app.get(DataSource);
    const { logger } = database;
    const asked: string[] = [];
    database.logger = Object.assign(Object.create(logger) as typeof logger, {
      logQuery: (query: string) => void asked.push(query),
    });
    const statementsFor = async (address: string) => {
      asked.length = 0;
      expect((await login(address, `${PASSWORD}!`)).status).toBe(401);
      // What is written down comes after the answer.
      return asked.filter((query) => /\busers\b/.test(query) && !query.includes('INSERT')).length;
    };
    try {
      expect([await statementsFor(email), await statementsFor(anEmail())]).toEqual([1, 1]);
    } finally {
      database.logger = logger;
    }
  });

  it('takes as long for an unknown user as for a wrong password', async () => {
    const { email } = await anAccount();
    // In turn and the shortest of each: what else the machine does makes some of them longer, none shorter.
    const shortest = { known: Infinity, unknown: Infinity };
    for (let round = 0; round < 7; round += 1) {
      for (const [who, address] of [['known', email] as const, ['unknown', anEmail()] as const]) {
        const started = performance.now();
        await login(address, 'not the password');
        shortest[who] = Math.min(shortest[who], performance.now() - started);
      }
    }
    expect(shortest.unknown / shortest.known).toBeGreaterThan(0.5);
    expect(shortest.unknown / shortest.known).toBeLessThan(2);
  });

  it('takes a form for a token, and only a form', async () => {
    const { email } = await anAccount();
    const json = await fetch(`${api.url}/api/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: email, password: PASSWORD }),
    });
    expect(json.status).toBe(415);
    const form = await fetch(`${api.url}/api/v1/auth/register`, {
      method: 'POST',
      body: new URLSearchParams({ email: anEmail(), name: 'Awa', password: PASSWORD }),
    });
    expect(form.status).toBe(415);
    const twice = await fetch(`${api.url}/api/v1/auth/token`, {
      method: 'POST',
      body: new URLSearchParams([
        ['username', email],
        ['username', 'b'],
        ['password', PASSWORD],
        ['grant_type', 'password'],
      ]),
    });
    expect(twice.status).toBe(422);
  });

  describe('refuses a token', () => {
    const key = createSecretKey(Buffer.from(SECRET_KEY));
    const now = () => Math.floor(Date.now() / 1_000);
    const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

    interface Forgery {
      readonly claims?: Record<string, unknown>;
      readonly header?: Record<string, unknown>;
      readonly signedWith?: string;
    }
    async function forge({ claims = {}, header = {}, signedWith }: Forgery): Promise<string> {
      const { id } = await account;
      const all = {
        sub: id,
        iss: 'genesis',
        aud: 'genesis',
        iat: now(),
        exp: now() + 60,
        jti: randomUUID(),
        typ: 'access',
      };
      const payload = Object.fromEntries(
        Object.entries<unknown>({ ...all, ...claims }).filter(([, value]) => value !== undefined),
      );
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header })
        .sign(signedWith === undefined ? key : createSecretKey(Buffer.from(signedWith)));
    }
    let account: Promise<{ id: string }>;
    beforeAll(async () => {
      account = anAccount();
      await account;
    });

    it('of ours is accepted when nothing is forged', async () => {
      expect((await me(await forge({}))).status).toBe(200);
    });

    it.each<[string, Forgery, string]>([
      ['that is over', { claims: { exp: 1 } }, 'TOKEN_EXPIRED'],
      ['of another issuer', { claims: { iss: 'other' } }, 'UNAUTHORIZED'],
      ['for another audience', { claims: { aud: 'other' } }, 'UNAUTHORIZED'],
      ['of another kind', { claims: { typ: 'refresh' } }, 'UNAUTHORIZED'],
      ['without an end', { claims: { exp: undefined } }, 'UNAUTHORIZED'],
      ['without an id', { claims: { jti: undefined } }, 'UNAUTHORIZED'],
      ['of tomorrow', { claims: { iat: Math.floor(Date.now() / 1_000) + 3_600 } }, 'UNAUTHORIZED'],
      ['that is not valid yet', { claims: { nbf: Math.floor(Date.now() / 1_000) + 3_600 } }, 'UNAUTHORIZED'],
      ['of a user who does not exist', { claims: { sub: randomUUID() } }, 'UNAUTHORIZED'],
      ['whose subject is no id', { claims: { sub: '1' } }, 'UNAUTHORIZED'],
      ['whose subject is a list', { claims: { sub: [randomUUID()] } }, 'UNAUTHORIZED'],
      ['signed with another key', { signedWith: OTHER_KEY }, 'UNAUTHORIZED'],
      [
        'that brings its own key',
        {
          header: { jwk: OTHER_JWK, kid: '../../dev/null', jku: 'https://evil.example/keys' },
          signedWith: OTHER_KEY,
        },
        'UNAUTHORIZED',
      ],
      [
        'with another algorithm of the same key',
        { header: { alg: 'HS512' }, signedWith: SECRET_KEY.repeat(2) },
        'UNAUTHORIZED',
      ],
    ])('%s', async (_, forgery, error) => {
      const answer = await me(await forge(forgery));
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="genesis", error="invalid_token"');
      expect(await bodyOf(answer)).toMatchObject({ error });
    });

    it.each<[string, () => Promise<string>]>([
      [
        'without a signature',
        async () => `${base64({ alg: 'none', typ: 'JWT' })}.${(await forge({})).split('.')[1]}.`,
      ],
      [
        'whose payload was changed',
        async () => (await forge({})).replace(/\.[^.]+\./, `.${base64({ sub: randomUUID() })}.`),
      ],
      ['of 10 kB', async () => forge({ claims: { filler: 'x'.repeat(10_000) } })],
      ['that is none', async () => 'not-a-token'],
    ])('%s', async (_, make) => {
      const answer = await me(await make());
      expect(answer.status).toBe(401);
      expect(await bodyOf(answer)).toMatchObject({ error: 'UNAUTHORIZED' });
    });

    it('without a sign-in, of an earlier version, once its person has signed out everywhere', async () => {
      const { id, token } = await anAccount();
      const old = await forge({ claims: { sub: id, iat: now() - 60 } });
      expect((await me(old)).status).toBe(200);
      await fetch(`${api.url}/api/v1/auth/logout`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ everywhere: true }),
      });
      expect((await me(old)).status).toBe(401);
    });

    it('in another place than the header', async () => {
      const token = await forge({});
      expect((await fetch(`${api.url}/api/v1/auth/me?access_token=${token}`)).status).toBe(401);
      expect(
        (await fetch(`${api.url}/api/v1/auth/me`, { headers: { cookie: `token=${token}` } })).status,
      ).toBe(401);
      expect(
        (await fetch(`${api.url}/api/v1/auth/me`, { headers: { authorization: `Basic ${token}` } })).status,
      ).toBe(401);
    });
  });

  it('shows no documentation when DEBUG is off', async () => {
    for (const path of ['/docs', '/docs/start.js', '/api/v1/openapi.json']) {
      expect((await fetch(`${api.url}${path}`)).status).toBe(404);
    }
    expect(await bodyOf(await fetch(`${api.url}/`))).toMatchObject({ docs_url: null });
  });

  it('explains an error code where its type points, whatever DEBUG is', async () => {
    const { type } = await bodyOf(await me('not-a-token'));
    const page = await fetch(new URL(type as string, api.url));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('id="UNAUTHORIZED"');
  });

  it('lets nobody in whose account is disabled', async () => {
    const { email, id, token } = await anAccount();
    await api.app.get(DataSource).query(`UPDATE users SET is_active = false WHERE id = $1`, [id]);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await me(token)).status).toBe(401);
  });

  it('keeps passwords as Argon2id and out of every log line', async () => {
    const { id, token } = await anAccount();
    const [row] = await api.app
      .get(DataSource)
      .query<{ password_hash: string }[]>(`SELECT password_hash FROM users WHERE id = $1`, [id]);
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(api.rawLogs().includes(PASSWORD)).toBe(false);
    expect(api.rawLogs().includes(token)).toBe(false);
    expect(api.rawLogs().includes('$argon2')).toBe(false);
    expect(api.rawLogs().includes('@example.com')).toBe(false);
  });
});
