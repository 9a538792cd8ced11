import { createHmac, generateKeyPairSync } from 'node:crypto';
import { loadSettings, SsoSettings } from '@genesis/config';
import { Dc360Tokens } from '@genesis/identity';
import { AppError, newId, SystemClock } from '@genesis/kernel';
import { ORDER_SIGNS, scanForOrders, VendorError } from '@genesis/integrations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { Webhook } from 'standardwebhooks';
import { excerptOf } from '../../libs/agents/src/research/page-excerpt.js';
import { leadsIn, numbersOf, wordsOf } from '../../libs/agents/src/research/web-words.js';
import { Dc360Client } from '../../libs/integrations/src/dc360/dc360-client.js';
import { Dc360Connection } from '../../libs/integrations/src/dc360/dc360-connection.js';
import { VendorGateway } from '../../libs/integrations/src/resilience/vendor-gateway.js';
import { TavilySearch } from '../../libs/integrations/src/search/tavily/tavily-search.adapter.js';
import { LocalReceiver } from '../support/receivers/local-receiver.js';
import { Dc360Keys } from '../support/simulators/dc360-keys.js';
import { PublishingWorkbench, type PublishingWorker } from '../worker/publishing-workbench.js';
import { interrupted } from './expressions/interrupted.js';
import { fuzzOptions } from './fuzz-options.js';
import { AnsweringServer, jsonAnswer } from './parsers/answering-server.js';
import { hostileKeySets, keysOfOthers, sampleKeys } from './parsers/key-sets.js';
import { extractAnswers, pageTexts } from './parsers/pages.js';
import { eventBodies, manglings as messageManglings, type SignedMessage } from './parsers/signed-messages.js';
import { mangled, manglings } from './vendors/mangling.js';

// What fails as it should is told with a warning each time; an error would be none that we coped with.
Logger.overrideLogger(['error', 'fatal']);

/** With what a busy machine adds. */
const PATIENCE_MS = 10_000;
const TEST_MS = 240_000;
const RUNS = {
  seed: fuzzOptions.seed,
  numRuns: fuzzOptions.requests,
  interruptAfterTimeLimit: TEST_MS - 2 * PATIENCE_MS,
  markInterruptAsFailure: true,
};

/** @throws when it takes longer than anything may */
async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const done = await work();
  const tookMs = performance.now() - started;
  // Thrown at once, for the property to tell its input.
  if (tookMs > PATIENCE_MS) throw new Error(`the reading took ${tookMs} ms`);
  return done;
}

