import { AccountAdministration, AccountsService } from '@genesis/identity';
import { MetricsServer } from '@genesis/observability';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { anAccount, PASSWORD, signIn, type Tokens } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const OPERATOR_TOKEN = 'an-operator-token-that-is-long-enough';
const NEW_PASSWORD = 'quatre pirogues sous la pluie';

describe('account administration', () => {
  let api: ApiUnderTest;
  let caller: ApiCaller;
  let operators: string;

  beforeAll(async () => {
    api = await startApi({ OPERATOR_TOKEN });
    caller = new ApiCaller(api.url);
    operators = `http://127.0.0.1:${String(api.app.get(MetricsServer).port)}`;
  });
  afterAll(() => api.close());

  const operate = async (path: string, token = OPERATOR_TOKEN) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${operators}/operators/accounts/${path}`, { method: 'POST', headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const codeFor = async (id: string) => String((await operate(`${id}/password-reset`)).body.code);
  const reset = (code: string, password = NEW_PASSWORD) =>
    caller.call('/auth/password-reset', { body: { code, new_password: password } });
  const me = async (token: string) => (await caller.call('/auth/me', { token })).status;

  it('finds an account by its address and tells no word of its person', async () => {
    const { id, email } = await anAccount(caller);
    const answer = await operate(`find?email=${encodeURIComponent(email.toUpperCase())}`);
    expect(answer).toEqual({
      status: 200,
      body: {
        user_id: id,
        is_active: true,
        has_password: true,
        is_of_platform: false,
        created_at: expect.any(String),
        sign_ins: 1,
        erasure_requested_at: null,
      },
    });
  });

  it.each([
    ['an unknown address', 'find?email=nobody@example.com'],
    ['no address', 'find'],
    ['NUL for an address', 'find?email=%00'],
    ['an unknown account', `${crypto.randomUUID()}/password-reset`],
    ['what is no id', 'abc/disable'],
  ])('answers 404 for %s', async (_what, path) => {
    expect((await operate(path)).status).toBe(404);
  });

  it('needs the token', async () => {
    const { id } = await anAccount(caller);
    for (const path of [`${id}/password-reset`, `${id}/disable`, 'find?email=a@example.com']) {
      expect((await operate(path, 'another-token-that-is-long-enough-too')).status).toBe(401);
    }
  });

  it('gives a code for a new password, once; every device is signed out', async () => {
    const { id, email, access_token: token } = await anAccount(caller);
    const code = await codeFor(id);
    expect((await reset(code)).status).toBe(204);
    expect(await me(token)).toBe(401);
    expect((await signIn(caller, email)).status).toBe(401);
    expect((await signIn(caller, email, NEW_PASSWORD)).status).toBe(200);
    expect((await reset(code)).status).toBe(403);
    const [row] = await api.app.get(DataSource).query<{ acts: string }[]>(
      `SELECT string_agg(act || ' by ' || actor, ', ' ORDER BY id) AS acts FROM audit_entries
          WHERE subject = $1 AND act LIKE 'password%'`,
      [id],
    );
    expect(row?.acts).toBe(`password_reset_issued by operator, password_reset by ${id}`);
    expect(api.rawLogs().includes(code)).toBe(false);
  });

  it('lets one of several uses of a code through', async () => {
    const { id } = await anAccount(caller);
    const code = await codeFor(id);
    const answers = await Promise.all([reset(code), reset(code), reset(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 403, 403]);
  });

  it('keeps a code whose password was refused, and none that was replaced or is too old', async () => {
    const { id } = await anAccount(caller);
    const first = await codeFor(id);
    const code = await codeFor(id);
    expect((await reset(first)).status).toBe(403);
    expect((await reset(code, 'short')).status).toBe(422);
    await api.app
      .get(DataSource)
      .query(`UPDATE password_resets SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [id]);
    const answer = await reset(code);
    expect([answer.status, answer.json().error]).toEqual([403, 'RESET_CODE_UNKNOWN']);
  });

  it('gives no code that outlives what it was for: a change of the password, or an account that is disabled', async () => {
    const changed = await anAccount(caller);
    const first = await codeFor(changed.id);
    const body = { current_password: PASSWORD, new_password: 'cinq baobabs après la saison' };
    expect((await caller.call('/users/me/password', { token: changed.access_token, body })).status).toBe(204);
    expect((await reset(first)).status).toBe(403);

    const disabled = await anAccount(caller);
    const second = await codeFor(disabled.id);
    await operate(`${disabled.id}/disable`);
    expect((await reset(second)).status).toBe(403);
    await operate(`${disabled.id}/enable`);
    // Who has the code was not to choose the password of the account that is enabled again.
    expect((await reset(second)).status).toBe(403);
    expect((await signIn(caller, disabled.email)).status).toBe(200);
  });

  it('lets nobody in with a disabled account, and again when it is enabled', async () => {
    const account = await anAccount(caller);
    expect((await operate(`${account.id}/disable`)).body).toMatchObject({ changed: true });
    expect((await operate(`${account.id}/disable`)).body).toMatchObject({ changed: false });
    expect(await me(account.access_token)).toBe(401);
    expect((await signIn(caller, account.email)).status).toBe(401);
    expect((await operate(`${account.id}/password-reset`)).status).toBe(404);
    expect((await operate(`${account.id}/enable`)).body).toMatchObject({ changed: true });
    // The devices stay signed out.
    expect(await me(account.access_token)).toBe(401);
    const { access_token: token } = (await signIn(caller, account.email)).json<Tokens>();
    expect(await me(token)).toBe(200);
  });

  it.each([
    ['the account is disabled', (id: string) => operate(`${id}/disable`)],
    [
      'it has signed out',
      (_id: string, token: string) => caller.call('/auth/logout', { method: 'POST', token }),
    ],
  ])('lets a device read on that has begun to, and no longer once %s', async (_what, shutOut) => {
    const { id, access_token: token } = await anAccount(caller);
    const accounts = api.app.get(AccountsService);
    const user = await accounts.userBehind({
      userId: id,
      signInId: String(decodeJwt(token).sid),
      issuedAt: 0,
    });
    const since = new Date();
    expect(await accounts.isStillIn(user, since)).toBe(true);
    await shutOut(id, token);
    expect(await accounts.isStillIn(user, since)).toBe(false);
  });

  it('lets nobody read on with a token of before there were sign-ins who has signed out everywhere', async () => {
    const { id, access_token: token } = await anAccount(caller);
    const accounts = api.app.get(AccountsService);
    const issuedAt = Math.floor(Date.now() / 1_000) - 60;
    const user = await accounts.userBehind({ userId: id, signInId: null, issuedAt });
    const since = new Date();
    expect(await accounts.isStillIn(user, since)).toBe(true);
    await caller.call('/auth/logout', { body: { everywhere: true }, token });
    expect(await accounts.isStillIn(user, since)).toBe(false);
    // One that was let in afterwards is another one.
    expect(await accounts.isStillIn(user, new Date(Date.now() + 1_000))).toBe(true);
  });

  it('does not bring back an account that is being erased', async () => {
    const { id } = await anAccount(caller);
    await api.app
      .get(DataSource)
      .query(`UPDATE users SET is_active = false, erasure_requested_at = now() WHERE id = $1`, [id]);
    expect(await api.app.get(AccountAdministration).setActive(id, true)).toBe(false);
  });
});
