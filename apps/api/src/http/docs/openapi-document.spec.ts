import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import path from 'node:path';

type Json = Record<string, unknown>;
interface Schema extends Json {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: unknown;
}
interface Content {
  readonly [mediaType: string]: {
    readonly schema: Schema;
    readonly example?: unknown;
    readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  };
}
interface Answer {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: Json;
}
interface Operation extends Json {
  readonly operationId: string;
  readonly deprecated?: boolean;
  readonly security?: readonly Json[];
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

const document = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../../../docs/openapi.json'), 'utf8'),
) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Json;
  };
};
const schemas = document.components.schemas;
const operations = Object.entries(document.paths).flatMap(([route, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, route, method })),
);
const answersOf = (operation: Operation) =>
  Object.entries(operation.responses).map(([status, answer]) => ({ status, answer }));
const ids = (of: readonly { readonly operationId: string }[]) => of.map(({ operationId }) => operationId);

const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
ajv.addVocabulary(['example', 'components', 'openapi', 'paths']);
const FORMATS: Readonly<Record<string, RegExp | ((text: string) => boolean)>> = {
  uuid: /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  hostname: /^[a-z0-9.-]+$/i,
  uri: (text) => URL.canParse(text),
  'uri-reference': (text) => URL.canParse(text, 'https://a.example'),
  password: () => true,
  binary: () => true,
};
for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
const INTEGERS = { int32: 2_147_483_647, int64: Number.MAX_SAFE_INTEGER };
for (const [name, most] of Object.entries(INTEGERS))
  ajv.addFormat(name, { type: 'number', validate: (value: number) => Math.abs(value) <= most });
ajv.addSchema({ $id: 'api', components: { schemas } });

/** What is wrong with a value. */
function faultsOf(value: unknown, schema: Schema): readonly string[] {
  const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as Schema;
  const validate = ajv.compile(local);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});

/** Every schema within one, with where it stands; those that are referred to stand for themselves. */
function within(schema: Schema, at: string): readonly (readonly [string, Schema])[] {
  const parts: readonly (readonly [string, unknown])[] = [
    ...Object.entries(schema.properties ?? {}).map(([name, each]) => [`${at}.${name}`, each] as const),
    ...[schema.allOf ?? [], schema.anyOf ?? []].flat().map((each) => [at, each] as const),
    [`${at}[]`, schema.items],
    [`${at}{}`, schema.additionalProperties],
  ];
  const inner = parts.filter((part): part is readonly [string, Schema] => typeof part[1] === 'object');
  return [[at, schema], ...inner.flatMap(([where, each]) => within(each, where))];
}

const ALL_SCHEMAS = [
  ...Object.entries(schemas).flatMap(([name, schema]) => within(schema, name)),
  ...operations.flatMap((operation) => [
    ...(operation.parameters ?? []).flatMap(({ name, schema }) =>
      within(schema, `${operation.operationId} ${name}`),
    ),
    ...[operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
      Object.values(part?.content ?? {}).flatMap(({ schema }) => within(schema, operation.operationId)),
    ),
  ]),
];

