import { newId } from '@genesis/kernel';
import { RateLimits } from '@genesis/rate-limits';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { PASSWORD, signIn } from '../support/builders/account.builder.js';
import type { Answer } from '../support/builders/api-caller.js';
import { waitFor } from '../support/harness/wait-for.js';
import { anEmail, type ApiUnderTest } from './api-under-test.js';
import { aPerson, CallerAt, ratesOf, startLimitedApi, statuses, times } from './limits-under-test.js';

const WRONG = 'quatre fromagers au bord du lac';

let api: ApiUnderTest;
beforeAll(async () => {
  // What is counted by address alone is not what these tests are about.
  api = await startLimitedApi({ RATE_LIMIT_AUTH: '1000' });
});
afterAll(() => api.close());

const elsewhere = () => new CallerAt(api.url);
/** From so many addresses, one try each. */
async function attack(email: string, addresses: number): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let sent = 0; sent < addresses; sent += 5) {
    answers.push(...(await Promise.all(Array.from({ length: 5 }, () => signIn(elsewhere(), email, WRONG)))));
  }
  return answers;
}

/** What a caller can tell of an answer, but for what differs from one answer to the next. */
function seen({ status, headers, text }: Answer): unknown {
  const body = JSON.parse(text) as Record<string, unknown>;
  const { request_id: _, timestamp: __, ...rest } = body;
  const rates = Object.entries(ratesOf(headers)).map(([name, { quota, window }]) => [name, quota, window]);
  return { status, rest, rates, challenge: headers.get('www-authenticate') };
}

describe('Login: lock-out that cannot be abused', () => {
  it('refuses the sixth try of one address, and its owner signs in at another', async () => {
    const { email, caller } = await aPerson(api.url);
    const attacker = elsewhere();
    const tries = await times(8, () => signIn(attacker, email, WRONG));
    expect(statuses(tries)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    // The right password as well, or it would show which one is right.
    expect((await signIn(attacker, email)).status).toBe(429);
    // Another spelling is the same account.
    expect((await signIn(attacker, ` ${email.toUpperCase()} `)).status).toBe(429);

    expect((await signIn(caller, email)).status).toBe(200);
    expect((await signIn(caller, email, WRONG)).status).toBe(401);
    expect((await signIn(caller, email)).status).toBe(200);
  });

  it('says when to come back', async () => {
    const { email } = await aPerson(api.url);
    const attacker = elsewhere();
    const [refused] = (await times(6, () => signIn(attacker, email, WRONG))).slice(-1);

    const rate = ratesOf(refused!.headers)['failed-sign-ins'];
    expect(rate).toMatchObject({ quota: 5, window: 900, left: 0 });
    expect(refused!.headers.get('retry-after')).toBe(String(rate?.reset));
    expect(rate?.reset).toBeGreaterThan(800);
  });

  it('slows an account that many addresses try, and leaves its owner two tries wherever he is', async () => {
    const { email } = await aPerson(api.url);
    expect(new Set(statuses(await attack(email, 55)))).toEqual(new Set([401]));

    const attacker = elsewhere();
    expect(statuses(await times(4, () => signIn(attacker, email, WRONG)))).toEqual([401, 401, 429, 429]);
    const owner = elsewhere();
    expect((await signIn(owner, email, WRONG)).status).toBe(401);
    expect((await signIn(owner, email)).status).toBe(200);
    // Others have nothing to do with it.
    const { email: other, caller } = await aPerson(api.url);
    expect(statuses(await times(4, () => signIn(caller, other, WRONG)))).toEqual([401, 401, 401, 401]);
  }, 60_000);

  it('begins anew with the right password', async () => {
    const { email, caller } = await aPerson(api.url);
    for (let round = 0; round < 3; round += 1) {
      expect(statuses(await times(4, () => signIn(caller, email, WRONG)))).toEqual([401, 401, 401, 401]);
      expect((await signIn(caller, email)).status).toBe(200);
    }
  });

  it('is no way around it to try many at once', async () => {
    const { email } = await aPerson(api.url);
    const attacker = elsewhere();
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(attacker, email, WRONG)));

    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(5);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(15);
  });
});

describe('Login: an unknown account', () => {
  it('behaves as a known one at every try', async () => {
    const { email } = await aPerson(api.url);
    const known = elsewhere();
    const unknown = elsewhere();
    const unknownEmail = anEmail();
    for (let sent = 0; sent < 8; sent += 1) {
      const answers = [await signIn(known, email, WRONG), await signIn(unknown, unknownEmail, WRONG)];
      expect(seen(answers[1]!)).toEqual(seen(answers[0]!));
    }
  });

  it('is slowed when many addresses try it, as a known one is', async () => {
    const email = anEmail();
    expect(new Set(statuses(await attack(email, 55)))).toEqual(new Set([401]));
    const attacker = elsewhere();
    expect(statuses(await times(4, () => signIn(attacker, email, WRONG)))).toEqual([401, 401, 429, 429]);
  }, 60_000);

  it('that is registered later carries nothing over for its owner', async () => {
    const email = anEmail();
    const attacker = elsewhere();
    await times(6, () => signIn(attacker, email, WRONG));
    const owner = elsewhere();
    await owner.call('/auth/register', { body: { email, name: 'Awa', password: PASSWORD } });

    expect((await signIn(owner, email)).status).toBe(200);
  });
});

describe('Limits: the password of somebody who is signed in', () => {
  it('cannot be guessed either, with a stolen token', async () => {
    const { id, email, access_token: token } = await aPerson(api.url);
    const thief = elsewhere();
    const guess = () =>
      thief.call('/users/me/password', {
        token,
        body: { current_password: `${WRONG} ${newId()}`, new_password: `${PASSWORD} et un fleuve` },
      });
    expect(statuses(await times(6, guess))).toEqual([403, 403, 403, 403, 403, 429]);
    const erase = await thief.call('/users/me', { method: 'DELETE', token, body: { password: PASSWORD } });

    expect(erase.status).toBe(429);
    expect((await signIn(elsewhere(), email)).status).toBe(200);
    const written = async () =>
      (
        await api.app
          .get(DataSource)
          .query<object[]>(`SELECT FROM audit_entries WHERE subject = $1 AND act = 'sign_in_refused'`, [id])
      ).length;
    await waitFor(async () => (await written()) === 5, {
      timeoutMs: 5_000,
      what: 'the entries, for which no answer waits',
    });
  });

  it('lets in again what was refused only because of tries that were none', async () => {
    const limits = api.app.get(RateLimits, { strict: false });
    const policy = { name: 'failed-sign-ins', limit: 2, windowSeconds: 60 };
    const key = `taken back ${newId()}`;
    const counted = await times(3, () => limits.count(policy, key));
    expect(counted.map(({ used }) => used)).toEqual([1, 2, 3]);
    expect(limits.refused(policy, key)).not.toBeNull();

    await times(3, () => limits.uncount(policy, key));

    expect((await limits.count(policy, key)).used).toBe(1);
  });
});
