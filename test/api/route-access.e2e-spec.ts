import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT } from 'jose';
import { createSecretKey, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { DataSource } from 'typeorm';
import { anAccount } from '../support/builders/account.builder.js';
import { ApiCaller } from '../support/builders/api-caller.js';
import { finishRun } from '../support/builders/run.builder.js';
import { aDc360UserId, SERVICE_SECRET } from '../support/builders/service-caller.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const SECRET_KEY = 'the key of the access test that is long enough';
const DOCUMENT = path.resolve(import.meta.dirname, '../../docs/openapi.json');
/** Committed: a route that is new, or answers somebody else, shows in its difference. */
const TABLE = path.resolve(import.meta.dirname, '../../docs/route-access.md');

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  /** Proven by `rate-limits.e2e-spec.ts`. */
  readonly 'x-rate-limit': string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

async function operations(): Promise<readonly Operation[]> {
  const document = JSON.parse(await readFile(DOCUMENT, 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
  };
  return Object.entries(document.paths).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path: route,
    })),
  );
}

/** What somebody shows who wants in. */
type Credential = (as: {
  readonly userId: string;
  readonly token: string;
}) => Promise<Record<string, string>>;

const key = createSecretKey(Buffer.from(SECRET_KEY));
const now = () => Math.floor(Date.now() / 1_000);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
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
  'wrong secret': () => Promise.resolve({ 'x-service-secret': `${SERVICE_SECRET}x` }),
};

const shown =
  (headers: Record<string, string>): Credential =>
  () =>
    Promise.resolve(headers);

const QUERIES: Readonly<Record<string, string>> = {
  'integrations.extract': '?url=https://example.com/',
  'files.read': '?path=/a.txt',
  'files.info': '?path=/a.txt',
};

/** The files of the brief of this test do not exist. */
const NOT_THERE: ReadonlySet<string> = new Set(['briefs.file']);

