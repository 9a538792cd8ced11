import { newId } from '@genesis/kernel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { PASSWORD } from '../support/builders/account.builder.js';
import type { Answer, Call } from '../support/builders/api-caller.js';
import {
  aDc360UserId,
  anOrder,
  PREVIOUS_SECRET,
  SERVICE_SECRET,
  ServiceCaller,
} from '../support/builders/service-caller.js';
import { ApiDocument } from '../support/harness/api-document.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { anEmail, type ApiUnderTest, startApi } from './api-under-test.js';
import {
  aCostlyCall,
  anAddress,
  aPerson,
  CallerAt,
  ratesOf,
  startLimitedApi,
  statuses,
  subscribe,
  times,
} from './limits-under-test.js';

/** Smaller than the defaults, so that they are reached soon. */
const CALLS = 12;
const SERVICES = 15;

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startLimitedApi({
    RATE_LIMIT_CALLS: String(CALLS),
    RATE_LIMIT_SERVICE: String(SERVICES),
    GENESIS_SERVICE_SECRET: SERVICE_SECRET,
    GENESIS_SERVICE_SECRET_PREVIOUS: PREVIOUS_SECRET,
  });
});
afterAll(() => api.close());

const at = (address?: string) => new CallerAt(api.url, address);
const countOf = async (table: string, column: string, value: unknown): Promise<number> => {
  const rows = await api.app
    .get(DataSource)
    .query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${table} WHERE ${column} = $1`, [value]);
  return rows[0]!.count;
};

/** Every way to a token or a password, each with a body that gets past the limit and no further. */
const AUTH_ROUTES: readonly (readonly [string, Call])[] = [
  ['/auth/register', { body: { email: 'not an address', name: 'Awa', password: PASSWORD } }],
  ['/auth/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['/auth/refresh', { body: { refresh_token: 'none' } }],
  ['/auth/password-reset', { body: { code: 'none', new_password: PASSWORD } }],
  ['/auth/dc360/token', { body: { token: 'none' } }],
  ['/auth/dc360/exchange', { body: { code: 'none' } }],
  ['/users/me/password', { body: { current_password: PASSWORD, new_password: PASSWORD } }],
  ['/users/me', { method: 'DELETE' }],
];

describe('Limits: routes of accounts', () => {
  it('have ten requests a minute and address, together, refresh and single sign-on included', async () => {
    const caller = at();
    const first = await Promise.all(AUTH_ROUTES.map(([route, call]) => caller.call(route, call)));
    for (const answer of first) expect(answer.status).not.toBe(429);
    const left = first.map(({ headers }) => ratesOf(headers).auth?.left).sort((a = 0, b = 0) => b - a);
    expect(left).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
    await times(2, () => caller.call('/auth/refresh', { body: { refresh_token: 'none' } }));

    for (const [route, call] of AUTH_ROUTES) {
      expect([route, (await caller.call(route, call)).status]).toEqual([route, 429]);
      expect([route, (await at().call(route, call)).status]).not.toEqual([route, 429]);
    }
  });

  it('refuse in the one error shape, in French and English, and say when to come back', async () => {
    const caller = at();
    const refresh = (language: string) =>
      caller.call('/auth/refresh', {
        body: { refresh_token: 'none' },
        headers: { 'accept-language': language },
      });
    await times(10, () => refresh('fr'));

    const [french, english] = [await refresh('fr'), await refresh('en')];
    for (const answer of [french, english]) {
      expect(answer.status).toBe(429);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.json()).toMatchObject({
        type: '/docs/errors#RATE_LIMITED',
        status: 429,
        error: 'RATE_LIMITED',
        details: { policy: 'auth', limit: 10, window_seconds: 60 },
      });
      const { auth } = ratesOf(answer.headers);
      expect(auth).toMatchObject({ quota: 10, window: 60, left: 0 });
      expect(answer.headers.get('retry-after')).toBe(String(auth?.reset));
    }
    expect([french, english].map((answer) => answer.json<{ detail: string }>().detail)).toEqual([
      'Trop de requêtes : réessayez un peu plus tard.',
      'Too many requests: try again a little later.',
    ]);
  });

  it('do nothing when they refuse: no account, and no password is looked at', async () => {
    const caller = at();
    await times(10, () => caller.call('/auth/refresh', { body: { refresh_token: 'none' } }));
    const email = anEmail();
    const refused = await caller.call('/auth/register', { body: { email, name: 'Awa', password: PASSWORD } });

    expect(refused.status).toBe(429);
    expect(await countOf('users', 'email', email)).toBe(0);
  });
});

describe('Limits: addresses', () => {
  const refresh = (address: string) => at(address).call('/auth/refresh', { body: { refresh_token: 'none' } });
  const leftOf = async (answer: Promise<Answer>) => ratesOf((await answer).headers).auth?.left;

  it('are what the trusted proxy says: a spoofed X-Forwarded-For mints no bucket', async () => {
    const real = anAddress();

    expect(await leftOf(refresh(real))).toBe(9);
    expect(await leftOf(refresh(`${anAddress()}, ${real}`))).toBe(8);
    expect(await leftOf(refresh(`${anAddress()}, 127.0.0.1, ${anAddress()}, ${real}`))).toBe(7);
    expect(await leftOf(refresh(`"; drop, ${real}`))).toBe(6);
  });

  it('are the socket’s where no proxy is trusted', async () => {
    const open = await startLimitedApi({ TRUST_PROXY_HOPS: '0' });
    try {
      const left = await times(4, () =>
        new CallerAt(open.url, anAddress()).call('/auth/refresh', { body: { refresh_token: 'none' } }),
      );
      expect(left.map(({ headers }) => ratesOf(headers).auth?.left)).toEqual([9, 8, 7, 6]);
    } finally {
      await open.close();
    }
  });

  it('of IPv6 count by /64, and IPv4 in IPv6 by its IPv4', async () => {
    const net = `2001:db8:${newId().slice(0, 4)}:${newId().slice(0, 4)}`;
    const ipv4 = anAddress();

    expect(await leftOf(refresh(`${net}::1`))).toBe(9);
    expect(await leftOf(refresh(`${net}:ffff:ffff:ffff:ffff`))).toBe(8);
    expect(await leftOf(refresh(`2001:db9:${newId().slice(0, 4)}:1::1`))).toBe(9);
    expect(await leftOf(refresh(ipv4))).toBe(9);
    expect(await leftOf(refresh(`::ffff:${ipv4}`))).toBe(8);
  });
});