/** The whole example that the examples of the parts make; what has none is absent. */
function exampleOf(given: Schema): unknown {
  const schema = resolved(given);
  if (given.example !== undefined) return given.example;
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = [schema.allOf ?? [], schema.anyOf ?? []].flat();
  if (first !== undefined) return exampleOf(first);
  if (schema.items !== undefined) {
    const item = exampleOf(schema.items);
    return item === undefined ? [] : [item];
  }
  if (schema.properties === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(schema.properties)
      .map(([name, each]) => [name, exampleOf(each)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** api-conventions.md, "OpenAPI", "Errors", "Deprecation": of the committed document, which equals the code. */
describe('the API document', () => {
  it('has examples that validate against their schemas', () => {
    const examples = ALL_SCHEMAS.filter(([, schema]) => schema.example !== undefined);
    const faults = examples.flatMap(([at, schema]) =>
      faultsOf(schema.example, schema).map((fault) => `${at}: ${fault}`),
    );
    expect(examples.length).toBeGreaterThan(400);
    expect(faults).toEqual([]);
  });

  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    'has whole examples of what %s takes and answers, each valid',
    (_, { requestBody, responses }) => {
      const bodies = [requestBody, ...Object.values(responses)].flatMap((part) =>
        Object.entries(part?.content ?? {}).filter(([mediaType]) => /json|form/.test(mediaType)),
      );
      for (const [, { schema, example: shown, examples = {} }] of bodies) {
        const whole = shown === undefined ? exampleOf(schema) : shown;
        for (const example of [whole, ...Object.values(examples).map(({ value }) => value)])
          expect({ example, faults: faultsOf(example, schema) }).toEqual({ example, faults: [] });
      }
    },
  );

  it('names each operation once, as <domain>.<what>', () => {
    expect(new Set(ids(operations)).size).toBe(operations.length);
    for (const id of ids(operations)) expect(id).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
  });

  it('says of each operation who may call it', () => {
    const known = new Set(Object.keys(document.components.securitySchemes));
    for (const { security } of operations) {
      expect(security).toBeDefined();
      for (const scheme of (security ?? []).flatMap((each) => Object.keys(each)))
        expect(known).toContain(scheme);
    }
  });

  it('has one shape of errors', () => {
    const others = operations.flatMap((operation) =>
      answersOf(operation)
        .filter(({ status, answer }) => status >= '400' && JSON.stringify(answer.content) !== ONE_PROBLEM)
        .map(({ status }) => `${operation.operationId} ${status}`),
    );
    // These say which store is away, or what is waited for.
    expect(others.sort()).toEqual(['health.ready 503', 'health.startup 503']);
  });

  it('closes every object and lists every value of an enum', () => {
    const open = ALL_SCHEMAS.filter(
      ([, { properties, additionalProperties }]) =>
        properties !== undefined && additionalProperties !== false,
    );
    expect(open.map(([at]) => at)).toEqual([]);
    for (const [, { enum: values }] of ALL_SCHEMAS.filter(([, schema]) => schema.enum !== undefined)) {
      expect(new Set(values).size).toBe(values?.length);
      for (const value of values ?? [])
        if (typeof value === 'string' && value !== value.toLowerCase()) expect(value).toMatch(/^[A-Z_]+$/);
    }
  });

  it('says where the next page, the run and its end are', () => {
    const lacking = (status: string, header: string, wanted: (answer: Answer) => boolean = () => true) =>
      operations.filter(({ responses }) => {
        const answer = responses[status];
        return answer !== undefined && wanted(answer) && answer.headers?.[header] === undefined;
      });
    const isPage = (answer: Answer) =>
      Object.values(answer.content ?? {}).some(
        ({ schema }) => resolved(schema).properties?.next_cursor !== undefined,
      );
    expect(ids(lacking('200', 'Link', isPage))).toEqual([]);
    expect(ids(lacking('202', 'Location'))).toEqual([]);
    expect(ids(lacking('202', 'Retry-After'))).toEqual([]);
    expect(ids(lacking('429', 'Retry-After'))).toEqual([]);
  });

  it('takes an idempotency key where a call creates or costs', () => {
    const without = operations.filter(
      ({ method, parameters = [] }) =>
        method === 'post' && !parameters.some(({ name }) => name === 'Idempotency-Key'),
    );
    expect(ids(without).sort()).toEqual(WITHOUT_A_KEY);
  });

  it('says of every call that takes one that it may be in flight, and that an answer may be a repeated one', () => {
    const keyed = operations.filter(({ parameters = [] }) =>
      parameters.some(({ name }) => name === 'Idempotency-Key'),
    );
    expect(keyed.length).toBeGreaterThan(10);
    for (const { operationId, responses } of keyed) {
      const inFlight = String(responses['409']?.description).match(/IDEMPOTENCY_IN_FLIGHT/g);
      expect([operationId, inFlight]).toEqual([operationId, ['IDEMPOTENCY_IN_FLIGHT']]);
    }
    const told = operations.flatMap((operation) =>
      answersOf(operation)
        .filter(({ answer }) => answer.headers?.['Idempotent-Replayed'] !== undefined)
        .map(({ status }) => `${operation.operationId} ${status}`),
    );
    const due = keyed.flatMap((operation) =>
      answersOf(operation)
        .filter(({ status }) => status.startsWith('2'))
        .map(({ status }) => `${operation.operationId} ${status}`),
    );
    expect(told).toEqual(due);
  });

  it('deprecates nothing without a word in the answers', () => {
    const silent = operations.filter(
      (operation) =>
        operation.deprecated === true &&
        answersOf(operation).some(
          ({ answer }) => answer.headers?.Deprecation === undefined || answer.headers.Sunset === undefined,
        ),
    );
    expect(ids(silent)).toEqual([]);
  });
});

const ONE_PROBLEM = JSON.stringify({
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
});

/** Repeated, they do no more than once: they sign in or out, set what they are given, or make the same again. A search
 *  costs, and is answered from the cache when it is repeated; help is asked for again to get other help. */
const WITHOUT_A_KEY = [
  'auth.exchangeCode',
  'auth.logout',
  'auth.refresh',
  'auth.register',
  'auth.resetPassword',
  'auth.signInFromPlatform',
  'auth.token',
  'briefs.cancel',
  'coaching.complete',
  'coaching.help',
  'contract.ssoCode',
  'files.write',
  'integrations.search',
  'users.changePassword',
];
