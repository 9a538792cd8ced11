#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { accountFromEnvironment, signIn } from './account.mjs';
import { ReleaseError } from './release-state.mjs';

/**
 * One person's way through the service, as a client goes it: ready, account, list of briefs, generation, wait, results,
 * deletion. It makes one real brief; where vendors are configured, that costs what a brief costs.
 *
 *     node deploy/release/smoke.mjs <origin>
 *
 * The account is SMOKE_EMAIL with SMOKE_PASSWORD, registered when it is not there; without them, and where that one may not
 * generate any more this month, a new one.
 * Exit code 0 when everything went well, 1 with the step that did not.
 *
 * @typedef {object} SmokeOptions
 * @property {import('./account.mjs').Account} [account]
 * @property {number} [timeoutMs] for the generation, by default 240 s: more than RUN_TIMEOUT_JOB_S
 * @property {(line: string) => void} [say]
 * @property {boolean} [onlyReads] without a generation: nothing is made, nothing is paid
 */

const ANSWER_MS = 15_000;
const LOOK_EVERY_MS = 500;
const BRIEF = '/api/v1/business/brief';
const READS = ['/api/v1/auth/me', '/api/v1/business/briefs'];
const AGENTS = [
  'market_research',
  'content_generation',
  'logo_creation',
  'seo_optimization',
  'template_selection',
];
const ENDED = new Set(['completed', 'partial', 'failed', 'cancelled']);

const IDEA = {
  business_name: 'Boulangerie de la Corniche',
  vision: 'Que les familles de Ouakam aient du pain frais deux fois par jour à moins de cinq minutes à pied.',
  mission: 'Nous cuisons sur place à 6 h et à 17 h, et livrons les boutiques du quartier à vélo.',
  target_audience: 'Les familles et les petits restaurants de Ouakam, à Dakar.',
  differentiation: 'Pain de mil et de blé mêlés, cuit au feu de coques d’arachide, vendu 200 FCFA.',
  value_proposition: 'Du pain chaud livré avant 7 h, repris s’il n’est pas vendu le soir.',
  sector: 'boulangerie',
  location: { city: 'Dakar', country: 'Sénégal' },
  services: ['Pain', 'Livraison'],
};

class UnexpectedAnswer extends ReleaseError {
  constructor(request, { status, body }, expected) {
    super(`${request} answered ${status} ${body?.error ?? ''}, not ${expected}`);
    this.code = body?.error;
  }
}

class Caller {
  /** @param {string} origin */
  constructor(origin) {
    this.origin = origin;
    this.token = '';
  }

  /** @returns {Promise<{ status: number, body: Record<string, unknown> | null }>} */
  async call(method, path, { json, headers = {} } = {}) {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(json && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json && JSON.stringify(json),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  async expect(status, method, path, request) {
    const answer = await this.call(method, path, request);
    if (answer.status !== status) throw new UnexpectedAnswer(`${method} ${path}`, answer, status);
    return answer.body;
  }
}

async function untilEnded(caller, briefId, timeoutMs) {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const { run_status: status } = await caller.expect(200, 'GET', `${BRIEF}/${briefId}/status`);
    if (ENDED.has(status)) return status;
    if (performance.now() > giveUpAt)
      throw new ReleaseError(`a generation is ${status} after ${timeoutMs / 1_000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}

const newPerson = () => ({ email: `smoke.${randomUUID()}@example.com`, password: randomUUID() });

/**
 * @param {string} origin of an api or of the proxy @param {SmokeOptions} [options]
 * @returns {Promise<import('./account.mjs').Account>} with which it went through
 * @throws {ReleaseError} with the step that failed
 */
export async function smoke(
  origin,
  { account, timeoutMs = 240_000, say = () => undefined, onlyReads = false } = {},
) {
  const caller = new Caller(origin.replace(/\/$/, ''));
  const step = async (name, work) => {
    const startedAt = performance.now();
    try {
      const result = await work();
      say(`  ${name}: ${Math.round(performance.now() - startedAt)} ms`);
      return result;
    } catch (error) {
      const reason = error instanceof ReleaseError ? error.message : (error.cause?.code ?? error.message);
      throw new ReleaseError(`smoke test, ${name}: ${reason}`, { cause: error });
    }
  };
  await step('health', () => caller.expect(200, 'GET', '/health/ready'));
  let person = account ?? newPerson();
  caller.token = await step('account', () => signIn(caller.origin, person));
  await step('reads', async () => {
    for (const path of READS) await caller.expect(200, 'GET', path);
  });
  if (onlyReads) return person;
  const request = {
    json: { business_brief: IDEA, language: 'fr' },
    headers: { 'idempotency-key': randomUUID() },
  };
  const generate = () => caller.expect(202, 'POST', `${BRIEF}/generate`, request);
  const { brief_id: briefId } = await step('generate', async () => {
    try {
      return await generate();
    } catch (error) {
      if (error.code !== 'QUOTA_EXCEEDED' || !account) throw error;
      // That an account has used up its month says nothing about a release.
      say(`  ${person.email} may not generate any more this month: a new account is used, and stays`);
      person = newPerson();
      caller.token = await signIn(caller.origin, person);
      return generate();
    }
  });
  try {
    const status = await step('wait', () => untilEnded(caller, briefId, timeoutMs));
    await step('results', async () => {
      const answer = await caller.expect(200, 'GET', `${BRIEF}/${briefId}/results`);
      const missing = AGENTS.filter((agent) => !answer[agent]);
      if (status !== 'completed' || missing.length > 0) {
        throw new ReleaseError(`the generation is ${status}, without ${missing.join(', ') || 'nothing'}`);
      }
    });
  } catch (error) {
    await caller.call('DELETE', `${BRIEF}/${briefId}`).catch(() => undefined);
    throw error;
  }
  await step('delete', () => caller.expect(204, 'DELETE', `${BRIEF}/${briefId}`));
  return person;
}

async function main() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [origin] = positionals;
  if (!origin) throw new ReleaseError('usage: node deploy/release/smoke.mjs <origin>');
  await smoke(origin, { account: accountFromEnvironment(), say: (line) => console.log(line) });
  console.log('smoke test passed');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof ReleaseError ? error.message : error);
    process.exitCode = 1;
  }
}