describe('Limits: costly calls', () => {
  it.each([
    ['trial', 5],
    ['basic', 10],
    ['pro', 20],
    ['enterprise', 50],
  ])('of the %s plan are %i a minute and person', async (plan, limit) => {
    const { id, access_token: token, caller } = await aPerson(api.url);
    await subscribe(api.app.get(DataSource), id, plan);

    const answers = await Promise.all(Array.from({ length: limit }, () => aCostlyCall(caller, token)));
    expect(new Set(statuses(answers))).toEqual(new Set([404]));
    const over = await aCostlyCall(at(), token);
    expect(over.status).toBe(429);
    expect(ratesOf(over.headers)).toMatchObject({ costly: { quota: limit, window: 60, left: 0 } });
    // Reading goes on.
    expect((await caller.call('/auth/me', { token })).status).toBe(200);
  });

  it('of a person without a DigitalCloud360 id are those of LOCAL_PLAN, of one whose plan nobody knows of trial', async () => {
    const own = await aPerson(api.url);
    const unknown = await aPerson(api.url);
    await subscribe(api.app.get(DataSource), unknown.id, 'pro');
    await api.app.get(DataSource).query(`DELETE FROM known_subscription WHERE user_id = $1`, [unknown.id]);

    const quotas = await Promise.all(
      [own, unknown].map(async (person) => {
        const { headers } = await aCostlyCall(person.caller, person.access_token);
        return ratesOf(headers).costly?.quota;
      }),
    );
    expect(quotas).toEqual([50, 5]);
  });

  it('that are refused start nothing, keep no idempotency key and take no quota', async () => {
    const { id, access_token: token, caller } = await aPerson(api.url);
    await subscribe(api.app.get(DataSource), id, 'trial');
    await times(5, () => aCostlyCall(caller, token));
    const idempotencyKey = newId();
    const refused = await caller.call('/business/brief/generate', {
      token,
      body: { business_brief: FRENCH_IDEAS[0]?.brief, language: 'fr' },
      headers: { 'idempotency-key': idempotencyKey },
    });

    expect(refused.status).toBe(429);
    expect(await countOf('business_briefs', 'owner_id', id)).toBe(0);
    expect(await countOf('quota_usage', 'user_id', id)).toBe(0);
    expect(await countOf('idempotency_keys', 'key', idempotencyKey)).toBe(0);
  });
});

