import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { anAccount, PASSWORD, signIn, type Tokens } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { untilWaitsForLock } from '../support/harness/lock-wait.js';
import { waitFor } from '../support/harness/wait-for.js';
import { type ApiUnderTest, startApi, untilHearsOfAccounts } from './api-under-test.js';

const SECRET_KEY = 'the present key of the sign-in test, long enough';
const FORMER_KEY = 'the former key of the sign-in test, long enough';

describe('sign-ins', () => {
  let api: ApiUnderTest;
  let other: ApiUnderTest;
  let caller: ApiCaller;

  beforeAll(async () => {
    [api, other] = await Promise.all([startApi({ SECRET_KEY }), startApi({ SECRET_KEY })]);
    caller = new ApiCaller(api.url);
  });
  afterAll(() => Promise.all([api.close(), other.close()]));

  const refresh = (token: string, at = caller) =>
    at.call('/auth/refresh', { body: { refresh_token: token } });
  const refreshed = async (token: string) => (await refresh(token)).json<Tokens>();
  const statusOf = async (token: string, at = caller) => (await at.call('/auth/me', { token })).status;
  const query = <T>(sql: string, parameters: unknown[] = []) =>
    api.app.get(DataSource).query<T>(sql, parameters);
  const signInOf = (token: string) => String(decodeJwt(token).sid);
  const later = (token: string) =>
    query(`UPDATE sign_ins SET rotated_at = rotated_at - interval '11 seconds' WHERE id = $1`, [
      signInOf(token),
    ]);
  const actsOf = async (id: string) =>
    (
      await query<{ act: string; outcome: string }[]>(
        `SELECT act, outcome FROM audit_entries WHERE subject = $1 ORDER BY id`,
        [id],
      )
    ).map(({ act, outcome }) => `${act} ${outcome}`);

  it('gives new tokens for a refresh token, again and again', async () => {
    const account = await anAccount(caller);
    const first = await refreshed(account.refresh_token);
    const second = await refreshed(first.refresh_token);
    expect(new Set([account, first, second].map(({ refresh_token: token }) => token)).size).toBe(3);
    expect(await statusOf(second.access_token)).toBe(200);
    expect([account, first, second].map(({ access_token: token }) => signInOf(token))).toEqual(
      Array<string>(3).fill(signInOf(account.access_token)),
    );
  });

  it('keeps hashes alone', async () => {
    const { access_token: access, refresh_token: token } = await anAccount(caller);
    const [row] = await query<object[]>(`SELECT * FROM sign_ins WHERE id = $1`, [signInOf(access)]);
    expect(JSON.stringify(row)).not.toContain(token.split('.')[1]);
    expect(api.rawLogs().includes(token)).toBe(false);
  });

  it('answers a repeated exchange with the same refresh token, as it does several at once', async () => {
    const { refresh_token: token } = await anAccount(caller);
    const elsewhere = new ApiCaller(other.url);
    const answers = await Promise.all([refresh(token), refresh(token, elsewhere), refresh(token)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json<Tokens>().refresh_token)).size).toBe(1);
    const [answer] = answers;
    expect((await refresh(answer.json<Tokens>().refresh_token)).status).toBe(200);
  });

  it('ends every token of a device when one is used a second time', async () => {
    const thief = await anAccount(caller);
    const owner = await refreshed(thief.refresh_token);
    await later(owner.access_token);
    expect((await refresh(thief.refresh_token)).status).toBe(401);
    expect((await refresh(owner.refresh_token)).status).toBe(401);
    expect(await statusOf(owner.access_token)).toBe(401);
    expect(await actsOf(thief.id)).toEqual([
      'account_made done',
      'sign_in done',
      'refresh_token_reused refused',
    ]);
    // Another device of the same person is not concerned.
    expect((await signIn(caller, thief.email)).status).toBe(200);
  });

  it('ends the device when an older token than the last but one comes back, however soon', async () => {
    const account = await anAccount(caller);
    const { refresh_token: second } = await refreshed(account.refresh_token);
    const { refresh_token: third } = await refreshed(second);
    expect((await refresh(account.refresh_token)).status).toBe(401);
    expect((await refresh(third)).status).toBe(401);
  });

  it('ends nothing for who knows the id of a sign-in alone', async () => {
    const [account, stranger] = [await anAccount(caller), await anAccount(caller)];
    const signIn = signInOf(account.access_token);
    const [, secretOfStranger] = stranger.refresh_token.split('.');
    for (const secret of ['A'.repeat(43), randomBytes(32).toString('base64url'), secretOfStranger])
      expect((await refresh(`${signIn}.${secret}`)).status).toBe(401);

    expect(await statusOf(account.access_token)).toBe(200);
    expect(await actsOf(account.id)).not.toContain('refresh_token_reused refused');
    expect((await refresh(account.refresh_token)).status).toBe(200);
  });

  it.each([
    ['none', ''],
    ['no token of ours', 'abc'],
    ['an unknown sign-in', `${crypto.randomUUID()}.${'a'.repeat(43)}`],
    ['an access token', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'],
  ])('refuses %s', async (_what, token) => {
    const answer = await refresh(token);
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ error: 'UNAUTHORIZED' });
  });

  it('takes no refresh token for an access token', async () => {
    expect(await statusOf((await anAccount(caller)).refresh_token)).toBe(401);
  });

  it.each([
    ['was not used for too long', `refresh_expires_at = now() - interval '1 second'`],
    ['belongs to a disabled account', `revoked_at = revoked_at`, `is_active = false`],
  ])('refuses a refresh token that %s', async (_what, ofSignIn, ofUser = 'is_active = is_active') => {
    const account = await anAccount(caller);
    await query(`UPDATE sign_ins SET ${ofSignIn} WHERE user_id = $1`, [account.id]);
    await query(`UPDATE users SET ${ofUser} WHERE id = $1`, [account.id]);
    expect((await refresh(account.refresh_token)).status).toBe(401);
  });

  it('lets nobody stay for longer than SIGN_IN_MAX_DAYS', async () => {
    const account = await anAccount(caller);
    await query(`UPDATE sign_ins SET started_at = now() - interval '80 days' WHERE user_id = $1`, [
      account.id,
    ]);
    const answer = (await refresh(account.refresh_token)).json<{ refresh_expires_in: number }>();
    expect(answer.refresh_expires_in).toBeGreaterThan(9.9 * 86_400);
    expect(answer.refresh_expires_in).toBeLessThanOrEqual(10 * 86_400);
  });

  it('signs one device out', async () => {
    const account = await anAccount(caller);
    const second = (await signIn(caller, account.email)).json<Tokens>();
    const answer = await caller.call('/auth/logout', { method: 'POST', token: account.access_token });
    expect(answer.status).toBe(204);
    expect(await statusOf(account.access_token)).toBe(401);
    expect((await refresh(account.refresh_token)).status).toBe(401);
    expect(await statusOf(second.access_token)).toBe(200);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('shows people their devices, and nobody else', async () => {
    const account = await anAccount(caller);
    await caller.call('/auth/token', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': `the lost phone ${'x'.repeat(300)}`,
      },
      rawBody: new URLSearchParams({ username: account.email, password: PASSWORD }).toString(),
    });
    const list = async (token: string) =>
      (await caller.call('/users/me/sign-ins', { token })).json<{ items: Record<string, unknown>[] }>().items;
    const [last, first, ...others] = await list(account.access_token);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ id: signInOf(account.access_token), is_current: true });
    expect(last).toMatchObject({ is_current: false, address: '127.0.0.1' });
    expect(last?.user_agent).toMatch(/^the lost phone x{241}$/);
    expect(await list((await anAccount(caller)).access_token)).toHaveLength(1);
  });

  it('signs out a device that was lost, once, and only for its owner', async () => {
    const account = await anAccount(caller);
    const lost = (await signIn(caller, account.email)).json<Tokens>();
    const path = `/users/me/sign-ins/${signInOf(lost.access_token)}`;
    const end = async (token: string) => (await caller.call(path, { method: 'DELETE', token })).status;
    expect(await end((await anAccount(caller)).access_token)).toBe(404);
    expect(await statusOf(lost.access_token)).toBe(200);
    expect(await end(account.access_token)).toBe(204);
    expect(await end(account.access_token)).toBe(404);
    expect(await statusOf(lost.access_token)).toBe(401);
    expect((await refresh(lost.refresh_token)).status).toBe(401);
    expect(await statusOf(account.access_token)).toBe(200);
    expect(await actsOf(account.id)).toContain('sign_out done');
  });

  it('signs out at every replica at once', async () => {
    const account = await anAccount(caller);
    const elsewhere = new ApiCaller(other.url);
    await untilHearsOfAccounts(other, account.access_token);
    expect(await statusOf(account.access_token, elsewhere)).toBe(200);
    await caller.call('/auth/logout', { method: 'POST', token: account.access_token });
    // It knows the token, and would believe it for half a minute.
    await waitFor(async () => (await statusOf(account.access_token, elsewhere)) === 401, {
      timeoutMs: 10_000,
      what: 'the other replica to know',
    });
  });

  it('signs all devices out, at another replica within a minute', async () => {
    const account = await anAccount(caller);
    const second = (await signIn(caller, account.email)).json<Tokens>();
    const elsewhere = new ApiCaller(other.url);
    const body = { everywhere: true };
    expect((await caller.call('/auth/logout', { body, token: account.access_token })).status).toBe(204);
    for (const { access_token: access, refresh_token: token } of [account, second]) {
      expect(await statusOf(access)).toBe(401);
      // It has not asked about these tokens before.
      expect(await statusOf(access, elsewhere)).toBe(401);
      expect((await refresh(token, elsewhere)).status).toBe(401);
    }
  });

  it.each([
    ['the password is replaced', `password_hash = password_hash || ' '`],
    ['the account is closed', `is_active = false`],
  ])('lets nobody in whose password was right until %s', async (_what, change) => {
    const account = await anAccount(caller);
    const { manager } = api.app.get(DataSource);
    let signingIn: ReturnType<typeof signIn> | undefined;
    await manager.transaction(async (tx) => {
      await tx.query(`UPDATE users SET ${change} WHERE id = $1`, [account.id]);
      signingIn = signIn(caller, account.email);
      // It has found the password right, and waits for what becomes of the row.
      await untilWaitsForLock(query, /INSERT INTO sign_ins/);
      await tx.query(`UPDATE sign_ins SET revoked_at = now() WHERE user_id = $1`, [account.id]);
    });
    const answer = await signingIn;
    expect([answer?.status, answer?.json().error]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(
      await query(`SELECT FROM sign_ins WHERE user_id = $1 AND revoked_at IS NULL`, [account.id]),
    ).toEqual([]);
  });

  it('changes the key without signing anybody out', async () => {
    const before = await startApi({ SECRET_KEY: FORMER_KEY });
    const account = await anAccount(new ApiCaller(before.url));
    await before.close();
    const after = await startApi({ SECRET_KEY, SECRET_KEY_PREVIOUS: FORMER_KEY });
    try {
      const there = new ApiCaller(after.url);
      expect(await statusOf(account.access_token, there)).toBe(200);
      const next = (await refresh(account.refresh_token, there)).json<Tokens>();
      expect(await statusOf(next.access_token, there)).toBe(200);
      // A replica that knows the new key alone believes what was signed with it, and nothing else.
      expect(await statusOf(next.access_token)).toBe(200);
      expect(await statusOf(account.access_token)).toBe(401);
    } finally {
      await after.close();
    }
  });

  it.each(['garbage', '1.2.3.4:555', 'fe80::1%eth0', '1.2.3.4/0', "'; --"])(
    'signs somebody in whose address a proxy gives as %s',
    async (address) => {
      const behindProxy = await startApi({ SECRET_KEY, TRUST_PROXY_HOPS: '1' });
      try {
        const { id, email } = await anAccount(caller);
        const answer = await new ApiCaller(behindProxy.url).call('/auth/token', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address },
          rawBody: new URLSearchParams({ username: email, password: PASSWORD }).toString(),
        });
        expect(answer.status).toBe(200);
        const [row] = await query<{ address: string | null }[]>(
          `SELECT host(address) AS address FROM audit_entries WHERE subject = $1 ORDER BY id DESC LIMIT 1`,
          [id],
        );
        expect(row?.address).toBe(address.startsWith('fe80') ? 'fe80::1' : null);
      } finally {
        await behindProxy.close();
      }
    },
  );

  it('writes down who signed in, from where, and who was refused', async () => {
    const account = await anAccount(caller);
    await signIn(caller, account.email, 'not the password');
    const [row] = await query<{ address: string; request_id: string; actor: string }[]>(
      `SELECT host(address) AS address, request_id, actor FROM audit_entries WHERE subject = $1 AND act = 'sign_in'`,
      [account.id],
    );
    expect(row).toEqual({
      address: '127.0.0.1',
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      actor: account.id,
    });
    await waitFor(async () => (await actsOf(account.id)).includes('sign_in_refused refused'), {
      timeoutMs: 5_000,
      what: 'the entry, for which no answer waits',
    });
    const [{ texts } = { texts: '' }] = await query<{ texts: string }[]>(
      `SELECT string_agg(a::text, ' ') AS texts FROM audit_entries a WHERE subject = $1`,
      [account.id],
    );
    expect(texts).not.toMatch(/@|Awa/);
    expect(texts).not.toContain(PASSWORD);
  });
});
