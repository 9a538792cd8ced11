import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assertSafeSvg } from '@genesis/knowledge';
import { openRedis, primariesOf, type RedisClient } from '@genesis/redis';
import type { Redis } from 'ioredis';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApiClient } from '../support/harness/api-client.js';
import { configuredStores, Installation } from '../support/harness/installation.js';
import { keysOf } from '../support/harness/redis-keys.js';
import { FRENCH_IDEAS } from '../support/ideas/ideas.fr.js';
import { liveInMarkdown, liveInPage } from '../support/injection/live-markup.js';
import { HOSTILE_MARKUP, hostilePieces, MARK } from '../support/injection/markup.js';
import { messageText, type ChatCompletionRequest } from '../support/simulators/chat-completion.wire.js';
import { ChatSimulator } from '../support/simulators/chat-simulator.js';
import { type JsonSchema, sampleJsonSchema } from '../support/simulators/json-schema-sample.js';

const START_MS = 120_000;
const MODEL_MARK = 'MODELE7';
const MODEL_KEY = 'sk-of-the-hostile-flow';
/** All that a key of ours may consist of, and nothing that somebody writes. */
const KEY = /^[\w:.@{}=-]{1,300}$/;
const FORBIDDEN_COMMANDS = new Set([
  'keys',
  'flushall',
  'flushdb',
  'config',
  'debug',
  'save',
  'bgsave',
  'shutdown',
]);

/** Every free text of an answer is the next hostile one; words of a closed set stay. */
function poisoned(value: unknown, next: () => string): unknown {
  if (Array.isArray(value)) return value.map((item) => poisoned(item, next));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poisoned(inner, next)]));
  }
  return typeof value === 'string' && value.includes(' ')
    ? next().slice(0, Math.max(value.length, 40))
    : value;
}

