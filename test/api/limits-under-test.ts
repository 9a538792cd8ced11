import type { EnvironmentVariables } from '@genesis/config';
import { newId } from '@genesis/kernel';
import { expect } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { anAccount, type Tokens } from '../support/builders/account.builder.js';
import { type Answer, ApiCaller, type Call } from '../support/builders/api-caller.js';
import { aDc360UserId } from '../support/builders/service-caller.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

/** Counts that no other test sees. */
export const aKeyPrefix = (): string =>
  `${process.env.REDIS_KEY_PREFIX ?? 'genesis:testing'}:${randomBytes(4).toString('hex')}`;

/** An api with limits, behind one proxy: the last address of X-Forwarded-For is believed. */
export async function startLimitedApi(env: EnvironmentVariables = {}): Promise<ApiUnderTest> {
  return startApi({
    RATE_LIMIT_ENABLED: 'true',
    TRUST_PROXY_HOPS: '1',
    REDIS_KEY_PREFIX: aKeyPrefix(),
    ...env,
  });
}

/** An address that no other test calls from. */
export function anAddress(): string {
  return `10.${[...randomBytes(3)].join('.')}`;
}

/** Calls as somebody at one address does. */
export class CallerAt extends ApiCaller {
  constructor(
    url: string,
    readonly ip: string = anAddress(),
  ) {
    super(url);
  }

  override call(path: string, call: Call = {}): Promise<Answer> {
    return super.call(path, { ...call, headers: { 'x-forwarded-for': this.ip, ...call.headers } });
  }
}

/** Somebody with an account and an address of their own. */
export async function aPerson(
  url: string,
): Promise<Tokens & { id: string; email: string; caller: CallerAt }> {
  const caller = new CallerAt(url);
  // From elsewhere: what it takes to sign up is not what a test counts.
  return { ...(await anAccount(new CallerAt(url))), caller };
}

/** As DigitalCloud360 has last said. Before the person's first call. */
export async function subscribe(db: DataSource, userId: string, plan: string): Promise<void> {
  await db.query(`UPDATE users SET dc360_user_id = $2 WHERE id = $1`, [userId, String(aDc360UserId())]);
  await db.query(
    `INSERT INTO known_subscription (user_id, plan, status, quota_used, asked_at) VALUES ($1, $2, 'active', 0, now())`,
    [userId, plan],
  );
}

export interface Rate {
  readonly quota: number;
  readonly window: number;
  readonly left: number;
  readonly reset: number;
}

/** What an answer says of limits, by policy; empty when it says nothing.
 *  @throws unless it is what draft-ietf-httpapi-ratelimit-headers-10 says, letter by letter */
export function ratesOf(headers: Headers): Readonly<Record<string, Rate>> {
  const policies = itemsOf(headers.get('ratelimit-policy'), /^"([a-z-]+)";q=(\d{1,15});w=(\d{1,15})$/);
  const left = itemsOf(headers.get('ratelimit'), /^"([a-z-]+)";r=(\d{1,15});t=(\d{1,15})$/);
  expect([...left.keys()]).toEqual([...policies.keys()]);
  return Object.fromEntries(
    [...policies].map(([name, [quota, window]]) => {
      const [remaining, reset] = left.get(name)!;
      return [name, { quota, window, left: remaining, reset }];
    }),
  );
}

/** A list of RFC 9651 whose members are strings with two integer parameters. */
function itemsOf(header: string | null, item: RegExp): ReadonlyMap<string, readonly [number, number]> {
  if (header === null) return new Map();
  return new Map(
    header.split(', ').map((member) => {
      const [, name, first, second] = item.exec(member) ?? [];
      if (name === undefined) throw new Error(`no item of the draft: ${member}`);
      return [name, [Number(first), Number(second)]] as const;
    }),
  );
}

/** Sends so many, one after the other. @returns what came back */
export async function times<T>(count: number, send: () => Promise<T>): Promise<readonly T[]> {
  const answers: T[] = [];
  for (let sent = 0; sent < count; sent += 1) answers.push(await send());
  return answers;
}

export const statuses = (answers: readonly Answer[]): readonly number[] =>
  answers.map(({ status }) => status);

/** A costly call that ends at once, for there is no such session. */
export const aCostlyCall = (caller: ApiCaller, token: string): Promise<Answer> =>
  caller.call('/coaching/help', { token, body: { session_id: newId() } });
