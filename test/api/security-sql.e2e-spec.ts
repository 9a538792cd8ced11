import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@genesis/kernel';
import { DataSource } from 'typeorm';
import { encodeCursor } from '../../apps/api/src/briefs/list-cursor.js';
import { aBrief } from '../support/builders/brief.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { SERVICE_SECRET } from '../support/builders/service-caller.js';
import { ApiDocument } from '../support/harness/api-document.js';
import { tableSums } from '../support/harness/store-contents.js';
import { type LonelyApi, startApiAlone } from './api-under-test.js';
import { OwnedObjects } from './owned-objects.js';

interface Page {
  readonly items: readonly { readonly brief_id: string }[];
  readonly next_cursor?: string;
}

/** What somebody writes where a value is asked for. */
const INJECTIONS = [
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  '1; SELECT pg_sleep(10)',
  '1 UNION SELECT password_hash FROM users',
  'created_at DESC; DELETE FROM users',
  '%',
  '_',
  '\\',
  '$1',
  '{{7*7}}',
  '1e309',
  '-1',
  '9999999999999999999999',
  'NaN',
  '[]',
  '{"$gt":""}',
  '\u0000',
  '\ud83d',
  'é'.repeat(500),
];
/** Words that only the inside of a database says. */
const INSIDE =
  /syntax error|pg_|relation "|column "|SELECT |QueryFailed|typeorm|postgres|at Object\.|node_modules/i;

/** A refusal repeats the address that was asked for. */
const withoutAddress = (body: string) => body.replaceAll(/"instance":"[^"]*"/g, '');

