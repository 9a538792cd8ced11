import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { anAccount, PASSWORD, signIn, type Tokens } from '../support/builders/account.builder.js';
import { ApiCaller, type Call } from '../support/builders/api-caller.js';
import { untilWaitsForLock } from '../support/harness/lock-wait.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const NEW_PASSWORD = 'quatre pirogues sous la pluie';

describe('users', () => {
  let api: ApiUnderTest;
  let caller: ApiCaller;

  beforeAll(async () => {
    api = await startApi();
    caller = new ApiCaller(api.url);
  });
  afterAll(() => api.close());

  const change = (token: string, body: unknown, headers: Call['headers'] = {}) =>
    caller.call('/users/me', {
      method: 'PUT',
      token,
      body,
      headers: { 'accept-language': 'en', ...headers },
    });
  const me = (token: string) => caller.call('/users/me', { token });

  it('shows the account that /auth/me shows, with its version', async () => {
    const { access_token: token } = await anAccount(caller);
    const answer = await me(token);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual((await caller.call('/auth/me', { token })).json());
    const etag = answer.headers.get('etag') ?? '';
    const again = await caller.call('/users/me', { token, headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('changes what is given and leaves the rest', async () => {
    const { access_token: token } = await anAccount(caller);
    const context = { languages: ['français', 'wolof'], nested: { a: 1 } };
    await change(token, { country: 'SN', city: ' Dakar ', cultural_context: context });
    const answer = await change(token, { preferred_language: 'wo', country: null });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      profile: { country: null, city: 'Dakar', preferred_language: 'wo', cultural_context: context },
    });
    expect((await me(token)).json()).toEqual(answer.json());
    expect((await me(token)).headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  it('takes nothing away for nothing', async () => {
    const { access_token: token } = await anAccount(caller);
    const before = (await me(token)).json();
    expect((await change(token, {})).json()).toEqual(before);
    const nulls = { preferred_language: null, experience_level: null };
    expect((await change(token, nulls)).json()).toEqual(before);
  });

  it('changes the version that was read, and no other; of two at once, one', async () => {
    const { access_token: token } = await anAccount(caller);
    const etag = (await me(token)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['Dakar', 'Thiès'].map((city) => change(token, { city }, { 'if-match': etag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it.each<[string, object, string, string]>([
    ['an unknown language', { preferred_language: 'de' }, '/preferred_language', 'NOT_ALLOWED'],
    ['a long city', { city: 'a'.repeat(121) }, '/city', 'TOO_LONG'],
    ['a city of nothing', { city: '\u200b' }, '/city', 'EMPTY'],
    ['a list for an object', { business_context: [] }, '/business_context', 'WRONG_TYPE'],
    ['a large object', { business_context: { a: 'x'.repeat(8_000) } }, '/business_context', 'TOO_LONG'],
    ['NUL in an object', { business_context: { a: '\0' } }, '/business_context', 'FORBIDDEN_CHARACTER'],
    ['a user', { user_id: crypto.randomUUID() }, '/user_id', 'UNKNOWN_FIELD'],
    ['an address', { email: 'other@example.com' }, '/email', 'UNKNOWN_FIELD'],
  ])('refuses %s', async (_what, body, pointer, code) => {
    const { access_token: token } = await anAccount(caller);
    const answer = await change(token, body);
    expect(answer.status).toBe(422);
    expect(answer.json().errors).toEqual([{ pointer, code, detail: expect.any(String) }]);
  });

  describe('password', () => {
    const changePassword = (token: string, current: string, next: string) =>
      caller.call('/users/me/password', { token, body: { current_password: current, new_password: next } });

    it('is changed; other devices are signed out, this one is not', async () => {
      const { email, ...device } = await anAccount(caller);
      const other = (await signIn(caller, email)).json<Tokens>();
      expect((await changePassword(device.access_token, PASSWORD, NEW_PASSWORD)).status).toBe(204);

      expect((await me(device.access_token)).status).toBe(200);
      expect((await me(other.access_token)).status).toBe(401);
      const body = { refresh_token: other.refresh_token };
      expect((await caller.call('/auth/refresh', { body })).status).toBe(401);
      expect((await signIn(caller, email)).status).toBe(401);
      expect((await signIn(caller, email, NEW_PASSWORD)).status).toBe(200);
    });

    it('stays when the current one is wrong', async () => {
      const { email, access_token: token } = await anAccount(caller);
      const answer = await changePassword(token, 'not the password', NEW_PASSWORD);
      expect(answer.status).toBe(403);
      expect(answer.json()).toMatchObject({ error: 'CURRENT_PASSWORD_WRONG' });
      expect((await signIn(caller, email)).status).toBe(200);
    });

    it('stays as it was set meanwhile by somebody who had a code', async () => {
      const { id, access_token: token } = await anAccount(caller);
      const { manager } = api.app.get(DataSource);
      let changing: ReturnType<typeof changePassword> | undefined;
      await manager.transaction(async (tx) => {
        await tx.query(`UPDATE users SET password_hash = 'another' WHERE id = $1`, [id]);
        changing = changePassword(token, PASSWORD, NEW_PASSWORD);
        // It has found the password right, and the new one is hashed.
        await untilWaitsForLock((sql) => manager.query(sql), /UPDATE users SET password_hash/);
      });
      expect((await changing)?.status).toBe(403);
      expect(await manager.query(`SELECT password_hash FROM users WHERE id = $1`, [id])).toEqual([
        { password_hash: 'another' },
      ]);
    });

    it.each([
      ['short', 'TOO_SHORT'],
      ['passwordpassword', 'TOO_COMMON'],
    ])('stays when the new one is %s', async (next, code) => {
      const { access_token: token } = await anAccount(caller);
      const answer = await changePassword(token, PASSWORD, next);
      expect(answer.status).toBe(422);
      expect(answer.json().errors).toEqual([{ pointer: '/new_password', code, detail: expect.any(String) }]);
    });
  });
});