describe('access to every route of the API document', () => {
  let api: ApiUnderTest;
  let all: readonly Operation[];
  let owner: { userId: string; token: string };
  let stranger: { userId: string; token: string };
  /** Objects of the owner, by the name of the parameter that names them. */
  let objects: Readonly<Record<string, string>>;

  beforeAll(async () => {
    api = await startApi({ SECRET_KEY, GENESIS_SERVICE_SECRET: SERVICE_SECRET });
    all = await operations();
    const caller = new ApiCaller(api.url);
    const [a, b] = await Promise.all([anAccount(caller), anAccount(caller)]);
    owner = { userId: a.id, token: a.access_token };
    stranger = { userId: b.id, token: b.access_token };
    const idea = { business_brief: FRENCH_IDEAS[0]?.brief, language: 'fr' };
    const { brief_id: briefId } = (
      await caller.call('/business/brief/generate', { token: owner.token, body: idea })
    ).json<{ brief_id: string }>();
    await finishRun(api.app, briefId, {});
    const { session_id: sessionId } = (
      await caller.call('/coaching/start', { token: owner.token, body: {} })
    ).json<{ session_id: string }>();
    const websiteId = randomUUID();
    await api.app
      .get(DataSource)
      .query(`INSERT INTO website (id, brief_id, provider) VALUES ($1, $2, 'folder')`, [websiteId, briefId]);
    await api.app.get(DataSource).query(
      `INSERT INTO publication (id, website_id, brief_id, version, status, reference, request_id)
       VALUES ($1, $2, $3, 1, 'published', 'access', 'access')`,
      [randomUUID(), websiteId, briefId],
    );
    const assetKey = `${'a'.repeat(64)}.png`;
    await api.app.get(DataSource).query(
      `INSERT INTO asset (id, owner_id, brief_id, kind, key, sha256, media_type, size, width, height)
       VALUES ($1, $2, $3, 'logo', $4, $5, 'image/png', 1, 1, 1)`,
      [randomUUID(), owner.userId, briefId, assetKey, 'a'.repeat(64)],
    );
    objects = {
      briefId,
      sessionId,
      websiteId,
      key: assetKey,
      path: 'logo/logo.svg',
      step: 'vision',
      signInId: String(decodeJwt(a.access_token).sid),
      userId: String(aDc360UserId()),
    };
  });
  afterAll(() => api.close());

  /** Bodies that pass, where the object is looked for after the body was read, or named by it. */
  const bodies = (): Readonly<Record<string, object>> => ({
    'coaching.correct': { user_response: 'Que chaque femme de Thiès ait une tenue à sa mesure.' },
    'coaching.step': { session_id: objects.sessionId, user_response: 'Une tenue à sa mesure.' },
    'coaching.complete': { session_id: objects.sessionId, confirm: true },
    'coaching.help': { session_id: objects.sessionId },
    'coaching.reformulate': { session_id: objects.sessionId, text: 'Une tenue à sa mesure.' },
    'coaching.proposals': { session_id: objects.sessionId },
    'briefs.regenerate': { regenerate_sections: ['logo_creation'] },
    'websites.create': { brief_id: objects.briefId },
    'websites.rollBack': { version: 1 },
  });

  async function statusOf(operation: Operation, headers: Record<string, string>): Promise<number> {
    const { method, operationId, requestBody } = operation;
    const address = operation.path.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => objects[name] ?? randomUUID(),
    );
    const [mediaType] = Object.keys(requestBody?.content ?? {});
    const isForm = mediaType !== undefined && !mediaType.includes('json');
    const body =
      mediaType === undefined ? undefined : isForm ? '' : JSON.stringify(bodies()[operationId] ?? {});
    const response = await fetch(`${api.url}${address}${QUERIES[operationId] ?? ''}`, {
      method,
      headers: { ...headers, 'if-match': '*', ...(mediaType !== undefined && { 'content-type': mediaType }) },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    return response.status;
  }

  const doorOf = ({ security }: Operation) =>
    security.some((scheme) => 'bearer' in scheme)
      ? 'person'
      : security.some((scheme) => 'serviceSecret' in scheme)
        ? 'service'
        : 'everybody';

  /** Every row of every table, but for what being refused may leave. */
  async function rows(): Promise<Readonly<Record<string, string>>> {
    const db = api.app.get(DataSource);
    const tables = await db.query<{ name: string }[]>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'audit_entries'`,
    );
    const sums = await Promise.all(
      tables.map(async ({ name }) => {
        const [row] = await db.query<{ sum: string }[]>(
          `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM "${name}" t`,
        );
        return [name, row?.sum ?? ''] as const;
      }),
    );
    return Object.fromEntries(sums);
  }

  it('is closed to whoever shows nothing or something false, and open where it is meant to be', async () => {
    const before = await rows();
    const wrong: string[] = [];
    for (const operation of all) {
      const door = doorOf(operation);
      const credentials = {
        ...REFUSED,
        ...(door === 'person' && { 'service secret': shown({ 'x-service-secret': SERVICE_SECRET }) }),
        ...(door === 'service' && { 'a person': shown(bearer(owner.token)) }),
      };
      for (const [name, credential] of Object.entries(credentials)) {
        const status = await statusOf(operation, await credential(owner));
        note(operation, name, status);
        const isRight = door === 'everybody' ? status !== 403 : status === 401;
        if (!isRight) wrong.push(`${operation.operationId} with ${name}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await rows()).toEqual(before);
  }, 120_000);

  it('answers 404 for what belongs to somebody else, and changes nothing', async () => {
    const before = await rows();
    const concerned = all.filter(
      (operation) =>
        doorOf(operation) === 'person' &&
        (/\{(briefId|sessionId|websiteId|key)\}/.test(operation.path) || operation.operationId in bodies()),
    );
    expect(concerned.length).toBeGreaterThan(20);
    const wrong: string[] = [];
    for (const operation of concerned) {
      const status = await statusOf(operation, bearer(stranger.token));
      note(operation, 'somebody else', status);
      if (status !== 404) wrong.push(`${operation.operationId}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(await rows()).toEqual(before);
  }, 60_000);

  it('gives its owner what it keeps from others', async () => {
    const reads = all.filter(
      ({ method, path: route, ...operation }) =>
        method === 'GET' &&
        doorOf({ method, path: route, ...operation }) === 'person' &&
        /\{(briefId|sessionId|websiteId)\}/.test(route) &&
        !NOT_THERE.has(operation.operationId),
    );
    expect(reads.length).toBeGreaterThan(8);
    for (const operation of reads) {
      const status = await statusOf(operation, { ...bearer(owner.token), accept: 'application/json' });
      expect(`${operation.operationId} ${status}`).toBe(`${operation.operationId} 200`);
    }
  });

  it('is what the committed table says', async () => {
    const written = await format(tableOf(all.map((operation) => [operation, doorOf(operation)] as const)), {
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

function tableOf(rows: readonly (readonly [Operation, string])[]): string {
  const columns = [...Object.keys(REFUSED), 'service secret', 'a person', 'somebody else'];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = rows.map(([{ operationId, method, path: route, 'x-rate-limit': limit }, door]) => {
    const statuses = seen.get(operationId);
    return line([
      `\`${method} ${route}\``,
      door,
      limit,
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