describe(`fuzzing: key sets of single sign-on, seed ${fuzzOptions.seed}`, () => {
  const ISSUER = 'https://platform.example';
  const USER = '4711';
  let server: AnsweringServer;
  let keys: Dc360Keys;
  let samples: readonly JWK[];
  let right: string;
  let falseOnes: readonly string[];
  let settings: SsoSettings;

  beforeAll(async () => {
    [server, keys, samples] = await Promise.all([
      AnsweringServer.start(),
      Dc360Keys.generate(),
      sampleKeys(),
    ]);
    right = await keys.mint({ user_id: USER }, ISSUER);
    falseOnes = await falseTokens();
    settings = loadSettings({
      env: {
        ...process.env,
        ENVIRONMENT: 'testing',
        DC360_JWKS_URL: `${server.url}/jwks.json`,
        DC360_JWT_ISSUER: ISSUER,
      },
    }).get(SsoSettings);
  }, 60_000);
  afterAll(() => server.stop());

  const rightId = () => keys.ids.at(-1) ?? '';
  const rightKey = () => keys.jwks.keys.at(-1);

  /** Of somebody who knows all that is public. */
  async function falseTokens(): Promise<readonly string[]> {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const unsigned = {
      user_id: USER,
      iss: ISSUER,
      aud: 'genesis',
      exp: Math.floor(Date.now() / 1_000) + 300,
    };
    const modulus = Buffer.from(rightKey()?.n ?? '', 'base64url');
    return [
      await new SignJWT(unsigned).setProtectedHeader({ alg: 'RS256', kid: rightId() }).sign(privateKey),
      await new SignJWT(unsigned).setProtectedHeader({ alg: 'HS256', kid: rightId() }).sign(modulus),
      new UnsecuredJWT(unsigned).encode(),
      `${right.slice(0, -8)}AAAAAAAA`,
    ];
  }

  /** Of a service that knows no keys yet, beside a platform that answers no questions. */
  const aService = () => {
    const options = { baseUrl: server.url, secret: null, timeoutMs: 1_000, version: '1' };
    const platform = new Dc360Client(new Dc360Connection(new VendorGateway(), options));
    return new Dc360Tokens(settings, platform, new SystemClock());
  };

  /** Whose a token is; null where it is refused, or nobody can tell. @throws anything that is not declared */
  async function userOf(tokens: Dc360Tokens, token: string): Promise<string | null> {
    try {
      return (await inTime(() => tokens.identify(token, null))).dc360UserId;
    } catch (error) {
      const isDeclared =
        error instanceof AppError &&
        ['UNAUTHORIZED', 'TOKEN_EXPIRED', 'DEPENDENCY_UNAVAILABLE'].includes(error.code);
      if (isDeclared) return null;
      throw error;
    }
  }

  async function letsNobodyElseIn(): Promise<void> {
    const tokens = aService();
    expect([USER, null]).toContain(await userOf(tokens, right));
    for (const token of falseOnes) expect(await userOf(tokens, token)).toBeNull();
  }

  it(
    'let the right one in or nobody, whatever keys they hold',
    async () => {
      const property = fc.asyncProperty(hostileKeySets(samples, rightId()), async (document) => {
        server.answer = jsonAnswer(document);
        await letsNobodyElseIn();
      });
      await fc.assert(property, RUNS);
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    },
    TEST_MS,
  );

  it(
    'let the right one in or nobody, whatever became of their bytes',
    async () => {
      const property = fc.asyncProperty(manglings(), async (mangling) => {
        server.answer = mangled(jsonAnswer(keys.jwks), mangling);
        await letsNobodyElseIn();
      });
      await fc.assert(property, RUNS);
    },
    TEST_MS,
  );

  it(
    'let the right one in beside keys of others',
    async () => {
      const property = fc.asyncProperty(keysOfOthers(samples), fc.nat(), async (others, place) => {
        server.answer = jsonAnswer({
          keys: others.toSpliced(place % (others.length + 1), 0, rightKey() ?? {}),
        });
        const tokens = aService();
        expect(await userOf(tokens, right)).toBe(USER);
        for (const token of falseOnes) expect(await userOf(tokens, token)).toBeNull();
      });
      await fc.assert(property, RUNS);
    },
    TEST_MS,
  );
});

describe(`fuzzing: pages of strangers, seed ${fuzzOptions.seed}`, () => {
  const PAGE_CHARS = 20_000;
  const TITLE_CHARS = 300;
  const ASKED = ['https://www.ansd.sn/prix', 'https://example.com/'];
  /** Controls but line breaks, what shows nothing, halves of characters. */
  const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Cf}\p{Co}\p{Cs}]/u;
  let server: AnsweringServer;
  let search: TavilySearch;

  beforeAll(async () => {
    server = await AnsweringServer.start();
    search = new TavilySearch(
      {
        baseUrl: server.url,
        apiKey: 'tvly-key',
        account: { name: 'tavily', limit: {}, timeoutMs: PATIENCE_MS },
      },
      new VendorGateway({ random: () => 0 }),
    );
  });
  afterAll(() => server.stop());

  it(
    'are read within their bounds, and none that nobody asked for',
    async () => {
      const property = fc.asyncProperty(extractAnswers(ASKED), async (answer) => {
        server.answer = jsonAnswer(answer);
        const options = { signal: new AbortController().signal, callKey: newId(), deadlineMs: PATIENCE_MS };
        const read = await inTime(() => search.extract(ASKED, options)).catch((error: unknown) => {
          if (error instanceof VendorError) return null;
          throw error;
        });
        if (read === null) return;
        const urls = read.pages.map(({ url }) => url);
        expect([...urls, ...read.failed].toSorted()).toEqual(ASKED.toSorted());
        for (const { title, text } of read.pages) {
          expect(text.length).toBeLessThanOrEqual(PAGE_CHARS);
          expect((title ?? '').length).toBeLessThanOrEqual(TITLE_CHARS);
          expect(title ?? '').not.toContain('\n');
          expect(UNSEEN.exec(`${title ?? ''}\n${text}`)).toBeNull();
        }
      });
      await fc.assert(property, RUNS);
    },
    TEST_MS,
  );

  it(
    'are looked through in time, whatever stands in them',
    () => {
      const property = fc.property(pageTexts(), fc.integer({ min: 0, max: 4_000 }), (text, chars) => {
        const looked = interrupted(
          () => ({
            signs: scanForOrders(text),
            excerpt: excerptOf(text, { about: 'le prix du riz à Dakar', language: 'fr', chars }),
            words: wordsOf(text),
            leads: leadsIn(text).length,
            numbers: [...numbersOf(text)],
          }),
          PATIENCE_MS,
          () => null,
        );
        if (looked === null) throw new Error(`not done after ${PATIENCE_MS} ms`);
        expect(ORDER_SIGNS).toEqual(expect.arrayContaining([...looked.signs]));
        expect(looked.excerpt.length).toBeLessThanOrEqual(chars);
        expect(looked.words.trim()).not.toContain('  ');
        expect(looked.leads).toBeLessThanOrEqual(text.length);
        expect(looked.numbers.every((number) => !Number.isNaN(number))).toBe(true);
      });
      fc.assert(property, RUNS);
    },
    TEST_MS,
  );
});