describe('security: SQL', () => {
  let api: LonelyApi;
  let caller: ApiCaller;
  let objects: OwnedObjects;

  beforeAll(async () => {
    api = await startApiAlone({ GENESIS_SERVICE_SECRET: SERVICE_SECRET });
    caller = new ApiCaller(api.url);
    objects = await OwnedObjects.of(api);
    for (let count = 0; count < 3; count += 1) {
      await caller.call('/business/brief/generate', { token: objects.owner.token, body: aBrief() });
    }
  });
  afterAll(() => api.close());

  it('reads nothing of what stands in a path or a query', async () => {
    const { operations } = ApiDocument.read();
    const before = await tableSums(api.app.get(DataSource));
    const wrong: string[] = [];
    let tried = 0;
    for (const operation of operations) {
      const { operationId, method, path: route, parameters, door } = operation;
      if (method !== 'GET') continue;
      for (const { name, in: place } of parameters.filter((parameter) => parameter.in !== 'header')) {
        for (const text of INJECTIONS) {
          tried += 1;
          const value = encodeURIComponent(text.toWellFormed());
          const address = route.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
            parameter === name ? value : (objects.ids[parameter] ?? newId()),
          );
          const query = place === 'query' ? `?${name}=${value}` : '';
          const response = await fetch(`${api.url}${address}${query}`, {
            headers: {
              accept: 'application/json',
              ...(door === 'person' && { authorization: `Bearer ${objects.owner.token}` }),
              ...(door === 'service' && { 'x-service-secret': SERVICE_SECRET }),
            },
          });
          const body = await response.text();
          // `%` and `_` are names like any other, and may be the pattern of a list of files.
          const isAnswered = response.status === 200 || (response.status >= 400 && response.status < 500);
          const isNoProvider = operationId === 'integrations.extract' && response.status === 503;
          if (!(isAnswered || isNoProvider) || INSIDE.test(withoutAddress(body))) {
            wrong.push(
              `${operationId} ${name}=${text.slice(0, 40)}: ${response.status} ${body.slice(0, 200)}`,
            );
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(400);
    expect(await tableSums(api.app.get(DataSource))).toEqual(before);
  }, 120_000);

  describe('cursors', () => {
    const list = (token: string, query: string) => caller.call(`/business/briefs?${query}`, { token });

    it('of somebody else show a place, and nothing of theirs', async () => {
      const theirs = (await list(objects.owner.token, 'limit=1')).json<Page>();
      expect(theirs.next_cursor).toBeDefined();
      await caller.call('/business/brief/generate', { token: objects.stranger.token, body: aBrief() });

      const answer = await list(objects.stranger.token, `cursor=${theirs.next_cursor ?? ''}`);

      expect(answer.status).toBe(200);
      const owned = (await list(objects.owner.token, 'limit=100')).json<Page>();
      const ids = new Set(owned.items.map(({ brief_id }) => brief_id));
      expect(answer.json<Page>().items.filter(({ brief_id }) => ids.has(brief_id))).toEqual([]);
    });

    const forged = (text: string) => Buffer.from(text).toString('base64url');
    it.each([
      ['no cursor', 'x'],
      ['nothing', ''],
      ['a number alone', forged('1')],
      ['an id alone', forged(`.${newId()}`)],
      ['a time that is none', forged(`abc.${newId()}`)],
      ['a time below zero', forged(`-1.${newId()}`)],
      ['a time beyond all', forged(`99999999999999999999.${newId()}`)],
      ['a time with an exponent', forged(`1e15.${newId()}`)],
      ['an id in capitals', forged(`1.${newId().toUpperCase()}`)],
      ['SQL for an id', forged("1.' OR '1'='1")],
      ['SQL for a time', forged(`1) OR (1=1.${newId()}`)],
      ['JSON', forged(JSON.stringify({ created_at: 1, id: newId() }))],
      ['a cursor with a part more', forged(`1.${newId()}.1`)],
      [
        'a cursor whose bytes were changed',
        `${encodeCursor({ createdAtMicros: 1, briefId: newId() }).slice(0, -3)}AAA`,
      ],
      ['a huge one', 'a'.repeat(8_000)],
    ])('that were forged are refused: %s', async (_, cursor) => {
      for (const route of ['/business/briefs', '/coaching/sessions']) {
        const answer = await caller.call(`${route}?cursor=${encodeURIComponent(cursor)}`, {
          token: objects.owner.token,
        });
        expect([route, [400, 414, 422].includes(answer.status), answer.status]).toEqual([
          route,
          true,
          answer.status,
        ]);
        expect(withoutAddress(answer.text)).not.toMatch(INSIDE);
      }
    });
  });

  it.each(['created_desc; DROP TABLE users', 'owner_id', 'constructor', '__proto__', 'CREATED_DESC', ''])(
    'sorts by no %j',
    async (sort) => {
      const path = `/api/v1/business-brief/user/${objects.ids.userId ?? ''}?sort=${encodeURIComponent(sort)}`;
      const response = await fetch(`${api.url}${path}`, { headers: { 'x-service-secret': SERVICE_SECRET } });
      expect([400, 422]).toContain(response.status);
      expect(withoutAddress(await response.text())).not.toMatch(INSIDE);
    },
  );

  it('takes no wildcard for more than itself', async () => {
    const { token } = objects.owner;
    await caller.call('/integrations/redis-fs/write', { token, body: { path: '/ab', content: 'x' } });
    for (const path of ['/%25', '/_b', '/a%25', '/a_']) {
      const answer = await caller.call(`/integrations/redis-fs/read?path=${path}`, { token });
      expect([404, 422]).toContain(answer.status);
    }
  });

  it('and JSON columns keep their names, and give an object nothing that it has not', async () => {
    const { token } = objects.owner;
    const body = { cultural_context: { a: { b: 1 }, 'x.y': 1, $gt: '' } };
    const changed = await caller.call('/users/me', {
      method: 'PUT',
      token,
      body,
      headers: { 'if-match': '*' },
    });
    expect(changed.status).toBe(200);
    expect(changed.json<{ profile: object }>().profile).toMatchObject(body);

    for (const rawBody of [
      '{"cultural_context":{"__proto__":{"isAdmin":true}}}',
      '{"cultural_context":{"a":{"constructor":{"prototype":{"isAdmin":true}}}}}',
      '{"cultural_context":{"a":[{"__proto__":{"isAdmin":true}}]}}',
      '{"business_context":{"constructor":1}}',
      '{"business_context":{"\\u005f\\u005fproto\\u005f\\u005f":{"isAdmin":true}}}',
    ]) {
      const answer = await caller.call('/users/me', {
        method: 'PUT',
        token,
        rawBody,
        headers: { 'if-match': '*' },
      });
      expect([400, 422]).toContain(answer.status);
    }
    for (const query of [
      '__proto__[isAdmin]=1',
      'constructor[prototype][isAdmin]=1',
      '__proto__.isAdmin=1',
    ]) {
      expect((await caller.call(`/business/briefs?${query}`, { token })).status).toBe(422);
    }
    expect(({} as { readonly isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
