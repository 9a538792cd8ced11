import { AccountErasure } from '@genesis/personal-data';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { anAccount, PASSWORD } from '../support/builders/account.builder.js';
import { ApiCaller, type Answer, type Call } from '../support/builders/api-caller.js';
import { configuredStores } from '../support/harness/installation.js';
import { untilWaitsForLock } from '../support/harness/lock-wait.js';
import { waitFor } from '../support/harness/wait-for.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type ApiUnderTest, startApi, untilHearsOfAccounts } from './api-under-test.js';

const SECRET_KEY = 'the key of the erasure test, which is long enough';
const IDEA = { business_brief: FRENCH_IDEAS[0]?.brief, language: 'fr' };

interface Receipt {
  readonly receipt_id: string;
  readonly erased_at: string | null;
}

describe('the erasure of an account', () => {
  let api: ApiUnderTest;
  let other: ApiUnderTest;
  /** Hears no signal of the others. */
  let deaf: ApiUnderTest;
  let caller: ApiCaller;

  beforeAll(async () => {
    const { redisKeyPrefix } = configuredStores();
    const apart = `${redisKeyPrefix}:deaf`;
    [api, other, deaf] = await Promise.all([
      startApi({ SECRET_KEY }),
      startApi({ SECRET_KEY }),
      startApi({ SECRET_KEY, REDIS_KEY_PREFIX: apart }),
    ]);
    caller = new ApiCaller(api.url);
    const { access_token: token } = await anAccount(caller);
    await Promise.all([other, deaf].map((replica) => untilHearsOfAccounts(replica, token)));
  });
  afterAll(() => Promise.all([api.close(), other.close(), deaf.close()]));

  const query = <T>(sql: string, parameters: unknown[] = []) =>
    api.app.get(DataSource).query<T>(sql, parameters);
  const erase = (token: string, at = caller): Promise<Answer> =>
    at.call('/users/me', { method: 'DELETE', token, body: { password: PASSWORD } });
  const entriesOf = (id: string) =>
    query<object[]>(`SELECT act FROM audit_entries WHERE subject = $1 OR actor = $1::text`, [id]);

  it('is known at every replica at once', async () => {
    const { access_token: token } = await anAccount(caller);
    const elsewhere = new ApiCaller(other.url);
    const path = '/integrations/redis-fs/list';
    expect((await elsewhere.call(path, { token })).status).toBe(200);
    expect((await erase(token)).status).toBe(200);
    await waitFor(async () => (await elsewhere.call(path, { token })).status === 401, {
      timeoutMs: 20_000,
      what: 'the other replica to know',
    });
  });

  it('leaves nothing of what a replica is asked for that has not heard of it', async () => {
    const { id, access_token: token } = await anAccount(caller);
    const there = new ApiCaller(deaf.url);
    expect((await there.call('/users/me', { token })).status).toBe(200);
    expect((await erase(token)).json<Receipt>().erased_at).not.toBeNull();

    const year = 31_536_000;
    const asked: [string, Omit<Call, 'token'>][] = [
      ['/business/brief/generate', { body: IDEA }],
      ['/coaching/start', { body: {} }],
      ['/integrations/redis-fs/write', { body: { path: '/idea.md', content: 'an idea', ttl: year } }],
      ['/users/me', { method: 'PUT', body: { city: 'Dakar' } }],
      ['/users/me', { method: 'DELETE', body: { password: PASSWORD } }],
    ];
    for (const [path, call] of asked)
      expect([path, (await there.call(path, { ...call, token })).status]).toEqual([path, 401]);
    // What the token is still good for there, for half a minute.
    const files = await there.call('/integrations/redis-fs/list', { token });
    expect([files.status, files.json()]).toEqual([200, { files: [], total: 0 }]);
    expect((await there.call('/users/me/export', { token })).text).not.toContain('@');
    await there.call('/auth/logout', { method: 'POST', token });
    expect(await entriesOf(id)).toEqual([]);
  });

  it('is done once, however often and wherever it is asked for at the same time', async () => {
    const { access_token: token } = await anAccount(caller);
    const replicas = [caller, new ApiCaller(other.url), new ApiCaller(deaf.url), caller];
    const answers = await Promise.all(replicas.map((replica) => erase(token, replica)));
    const receipts = answers.filter(({ status }) => status === 200).map((answer) => answer.json<Receipt>());
    // The others came when nobody was there any more.
    expect(answers.filter(({ status }) => status !== 200 && status !== 401)).toEqual([]);
    const [{ receipt_id: receiptId }] = receipts as [Receipt];
    expect(new Set(receipts.map(({ receipt_id }) => receipt_id)).size).toBe(1);
    const [row] = await query<{ entries: number }[]>(
      `SELECT count(*)::int AS entries FROM audit_entries WHERE details->>'receiptId' = $1`,
      [receiptId],
    );
    expect(row?.entries).toBe(1);
  });

  it('answers 401 when somebody else has carried it out while the password was compared', async () => {
    const { id, access_token: token } = await anAccount(caller);
    let erasing: Promise<Answer> | undefined;
    await api.app.get(DataSource).transaction(async (tx) => {
      await tx.query(`SELECT FROM users WHERE id = $1 FOR UPDATE`, [id]);
      erasing = erase(token);
      await untilWaitsForLock(query, /UPDATE users SET is_active = false/);
      await tx.query(`DELETE FROM users WHERE id = $1`, [id]);
    });
    expect((await erasing)?.status).toBe(401);
  });

  it('is written down without where it was asked for from: both lead to the person', async () => {
    const { access_token: token } = await anAccount(caller);
    const { receipt_id: receiptId } = (await erase(token)).json<Receipt>();
    expect(
      await query(
        `SELECT act, actor, subject, address, request_id FROM audit_entries WHERE details->>'receiptId' = $1`,
        [receiptId],
      ),
    ).toEqual([{ act: 'account_erased', actor: 'owner', subject: null, address: null, request_id: null }]);
  });

  it('takes what names the person in webhooks of briefs that were deleted before, and nobody else', async () => {
    const { id, access_token: token } = await anAccount(caller);
    const [mine, others] = [1, 2].map(() => String(Math.trunc(Math.random() * 1e12)));
    await query(`UPDATE users SET dc360_user_id = $2 WHERE id = $1`, [id, mine]);
    for (const person of [mine, others])
      await query(
        `INSERT INTO webhook_event (id, kind, brief_id, version, payload)
         VALUES (gen_random_uuid(), 'brief.completed', gen_random_uuid(), 1, jsonb_build_object('user_id', $1::bigint)::text)`,
        [person],
      );
    await erase(token);
    const left = await query<{ payload: string }[]>(`SELECT payload FROM webhook_event`);
    expect(left.map(({ payload }) => String((JSON.parse(payload) as { user_id: number }).user_id))).toEqual([
      others,
    ]);
  });

  it('comes to its turn behind others that cannot be carried out', async () => {
    const [stuck, last] = [await anAccount(caller), await anAccount(caller)];
    await query(`CREATE FUNCTION keep_user() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$`);
    await query(`CREATE TRIGGER keep_user BEFORE DELETE ON users FOR EACH ROW
      WHEN (old.id = '${stuck.id}') EXECUTE FUNCTION keep_user()`);
    try {
      for (const [{ id }, hours] of [[stuck, 2] as const, [last, 1] as const])
        await query(
          `UPDATE users SET is_active = false, erasure_requested_at = now() - $2 * interval '1 hour',
                  erasure_receipt = gen_random_uuid() WHERE id = $1`,
          [id, hours],
        );
      expect(await api.app.get(AccountErasure).carryOutPending(1)).toBe(1);
      // Of another test a busy machine may have left one.
      const pending = await query(
        `SELECT id FROM users WHERE erasure_requested_at IS NOT NULL AND id = ANY($1::uuid[])`,
        [[stuck.id, last.id]],
      );
      expect(pending).toEqual([{ id: stuck.id }]);
    } finally {
      await query(`DROP TRIGGER keep_user ON users`);
      await query(`DROP FUNCTION keep_user`);
    }
  });
});