describe('hostile texts of people and of a model, through the whole service', () => {
  let model: ChatSimulator;
  let installation: Installation;
  let client: ApiClient;
  let folder: string;
  let monitoring: readonly Redis[] = [];
  let watched: RedisClient;
  const commands: (readonly string[])[] = [];
  const briefs: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'genesis-hostile-'));
    let turn = 0;
    const markup = Object.values(HOSTILE_MARKUP);
    const next = () => `${MODEL_MARK} ${markup[(turn += 1) % markup.length] ?? ''}`;
    model = await ChatSimulator.start(
      { latencyMs: { min: 1, max: 3 }, apiKey: MODEL_KEY },
      {
        basePath: '/v1',
        models: [{ id: 'hostile', object: 'model', created: 0, owned_by: 'simulator' }],
        instead: ({ body, sequence }) => {
          const request = body as ChatCompletionRequest;
          const prompt = request.messages.map(({ content }) => messageText(content)).join('\n');
          const { json_schema } = (request.response_format ?? {}) as { json_schema?: { schema: JsonSchema } };
          if (json_schema === undefined) return null;
          const proper = sampleJsonSchema(json_schema.schema, { prompt, seed: 1 });
          const message = {
            role: 'assistant',
            content: JSON.stringify(poisoned(proper, next)),
            refusal: null,
          };
          return {
            status: 200,
            body: {
              id: `chatcmpl-hostile-${sequence}`,
              object: 'chat.completion',
              created: 0,
              model: 'hostile',
              choices: [{ index: 0, message, finish_reason: 'stop' }],
              usage: { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 },
            },
          };
        },
      },
    );
    const stores = configuredStores();
    watched = openRedis(stores.redisUrl, {});
    watched.on('error', () => undefined);
    // A cluster knows its nodes once it has answered something.
    await watched.ping();
    monitoring = await Promise.all(primariesOf(watched).map((primary) => primary.monitor()));
    for (const each of monitoring) {
      // A primary that is killed takes it along.
      each.on('error', () => undefined);
      each.on('monitor', (_time: string, args: readonly string[]) => void commands.push(args));
    }
    installation = await Installation.create(stores, {
      LLM_BASE_URL: model.url,
      LLM_MODEL: 'hostile',
      LLM_API_KEY: MODEL_KEY,
      HOSTING: 'folder',
      PUBLISH_FOLDER: path.join(folder, 'sites'),
      ASSET_DIR: path.join(folder, 'assets'),
    });
    await Promise.all([installation.startApi(), installation.startWorker()]);
    client = await installation.client().signUp();
  }, START_MS);

  afterAll(async () => {
    for (const each of [...monitoring, watched]) each.disconnect();
    await installation.close();
    await model.stop();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  it('is carried to its end', async () => {
    const [idea] = FRENCH_IDEAS;
    const pieces = hostilePieces(120);
    const all = hostilePieces(4_000);
    const text = (from: number) =>
      all
        .slice(from, from + 9)
        .join(' ')
        .slice(0, 3_900);
    for (const [index, name] of pieces.slice(0, 3).entries()) {
      const brief = {
        ...idea?.brief,
        business_name: name,
        vision: `${idea?.brief.vision ?? ''} ${text(index * 9)}`,
        mission: `${idea?.brief.mission ?? ''} ${text(index * 9)}`,
        differentiation: `${idea?.brief.differentiation ?? ''} ${text(index * 9)}`,
        location: { city: pieces[index + 3], country: 'Sénégal', region: pieces[index + 4] },
        services: pieces.slice(index * 6, index * 6 + 12),
      };
      const key = `${MARK}:{${index}}*`;
      const { brief_id } = await client.generate({ business_brief: brief, language: 'fr' }, key);
      briefs.push(brief_id);
    }
    for (const briefId of briefs) {
      const { status } = await client.untilSettled(briefId, 60_000);
      expect(['completed', 'partial']).toContain(status);
      await client.call('POST', '/api/v1/business/website/create', {
        json: { brief_id: briefId },
        headers: { 'idempotency-key': `${MARK}:{site}:${briefId}` },
      });
    }
    const { body } = await client.call<{ session_id: string }>('POST', '/api/v1/coaching/start', {
      json: {},
    });
    await client.call('POST', '/api/v1/coaching/step', {
      json: { session_id: body.session_id, user_response: all.slice(0, 12).join(' ').slice(0, 3_900) },
    });
    await client.call('POST', '/api/v1/integrations/redis-fs/write', {
      json: { path: 'notes/a.html', content: all.join('\n') },
    });
    for (const email of [`${MARK}:{a}*@example.com`, `${MARK}\r\nFLUSHALL@example.com`, '*'.repeat(900)]) {
      await client
        .call('POST', '/api/v1/auth/token', { form: new URLSearchParams({ username: email, password: 'x' }) })
        .catch((error: unknown) => error);
    }
    const shown = JSON.stringify(await client.brief(briefs[0] ?? ''));
    // Otherwise nothing of this was tried.
    expect(shown).toContain(MARK);
  }, 120_000);

  describe('security: output', () => {
    it('holds nothing in a published page that comes alive', async () => {
      const root = path.join(folder, 'sites');
      const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.html'));
      expect(files.length).toBeGreaterThan(8);
      const pages = await Promise.all(
        files.map(async (file) => [file, await readFile(path.join(root, file), 'utf8')] as const),
      );
      expect(pages.filter(([, page]) => page.includes(MARK)).length).toBeGreaterThan(8);
      expect(pages.flatMap(([file, page]) => liveInPage(page).map((found) => `${file}: ${found}`))).toEqual(
        [],
      );
    });

    it('holds texts of the model, which are texts there as well', async () => {
      const shown = JSON.stringify(await Promise.all(briefs.map((briefId) => client.brief(briefId))));
      expect(shown).toContain(MODEL_MARK);
    });

    it('holds nothing in a file of a brief that comes alive, and shows it in a sandbox', async () => {
      const wrong: string[] = [];
      const kinds = new Set<string>();
      for (const briefId of briefs) {
        for (const { path: file } of await client.files(briefId)) {
          const { headers, body } = await client.file(briefId, file);
          const kind = path.extname(file);
          kinds.add(kind);
          if (kind === '.md') wrong.push(...liveInMarkdown(body).map((found) => `${file}: ${found}`));
          if (kind === '.svg') assertSafeSvg(body);
          if (kind === '.json' && file.includes('structured-data') && body.includes('<')) wrong.push(file);
          expect(headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox/);
          expect(headers.get('x-content-type-options')).toBe('nosniff');
          expect(headers.get('content-type')).not.toMatch(/html|javascript/);
        }
      }
      expect(wrong).toEqual([]);
      expect([...kinds]).toEqual(expect.arrayContaining(['.md', '.svg', '.json']));
    });

    it('answers in JSON, which no browser takes for a page', async () => {
      for (const address of [
        `/api/v1/business/brief/${briefs[0] ?? ''}`,
        '/api/v1/business/briefs',
        '/api/v1/coaching/sessions',
        '/api/v1/integrations/redis-fs/read?path=notes/a.html',
        '/api/v1/users/me/export',
      ]) {
        const { headers } = await client.call('GET', address);
        expect([address, headers.get('content-type')]).toEqual([
          address,
          expect.stringMatching(/^application\/json/),
        ]);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      }
    });

    it('has one event a frame, whatever stands in it', async () => {
      for (const briefId of briefs) {
        const { items } = await client.events(briefId);
        const [url = ''] = installation.urls;
        const response = await fetch(`${url}/api/v1/business/brief/${briefId}/events`, {
          headers: { authorization: `Bearer ${client.accessToken}`, accept: 'text/event-stream' },
        });
        const frames = (await response.text()).split('\n\n').filter((frame) => /^id:/m.test(frame));
        expect(frames).toHaveLength(items.length);
        for (const frame of frames) {
          expect(frame).toMatch(/^id: \d+\nevent: [a-z.]+\ndata: \{[^\r\n]*\}$/);
        }
      }
    });

    it('puts no word of anybody into a header', async () => {
      const [url = ''] = installation.urls;
      const asked = await fetch(`${url}/api/v1/business/briefs?limit=1`, {
        headers: {
          authorization: `Bearer ${client.accessToken}`,
          'x-request-id': `${MARK} <script>`,
          origin: `https://${MARK.toLowerCase()}.example`,
        },
      });
      const headers = JSON.stringify([...asked.headers]);
      expect(headers.toLowerCase()).not.toContain(MARK.toLowerCase());
      expect(asked.headers.get('link')).toMatch(/^<\/api\/v1\/business\/briefs\?[\w=&-]+>; rel="next"$/);
    });
  });

  describe('security: Redis keys', () => {
    const own = () => commands.filter((args) => args.some((word) => word.includes(installation.keyPrefix)));

    it('are of our own making, with one hash tag at most', () => {
      const keys = own().flatMap(([, ...words]) =>
        words.filter(
          (word) => word.startsWith(installation.keyPrefix) || word.startsWith(`{${installation.keyPrefix}`),
        ),
      );
      expect(keys.length).toBeGreaterThan(200);
      expect([...new Set(keys.filter((key) => !KEY.test(key) || key.includes(MARK)))]).toEqual([]);
      const tags = keys.map((key) => key.match(/[{}]/g)?.join('') ?? '');
      expect([...new Set(tags)].filter((braces) => braces !== '' && braces !== '{}')).toEqual([]);
    });

    it('are never looked for among all others', () => {
      const used = new Set(own().map(([command = '']) => command.toLowerCase()));
      expect(used.size).toBeGreaterThan(5);
      expect([...used].filter((command) => FORBIDDEN_COMMANDS.has(command))).toEqual([]);
    });
  });

  // After the keys: it looks for some itself.
  describe('security: tenants', () => {
    it('have briefs of their own for the same idea and the same key', async () => {
      const idea = { business_brief: FRENCH_IDEAS[1]?.brief ?? {}, language: 'fr' };
      const others = await installation.client().signUp();
      const [mine, theirs] = [
        await client.generate(idea, 'the-same'),
        await others.generate(idea, 'the-same'),
      ];
      await Promise.all([client.untilSettled(mine.brief_id), others.untilSettled(theirs.brief_id)]);

      expect(theirs.brief_id).not.toBe(mine.brief_id);
      const [own, seen] = [await client.brief(mine.brief_id), await others.brief(theirs.brief_id)];
      const ids = (value: unknown) => new Set(JSON.stringify(value).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g));
      expect([...ids(seen)].filter((id) => ids(own).has(id))).toEqual([]);
      await expect(others.brief(mine.brief_id)).rejects.toMatchObject({ status: 404 });
      await expect(others.files(mine.brief_id)).rejects.toMatchObject({ status: 404 });
      await expect(
        others.call('GET', '/api/v1/integrations/redis-fs/read?path=notes/a.html'),
      ).rejects.toMatchObject({ status: 404 });
      expect((await others.list()).items.map(({ brief_id }) => brief_id)).toEqual([theirs.brief_id]);
    });

    it('share no entry of a cache that holds a word of theirs', async () => {
      const shared = await keysOf(watched, `${installation.keyPrefix}:cache:`);
      const values = await Promise.all(shared.map((key) => watched.get(key)));
      expect(values.filter((value) => value?.includes(MARK) === true)).toEqual([]);
      // Everything else is named by one workspace, run or account, or is of vendors.
      const kinds = new Set(
        (await keysOf(watched, `${installation.keyPrefix}:`)).map(
          (key) =>
            key
              .replaceAll(/[{}]/g, '')
              .slice(installation.keyPrefix.length + 1)
              .split(':')[0],
        ),
      );
      expect(['bull', 'cache', 'session', 'user', 'vendor', 'vfs']).toEqual(
        expect.arrayContaining([...kinds]),
      );
    });
  });
});
