import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { createSecretKey, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { DataSource } from 'typeorm';
import { SERVICE_SECRET } from '../support/builders/service-caller.js';
import { ApiDocument, type Operation } from '../support/harness/api-document.js';
import { keySums, tableSums } from '../support/harness/store-contents.js';
import { type LonelyApi, startApiAlone } from './api-under-test.js';
import { bearer, OwnedObjects, type Person } from './owned-objects.js';

const OPERATOR_TOKEN = 'an-operator-token-of-the-access-test-that-is-long';
/** Keys with which health checks try the stores: they go and come whatever else is asked. */
const LEFT_BY_OTHERS = [':probe'];
const NAMES_AN_OBJECT = /\{(briefId|sessionId|websiteId|signInId|key)\}/;
const SECRET_KEY = 'the key of the access test that is long enough';
/** Committed: a route that is new, or answers somebody else, shows in its difference. */
const TABLE = path.resolve(import.meta.dirname, '../../docs/route-access.md');

/** What somebody shows who wants in. */
type Credential = (as: Person) => Promise<Record<string, string>>;

const key = createSecretKey(Buffer.from(SECRET_KEY));
const now = () => Math.floor(Date.now() / 1_000);
const forged =
  (claims: Record<string, unknown>, signedWith = key): Credential =>
  async ({ userId }) => {
    const all = {
      sub: userId,
      iss: 'genesis',
      aud: 'genesis',
      iat: now(),
      exp: now() + 60,
      jti: randomUUID(),
      typ: 'access',
    };
    return bearer(
      await new SignJWT({ ...all, ...claims })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(signedWith),
    );
  };
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Nobody gets anything but what is for everybody with these. */
const REFUSED: Readonly<Record<string, Credential>> = {
  none: () => Promise.resolve({}),
  unsigned: ({ userId }) =>
    Promise.resolve(
      bearer(
        `${base64({ alg: 'none', typ: 'JWT' })}.${base64({ sub: userId, iss: 'genesis', aud: 'genesis', iat: now(), exp: now() + 60, jti: randomUUID(), typ: 'access' })}.`,
      ),
    ),
  'wrong key': forged({}, createSecretKey(Buffer.from('another key that is long enough as well'))),
  'wrong audience': forged({ aud: 'another' }),
  'wrong issuer': forged({ iss: 'another' }),
  expired: forged({ iat: now() - 120, exp: now() - 60 }),
  future: forged({ iat: now() + 3_600, exp: now() + 7_200 }),
  'refresh kind': forged({ typ: 'refresh' }),
  'unknown sign-in': forged({ sid: randomUUID() }),
  'operator token': () => Promise.resolve(bearer(OPERATOR_TOKEN)),
  'wrong secret': () => Promise.resolve({ 'x-service-secret': `${SERVICE_SECRET}x` }),
};

const shown =
  (headers: Record<string, string>): Credential =>
  () =>
    Promise.resolve(headers);

describe('security: objects and functions, by every route of the API document', () => {
  let api: LonelyApi;
  let all: readonly Operation[];
  let objects: OwnedObjects;

  beforeAll(async () => {
    api = await startApiAlone({ SECRET_KEY, GENESIS_SERVICE_SECRET: SERVICE_SECRET, OPERATOR_TOKEN });
    all = ApiDocument.read().operations;
    objects = await OwnedObjects.of(api);
  });
  afterAll(() => api.close());

  /** Every row of every table and every key, but for what being refused may leave. */
  const stores = async () => [
    await tableSums(api.app.get(DataSource)),
    await keySums(api.redisUrl, api.keyPrefix, LEFT_BY_OTHERS),
  ];

  it('is closed to whoever shows nothing or something false, and open where it is meant to be', async () => {
    const before = await stores();
    const wrong: string[] = [];
    for (const operation of all) {
      const door = operation.door;
      const credentials = {
        ...REFUSED,
        ...(door === 'person' && { 'service secret': shown({ 'x-service-secret': SERVICE_SECRET }) }),
        ...(door === 'service' && { 'a person': shown(bearer(objects.owner.token)) }),
      };
      for (const [name, credential] of Object.entries(credentials)) {
        const status = await objects.statusOf(operation, await credential(objects.owner));
        note(operation, name, status);
        const isRight = door === 'everybody' ? status !== 403 : status === 401;
        if (!isRight) wrong.push(`${operation.operationId} with ${name}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await stores()).toEqual(before);
  }, 120_000);

  it('answers 404 for what belongs to somebody else, and changes nothing', async () => {
    const before = await stores();
    const concerned = all.filter(
      (operation) =>
        operation.door === 'person' &&
        (NAMES_AN_OBJECT.test(operation.path) || operation.operationId in objects.bodies),
    );
    expect(concerned.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const operation of concerned) {
      const status = await objects.statusOf(operation, bearer(objects.stranger.token));
      note(operation, 'somebody else', status);
      if (status !== 404) wrong.push(`${operation.operationId}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(await stores()).toEqual(before);
  }, 60_000);

  it('is what the committed table says', async () => {
    const written = await format(tableOf(all), {
      ...(await resolveConfig(TABLE)),
      parser: 'markdown',
    });
    if (process.env.UPDATE_ROUTE_ACCESS === '1') await writeFile(TABLE, written);
    expect(await readFile(TABLE, 'utf8')).toBe(written);
  });
});

const seen = new Map<string, Map<string, number>>();

function note({ operationId }: Operation, credential: string, status: number): void {
  const statuses = seen.get(operationId) ?? new Map<string, number>();
  seen.set(operationId, statuses.set(credential, status));
}

function tableOf(operations: readonly Operation[]): string {
  const columns = [...Object.keys(REFUSED), 'service secret', 'a person', 'somebody else'];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = operations.map(({ operationId, method, path: route, rateLimit, door }) => {
    const statuses = seen.get(operationId);
    return line([
      `\`${method} ${route}\``,
      door,
      rateLimit,
      ...columns.map((column) => {
        const status = statuses?.get(column);
        return status === undefined ? '' : String(status);
      }),
    ]);
  });
  return [
    '# Who gets in where',
    '',
    'Made by `test/api/route-access.e2e-spec.ts` from `openapi.json` and a running service: the status that came back for each',
    'route and credential. `UPDATE_ROUTE_ACCESS=1 node scripts/genesis.mjs test api route-access` writes it anew. The door is who a',
    'route is for: a person with an access token, the service of DigitalCloud360 with its secret, or everybody. "Somebody',
    'else" is a person with a good token who asks for what is another person’s. The limit is the class that requests are',
    'counted in ([limits](api.md#limits)).',
    '',
    line(['route', 'door', 'limit', ...columns]),
    line(['---', '---', '---', ...columns.map(() => '---')]),
    ...body,
    '',
  ].join('\n');
}
