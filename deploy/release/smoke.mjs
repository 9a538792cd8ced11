#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { accountFromEnvironment, signIn } from './account.mjs';
import { ReleaseError } from './release-state.mjs';

/**
 * One person's way through the service, as a client goes it: ready, account, generation, wait, results, deletion. It makes
 * one real brief; where vendors are configured, that costs what a brief costs.
 *
 *     node deploy/release/smoke.mjs <origin>
 *
 * The account is SMOKE_EMAIL with SMOKE_PASSWORD, registered when it is not there; without them a new one each time.
 * Exit code 0 when everything went well, 1 with the step that did not.
 *
 * @typedef {object} SmokeOptions
 * @property {import('./account.mjs').Account} [account]
 * @property {number} [timeoutMs] for the generation, by default 240 s: more than RUN_TIMEOUT_JOB_S
 * @property {(line: string) => void} [say]
 */

const ANSWER_MS = 15_000;
const LOOK_EVERY_MS = 500;
const BRIEF = '/api/v1/business/brief';
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

class Caller {
  /** @param {string} origin */
  constructor(origin) {
    this.origin = origin;
    this.token = '';
  }

  /** @returns {Promise<{ status: number, body: any }>} */
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
    if (answer.status !== status) {
      throw new ReleaseError(
        `${method} ${path} answered ${answer.status} ${answer.body?.error ?? ''}, not ${status}`,
      );
    }
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

/**
 * @param {string} origin of an api or of the proxy @param {SmokeOptions} [options]
 * @throws {ReleaseError} with the step that failed
 */
export async function smoke(origin, { account, timeoutMs = 240_000, say = () => undefined } = {}) {
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
  const person = account ?? { email: `smoke.${randomUUID()}@example.com`, password: randomUUID() };
  caller.token = await step('account', () => signIn(caller.origin, person));
  const request = {
    json: { business_brief: IDEA, language: 'fr' },
    headers: { 'idempotency-key': randomUUID() },
  };
  const { brief_id: briefId } = await step('generate', () =>
    caller.expect(202, 'POST', `${BRIEF}/generate`, request),
  );
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