describe(`fuzzing: signatures of webhooks, seed ${fuzzOptions.seed}`, () => {
  const PRESENT = Buffer.alloc(32, 7).toString('base64');
  const FORMER = Buffer.alloc(32, 9).toString('base64');
  let receiver: LocalReceiver;
  let bench: PublishingWorkbench;
  let worker: PublishingWorker;

  beforeAll(async () => {
    receiver = await LocalReceiver.start();
    bench = await PublishingWorkbench.open({
      DC360_WEBHOOK_URL: receiver.url,
      DC360_WEBHOOK_SECRET: `whsec_${PRESENT}`,
      DC360_WEBHOOK_SECRET_PREVIOUS: `whsec_${FORMER}`,
    });
    worker = await bench.startWorker();
  }, 60_000);
  beforeEach(() => bench.db.query(`DELETE FROM webhook_event`));
  afterAll(async () => {
    await bench.close();
    await receiver.stop();
  });

  /** As it arrives. */
  async function sent(body: string): Promise<SignedMessage> {
    const id = newId();
    await bench.db.query(
      `INSERT INTO webhook_event (id, kind, brief_id, version, payload) VALUES ($1, 'brief.completed', $2, 1, $3)`,
      [id, newId(), body],
    );
    receiver.requests.length = 0;
    await inTime(() => worker.webhooks.deliverDue());
    const [request, ...others] = receiver.requests;
    expect(others).toEqual([]);
    const { headers = {} } = request ?? {};
    expect(headers['webhook-id']).toBe(id);
    return {
      id,
      timestamp: headers['webhook-timestamp'] ?? '',
      signature: headers['webhook-signature'] ?? '',
      body: request?.body.toString() ?? '',
    };
  }

  /** As a receiver does who has written it by the standard alone. */
  const signatureOf = (secret: string, { id, timestamp, body }: SignedMessage) =>
    `v1,${createHmac('sha256', Buffer.from(secret, 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`;

  function isAccepted(secret: string, { id, timestamp, signature, body }: SignedMessage): boolean {
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }

  it(
    'are accepted as they are sent, with each secret, and in no other way',
    async () => {
      const changes = fc.array(messageManglings(), { minLength: 1, maxLength: 20 });
      const property = fc.asyncProperty(eventBodies(), changes, async (body, manglingsOfIt) => {
        const message = await sent(body);
        expect(message.body).toBe(body);
        expect(message.signature).toBe(
          [PRESENT, FORMER].map((secret) => signatureOf(secret, message)).join(' '),
        );
        for (const secret of [PRESENT, FORMER]) {
          expect(isAccepted(secret, message)).toBe(true);
          const accepted = manglingsOfIt
            .map((change) => change(message))
            .filter((other) => isAccepted(secret, other));
          expect(accepted).toEqual([]);
        }
      });
      await fc.assert(property, RUNS);
    },
    TEST_MS,
  );
});