describe('Limits: new sessions of the coach', () => {
  const ONBOARDING = { sector: 'restaurant', logo_source: 'later' };

  it('are thirty an hour and person, begun either way; who goes on with one is not held up', async () => {
    const open = await startLimitedApi();
    try {
      const { id, access_token: token, caller } = await aPerson(open.url);
      await subscribe(open.app.get(DataSource), id, 'trial');
      const start = (body: object = {}) => caller.call('/coaching/start', { token, body });
      const first = await start();
      expect(ratesOf(first.headers)).toMatchObject({
        'new-sessions': { quota: 30, window: 3_600, left: 29 },
      });
      await caller.call('/coaching/onboarding', { token, body: ONBOARDING });
      expect(new Set(statuses(await times(28, () => start())))).toEqual(new Set([200]));

      const over = [await start(), await caller.call('/coaching/onboarding', { token, body: ONBOARDING })];

      for (const answer of over) {
        expect([answer.status, answer.json().details]).toEqual([
          429,
          { policy: 'new-sessions', limit: 30, window_seconds: 3_600 },
        ]);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60);
      }
      const { session_id } = first.json<{ session_id: string }>();
      expect((await start({ session_id })).status).toBe(200);
      const other = await aPerson(open.url);
      const call = { token: other.access_token, body: {} };
      expect((await other.caller.call('/coaching/start', call)).status).toBe(200);
    } finally {
      await open.close();
    }
  });
});

describe('Limits: other calls', () => {
  it('count by person, wherever they are, and whoever else is there', async () => {
    const [awa, binta] = [await aPerson(api.url), await aPerson(api.url)];
    const read = (caller: CallerAt, token: string) => caller.call('/auth/me', { token });
    const answers = await times(CALLS, () => read(at(), awa.access_token));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(answers.map(({ headers }) => ratesOf(headers).calls?.left)).toEqual(
      Array.from({ length: CALLS }, (_, used) => CALLS - 1 - used),
    );

    expect((await read(awa.caller, awa.access_token)).status).toBe(429);
    expect((await read(awa.caller, binta.access_token)).status).toBe(200);
  });

  it('without a token, or with a false one, count by address, and then nobody looks at tokens from there', async () => {
    const caller = at();
    const { access_token: token } = await aPerson(api.url);
    const tries: readonly Call[] = [{}, { token: 'false' }, { token: `${token}x` }];
    for (let sent = 0; sent < CALLS; sent += 1) {
      const answer = await caller.call('/auth/me', tries[sent % tries.length]);
      expect([sent, answer.status]).toEqual([sent, 401]);
      expect(ratesOf(answer.headers).calls?.left).toBe(CALLS - 1 - sent);
    }

    for (const call of [...tries, { token }]) expect((await caller.call('/auth/me', call)).status).toBe(429);
    expect((await at().call('/auth/me', { token })).status).toBe(200);
  });

  it('are one, for a stream however long it is, and a stream says what is left too', async () => {
    const { access_token: token, caller } = await aPerson(api.url);
    const started = await caller.call('/business/brief/generate', {
      token,
      body: { business_brief: FRENCH_IDEAS[0]?.brief, language: 'fr' },
    });
    const { brief_id: briefId } = started.json<{ brief_id: string }>();
    const leaving = new AbortController();
    const stream = await caller.open(`/business/brief/${briefId}/events`, { token, signal: leaving.signal });

    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    expect(ratesOf(stream.headers)).toMatchObject({ calls: { quota: CALLS, left: CALLS - 1 } });
    const reader = stream.body!.getReader();
    await reader.read();
    expect(ratesOf((await caller.call('/auth/me', { token })).headers).calls?.left).toBe(CALLS - 2);
    leaving.abort();
  });

  it('of probes are not counted', async () => {
    const probes = ['', '/live', '/ready', '/startup', '/integrations'];
    for (const probe of probes) {
      for (let sent = 0; sent < CALLS + 2; sent += 1) {
        const answer = await fetch(`${api.url}/health${probe}`);
        await answer.text();
        expect([probe, answer.status]).toEqual([probe, 200]);
        expect(ratesOf(answer.headers)).toEqual({});
      }
    }
  });
});

