import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { anAccount } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { ApiDocument, type Schema, type Operation } from '../support/harness/api-document.js';
import { type LonelyApi, startApiAlone } from './api-under-test.js';
import { OwnedObjects } from './owned-objects.js';

const SERVICE_SECRET = 'the secret of the null test, long enough for it';
/** What is asked for without being required by the schema: one of two. */
const NEEDED: Readonly<Record<string, readonly string[]>> = { 'briefs.generate': ['business_brief'] };
/** They end the sign-in or the account: everybody asks once. */
const ONCE: ReadonlySet<string> = new Set(['users.erase', 'users.changePassword', 'auth.logout']);

describe('null in a field that may be left out', () => {
  let api: LonelyApi;
  let document: ApiDocument;
  let objects: OwnedObjects;

  beforeAll(async () => {
    api = await startApiAlone({ GENESIS_SERVICE_SECRET: SERVICE_SECRET });
    document = ApiDocument.read();
    objects = await OwnedObjects.of(api);
  });
  afterAll(() => api.close());

  /** What is required, by the document's own examples. */
  function sampleOf(schema: Schema, needed: readonly string[] = []): unknown {
    const known = document.resolveValue(schema);
    if (known.properties === undefined) return known.example ?? known.enum?.[0] ?? 'x';
    return Object.fromEntries(
      Object.entries(known.properties)
        .filter(([name]) => known.required?.includes(name) === true || needed.includes(name))
        .map(([name, property]) => [name, sampleOf(property)]),
    );
  }

  /** Where null may stand: optional fields of the body, and of the objects in `body`. */
  function optionalIn(schema: Schema, body: unknown, at: readonly string[] = []): string[][] {
    const known = document.resolveValue(schema);
    return Object.entries(known.properties ?? {}).flatMap(([name, property]) => {
      const place = [...at, name];
      const inner = (body as Record<string, unknown> | undefined)?.[name];
      const within = typeof inner === 'object' ? optionalIn(property, inner, place) : [];
      return known.required?.includes(name) === true || inner !== undefined ? within : [place, ...within];
    });
  }

  function withNull(body: unknown, [first = '', ...rest]: readonly string[]): object {
    const known = body as Record<string, unknown>;
    return { ...known, [first]: rest.length === 0 ? null : withNull(known[first], rest) };
  }

  async function statusOf(operation: Operation, body: object): Promise<number> {
    const { access_token: token } = ONCE.has(operation.operationId)
      ? await anAccount(new ApiCaller(api.url))
      : { access_token: objects.owner.token };
    const response = await objects.call(
      operation,
      {
        // There is no worker for whose end one could wait.
        prefer: 'respond-async',
        ...(operation.door === 'service'
          ? { 'x-service-secret': SERVICE_SECRET }
          : { authorization: `Bearer ${token}` }),
      },
      body,
    );
    await response.body?.cancel();
    return response.status;
  }

  it('is what leaving it out is: refused where that is, and no failure of ours', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const operation of document.operations) {
      const { operationId, body: declared } = operation;
      if (declared?.mediaType !== 'application/json') continue;
      const { schema } = declared;
      const body = (objects.bodies[operationId] ?? sampleOf(schema, NEEDED[operationId])) as object;
      const usual = await statusOf(operation, body);
      for (const place of optionalIn(schema, body)) {
        tried += 1;
        const status = await statusOf(operation, withNull(body, place));
        const isSame = (status < 500 || status === usual) && (status === 422) === (usual === 422);
        if (!isSame) wrong.push(`${operationId} /${place.join('/')}: ${status} instead of ${usual}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(40);
  }, 120_000);

  it('does not keep somebody without a password from erasing the account', async () => {
    const { id, access_token: token } = await anAccount(new ApiCaller(api.url));
    await api.app.get(DataSource).query(`UPDATE users SET password_hash = NULL WHERE id = $1`, [id]);
    const answer = await new ApiCaller(api.url).call('/users/me', {
      method: 'DELETE',
      token,
      body: { password: null },
    });
    expect(answer.status).toBe(200);
  });
});
