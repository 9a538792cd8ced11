import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from './account.mjs';
import { ReleaseError } from './release-state.mjs';

/**
 * @typedef {import('./account.mjs').Account} Account
 *
 * One api process as whoever releases sees it.
 * @typedef {object} Instance
 * @property {string} server `host:port`, as nginx reaches it
 * @property {string} origin as this machine reaches it
 * @property {string} metrics origin of its metrics listener, as this machine reaches it
 *
 * @typedef {{ name: string, health: string }} Worker a worker process; `healthy`, or what is said of it instead
 *
 * What a release consists of. Processes come and go: they are listed anew at each look.
 * @typedef {object} Crew
 * @property {import('./release-state.mjs').Replicas} replicas how many there must be
 * @property {() => Promise<readonly Instance[]>} apis that run
 * @property {() => Promise<readonly Worker[]>} workers that run
 */

const ANSWER_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return error.cause?.code ?? error.name;
  }
}

/** @param {Instance} instance @returns {Promise<string | null>} null: ready, else what it said */
async function notReady({ server, origin }) {
  const status = await answers(`${origin}/health/ready`);
  return status === 200 ? null : `${server} answers ${status}`;
}

/** @param {Crew} crew @returns {Promise<{ apis: readonly Instance[], reason: string }>} reason: '' where all are there and well */
async function unready(crew) {
  try {
    const [apis, workers] = await Promise.all([crew.apis(), crew.workers()]);
    const { replicas } = crew;
    const reasons = await Promise.all(apis.map(notReady));
    if (apis.length < replicas.api) reasons.push(`${apis.length} of ${replicas.api} apis run`);
    if (workers.length < replicas.worker) reasons.push(`${workers.length} of ${replicas.worker} workers run`);
    const sick = workers.filter(({ health }) => health !== 'healthy');
    reasons.push(...sick.map(({ name, health }) => `${name} is ${health}`));
    return { apis, reason: reasons.filter((reason) => reason !== null).join(', ') };
  } catch (error) {
    return { apis: [], reason: error.message };
  }
}

/**
 * @param {Crew} crew @param {number} timeoutMs
 * @throws {ReleaseError} when an api or a worker is missing or not ready in time
 */
export async function untilReady(crew, timeoutMs) {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const { reason } = await unready(crew);
    if (reason === '') return;
    if (performance.now() > giveUpAt) {
      throw new ReleaseError(`not ready within ${timeoutMs / 1_000} s: ${reason}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** Requests since the process started, and those of them that ended with 5xx.
 *  @param {readonly Instance[]} instances */
async function requestsOf(instances) {
  const texts = await Promise.all(
    instances.map(async ({ metrics }) => {
      const response = await fetch(`${metrics}/metrics`, { signal: AbortSignal.timeout(ANSWER_MS) });
      if (!response.ok) throw new Error(`${metrics}/metrics answers ${response.status}`);
      return response.text();
    }),
  );
  const samples = [...texts.join('\n').matchAll(/^genesis_ai_requests_total\{(.*)\} (\S+)$/gm)]
    .filter(([, labels]) => !/endpoint="\/health/.test(labels))
    .map(([, labels, value]) => ({ isFailure: /status="5\d\d"/.test(labels), count: Number(value) }));
  const sum = (list) => list.reduce((total, { count }) => total + count, 0);
  return { all: sum(samples), failed: sum(samples.filter(({ isFailure }) => isFailure)) };
}

/**
 * @typedef {object} WatchOptions
 * @property {number} durationMs
 * @property {number} [everyMs]
 * @property {number} [mostFailing] share of requests that may end with 5xx; by default that of the alert
 * @property {number} [fewestRequests] fewer say nothing
 */

/**
 * Looks at a release that takes the traffic.
 * @param {Crew} crew @param {WatchOptions} options
 * @returns {Promise<{ all: number, failed: number }>} what they answered meanwhile
 * @throws {ReleaseError} as soon as one is not ready twice in a row, or too many requests fail
 */
export async function watch(crew, { durationMs, everyMs = 5_000, mostFailing = 0.02, fewestRequests = 20 }) {
  const endAt = performance.now() + durationMs;
  let first = null;
  let trouble = '';
  for (;;) {
    const { now, reason } = await look(crew);
    if (reason && trouble) throw new ReleaseError(`not ready any more: ${reason}`);
    trouble = reason;
    first ??= now;
    const seen = now && first && { all: now.all - first.all, failed: now.failed - first.failed };
    if (seen && seen.all >= fewestRequests && seen.failed > seen.all * mostFailing) {
      throw new ReleaseError(`${seen.failed} of ${seen.all} requests failed`);
    }
    if (seen && performance.now() >= endAt) return seen;
    await sleep(Math.max(100, Math.min(everyMs, endAt - performance.now())));
  }
}

/** @param {Crew} crew @returns what its apis have answered, or the reason why they could not say it */
async function look(crew) {
  const { apis, reason } = await unready(crew);
  if (reason !== '') return { now: null, reason };
  try {
    return { now: await requestsOf(apis), reason: '' };
  } catch (error) {
    return { now: null, reason: `no metrics (${error.cause?.code ?? error.message})` };
  }
}

/**
 * Sends the same GETs to what is live and to what is new; nothing else is ever sent twice, for a generation costs money and
 * quota.
 * @param {{ live: Instance, next: Instance, paths: readonly string[], account?: Account }} options
 * @throws {ReleaseError} where they answer differently
 */
export async function shadow({ live, next, paths, account }) {
  const token = account ? await signIn(live.origin, account) : null;
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const statusOf = async ({ origin }, path) => {
    const response = await fetch(`${origin}${path}`, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
    return response.status;
  };
  for (const path of paths) {
    const [before, after] = await Promise.all([statusOf(live, path), statusOf(next, path)]);
    if (before !== after) {
      throw new ReleaseError(`GET ${path}: ${before} from what is live, ${after} from what is new`);
    }
  }
}
