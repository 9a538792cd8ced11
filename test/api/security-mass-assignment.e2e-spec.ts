import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { anAccount } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { SERVICE_SECRET } from '../support/builders/service-caller.js';
import { ApiDocument, type Schema, type Operation } from '../support/harness/api-document.js';
import { tableSums } from '../support/harness/store-contents.js';
import { type LonelyApi, startApiAlone } from './api-under-test.js';

const FORM = 'application/x-www-form-urlencoded';
const POISON = { isAdmin: true };

/** What nobody says of themselves or of their things. */
const FIELDS: Readonly<Record<string, unknown>> = {
  id: randomUUID(),
  user_id: randomUUID(),
  owner_id: randomUUID(),
  dc360_user_id: 1,
  role: 'admin',
  status: 'completed',
  plan: 'enterprise',
  cost: 0,
  created_at: '2020-01-01T00:00:00.000Z',
  is_ready_for_website: true,
  __proto__: POISON,
  constructor: { prototype: POISON },
  prototype: POISON,
};
/** The literal above sets what it inherits from; this names the field. */
const NAMES = [...new Set([...Object.keys(FIELDS), '__proto__'])];
/** Read by libraries before anybody of ours sees them: a body that has them need not be read. */
const POISONED = new Set(['__proto__', 'constructor', 'prototype']);

/** Fields of that name which a caller has to give, by operation: somebody for whom the platform acts, or the caller
 *  (another one is refused: `genesis.e2e-spec.ts`). */
const ASKED_FOR: Readonly<Record<string, readonly string[]>> = {
  'contract.generateBrief': ['user_id'],
  'contract.generate': ['user_id'],
  'contract.ssoCode': ['user_id'],
  'genesis.generate': ['user_id'],
};

/** Operations in whose words a body that does not fit is 400. */
const CONTRACT: ReadonlySet<string> = new Set(['contract.generateBrief', 'contract.generate']);

/** A place in a body where a field can be added, and what may not be added there. */
interface Place {
  readonly pointer: readonly string[];
  readonly names: readonly string[];
}

type WithBody = Operation & { readonly body: NonNullable<Operation['body']> };

describe('security: mass assignment', () => {
  let api: LonelyApi;
  let document: ApiDocument;
  let token: string;
  const inherited = Object.getOwnPropertyNames(Object.prototype);

  beforeAll(async () => {
    api = await startApiAlone({ GENESIS_SERVICE_SECRET: SERVICE_SECRET });
    document = ApiDocument.read();
    token = (await anAccount(new ApiCaller(api.url))).access_token;
  });
  afterAll(() => api.close());

  const operationsWithBody = () =>
    document.operations.filter((operation): operation is WithBody => operation.body !== null);

  /** What is required, and everything that is an object itself, by the document's own examples. */
  function sampleOf(schema: Schema): unknown {
    const known = document.resolveValue(schema);
    if (known.properties === undefined) return known.example ?? known.enum?.[0] ?? 'x';
    return Object.fromEntries(
      Object.entries(known.properties)
        .filter(
          ([name, property]) =>
            known.required?.includes(name) === true ||
            document.resolveValue(property).properties !== undefined,
        )
        .map(([name, property]) => [name, sampleOf(property)]),
    );
  }

  function placesOf(schema: Schema, pointer: readonly string[] = []): readonly Place[] {
    const known = document.resolveValue(schema);
    const inner = Object.entries(known.properties ?? {}).flatMap(([name, property]) =>
      placesOf(property, [...pointer, name]),
    );
    if (known.properties === undefined) return inner;
    const names = NAMES.filter((name) => !Object.hasOwn(known.properties ?? {}, name));
    return [{ pointer, names }, ...inner];
  }

  /** A copy with one more field, however it is called. */
  function withField(body: unknown, [first, ...rest]: readonly string[], name: string): unknown {
    const entries = Object.entries(body as object);
    if (first === undefined) return Object.fromEntries([...entries, [name, FIELDS[name] ?? POISON]]);
    return Object.fromEntries(
      entries.map(([key, value]) => [key, key === first ? withField(value, rest, name) : value]),
    );
  }

  async function send(operation: WithBody, body: unknown) {
    const {
      door,
      body: { mediaType },
    } = operation;
    const response = await fetch(`${api.url}${operation.path.replaceAll(/\{\w+\}/g, () => randomUUID())}`, {
      method: operation.method,
      headers: {
        'content-type': mediaType,
        'if-match': '*',
        ...(door === 'person' && { authorization: `Bearer ${token}` }),
        ...(door === 'service' && { 'x-service-secret': SERVICE_SECRET }),
      },
      body:
        mediaType === FORM
          ? new URLSearchParams(Object.entries(body as object).map(([key, value]) => [key, String(value)]))
          : JSON.stringify(body),
    });
    const problem = (await response.json()) as {
      readonly error: string;
      readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
    };
    return { status: response.status, ...problem };
  }

  it('is looked for in every body that the service reads', () => {
    expect(operationsWithBody().length).toBeGreaterThan(25);
    const asked = operationsWithBody().flatMap((operation) => {
      const names = Object.keys(document.resolveValue(operation.body.schema).properties ?? {}).filter(
        (name) => Object.hasOwn(FIELDS, name),
      );
      return names.length === 0 ? [] : [[operation.operationId, names] as const];
    });
    expect(Object.fromEntries(asked)).toEqual(ASKED_FOR);
  });

  it('is refused everywhere, for its field alone, and changes nothing', async () => {
    const before = await tableSums(api.app.get(DataSource));
    const wrong: string[] = [];
    let tried = 0;
    for (const operation of operationsWithBody()) {
      const { schema } = operation.body;
      const body = sampleOf(schema);
      for (const { pointer, names } of placesOf(schema)) {
        for (const name of names) {
          tried += 1;
          const { status, error, errors } = await send(operation, withField(body, pointer, name));
          const isContract = CONTRACT.has(operation.operationId);
          const isUnread = status === 400 && error === (isContract ? 'INVALID_PAYLOAD' : 'BAD_REQUEST');
          const field = [...pointer, name].map((part) => `/${part}`).join('');
          const isNamed =
            status === (isContract ? 400 : 422) &&
            errors?.length === 1 &&
            errors[0]?.code === 'UNKNOWN_FIELD' &&
            errors[0].pointer === field;
          if (!isNamed && !(POISONED.has(name) && isUnread)) {
            wrong.push(`${operation.operationId} ${field}: ${status} ${JSON.stringify(errors ?? error)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(400);
    expect(await tableSums(api.app.get(DataSource))).toEqual(before);
  }, 120_000);

  it('has no way out either: what an answer may hold is listed, field by field', () => {
    const open = Object.entries(document.schemas)
      .filter(([, { properties, additionalProperties }]) => {
        return properties !== undefined && additionalProperties !== false;
      })
      .map(([name]) => name);
    expect(open).toEqual([]);
  });

  it('leaves the objects of the process as they were', () => {
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
    expect(({} as { readonly isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});