describe('Limits: services', () => {
  const service = () => new ServiceCaller(api.url);
  const order = (userId: number, address = anAddress()) =>
    service().call('/api/genesis/generate-brief/', {
      body: anOrder(userId),
      headers: { 'x-forwarded-for': address, prefer: 'respond-async' },
    });

  it('generate five times a minute for one user, and are told so in the shape of the contract', async () => {
    const userId = aDc360UserId();
    const answers = await times(5, () => order(userId));
    expect(new Set(statuses(answers))).toEqual(new Set([202]));

    const refused = await order(userId);
    expect(refused.status).toBe(429);
    expect(refused.json()).toMatchObject({
      error: 'RATE_LIMITED',
      message: 'Trop de requêtes : réessayez un peu plus tard.',
      details: { policy: 'generations', limit: 5 },
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Object.keys(ratesOf(refused.headers))).toEqual(['services', 'generations']);
    const theirs = 'business_briefs b JOIN users u ON u.id = b.owner_id';
    expect(await countOf(theirs, 'u.dc360_user_id', String(userId))).toBe(5);
    expect((await order(aDc360UserId())).status).toBe(202);
  });

  it('are counted by whose secret it is, the one before it included', async () => {
    const read = (secret: string) =>
      service().call(`/api/v1/business-brief/${newId()}`, {
        secret,
        headers: { 'x-forwarded-for': anAddress() },
      });
    const left = ratesOf((await read(SERVICE_SECRET)).headers).services!.left;
    for (let more = left; more > 0; more -= 1) {
      const answer = await read(more % 2 === 0 ? SERVICE_SECRET : PREVIOUS_SECRET);
      expect([answer.status, ratesOf(answer.headers).services?.left]).toEqual([404, more - 1]);
    }
    expect((await read(SERVICE_SECRET)).status).toBe(429);
    expect((await read(PREVIOUS_SECRET)).status).toBe(429);
  });

  it('who try secrets are counted by address', async () => {
    const address = anAddress();
    const guess = () =>
      service().call(`/api/v1/business-brief/${newId()}`, {
        secret: newId(),
        headers: { 'x-forwarded-for': address },
      });

    expect(new Set(statuses(await times(CALLS, guess)))).toEqual(new Set([401]));
    expect((await guess()).status).toBe(429);
  });
});

describe('Limits: every route of the API document', () => {
  it('has the class that the document names, and answers with its headers', async () => {
    const fresh = await startLimitedApi({ GENESIS_SERVICE_SECRET: SERVICE_SECRET });
    try {
      const { access_token: token } = await aPerson(fresh.url);
      const seen: Record<string, string | undefined> = {};
      const named: Record<string, string | undefined> = {};
      for (const { operationId, method, path, body, answers, rateLimit } of ApiDocument.read().operations) {
        const mediaType = body?.mediaType;
        const answer = await fetch(fresh.url + path.replaceAll(/\{\w+\}/g, () => newId()), {
          method,
          headers: {
            'x-forwarded-for': anAddress(),
            'x-service-secret': SERVICE_SECRET,
            authorization: `Bearer ${token}`,
            'if-match': '*',
            ...(mediaType !== undefined && { 'content-type': mediaType }),
          },
          // Refused by validation, after it was counted.
          body: mediaType?.includes('json') ? '{"unknown":1}' : undefined,
        });
        await answer.body?.cancel();
        const [name = 'none'] = Object.keys(ratesOf(answer.headers));
        seen[operationId] = name;
        named[operationId] = rateLimit;
        const told = Object.keys(answers['429']?.headers ?? {}).filter((header) =>
          /^(RateLimit|Retry)/.test(header),
        );
        expect([operationId, told]).toEqual([
          operationId,
          name === 'none' ? [] : ['RateLimit', 'RateLimit-Policy', 'Retry-After'],
        ]);
      }
      expect(Object.keys(seen).length).toBeGreaterThan(50);
      expect(seen).toEqual(named);
    } finally {
      await fresh.close();
    }
  });
});

describe('Limits: headers', () => {
  it('are shown to browsers', async () => {
    const { headers } = await at().call('/auth/me', { headers: { origin: 'http://localhost:3000' } });
    const exposed = headers.get('access-control-expose-headers')?.split(', ');

    expect(exposed).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy', 'Retry-After']));
  });

  it('and limits are absent where they are off', async () => {
    const open = await startApi();
    try {
      const caller = new CallerAt(open.url);
      const answers = await times(12, () =>
        caller.call('/auth/refresh', { body: { refresh_token: 'none' } }),
      );
      expect(new Set(statuses(answers))).toEqual(new Set([401]));
      for (const { headers } of answers) expect(ratesOf(headers)).toEqual({});
    } finally {
      await open.close();
    }
  });
});
