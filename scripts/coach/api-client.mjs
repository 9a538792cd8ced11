import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../local/project.mjs';

const answerTimeoutMs = 30_000;
/** How long a call that may be repeated is tried: an api that was killed is back by then. */
const persistMs = 20_000;
const firstPauseMs = 250;
const longestPauseMs = 4_000;

/** The api refused. `words` is for people, `message` adds what a developer looks for. */
export class ApiError extends CommandError {
  /** @param {Response} response @param {string} text its body */
  constructor(response, text) {
    const problem = parseProblem(text);
    const detail = problem?.detail ?? text.slice(0, 200);
    const fields = (problem?.errors ?? []).map((error) => `  ${error.pointer}: ${error.detail}`);
    super([`${response.status}${problem ? ` ${problem.error}` : ''}: ${detail}`, ...fields].join('\n'));
    this.status = response.status;
    this.code = problem?.error ?? null;
    this.details = problem?.details ?? null;
    this.words = [detail, ...(problem?.errors ?? []).map((error) => error.detail)].join(' ');
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    this.retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : null;
  }
}

function parseProblem(text) {
  try {
    const problem = JSON.parse(text);
    return typeof problem?.error === 'string' ? problem : null;
  } catch {
    return null;
  }
}

export const newKey = () => randomBytes(12).toString('hex');

/** A client of the api that speaks as one person. */
export class ApiClient {
  /** @param {{ baseUrl: string, signal: AbortSignal, language?: string }} options */
  constructor({ baseUrl, signal, language }) {
    this.baseUrl = baseUrl;
    this.signal = signal;
    this.language = language;
    /** @type {string | null} */
    this.token = null;
    /** Gets a new token when the old one is refused. @type {(() => Promise<void>) | null} */
    this.renew = null;
  }

  /**
   * A call that may be repeated (it reads, it has an idempotency key, it says so, or nobody took it) is tried again while
   * the service is away for a moment.
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, headers?: Record<string, string>, key?: string,
   *   isRepeatable?: boolean, isStream?: boolean }} [options]
   * @returns {Promise<Response>}
   * @throws {ApiError}
   */
  async call(method, path, options = {}) {
    const giveUpAt = performance.now() + persistMs;
    let isRenewed = this.renew === null;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const { response, error } = await this.try(method, path, options);
      if (response?.ok) return response;
      if (error instanceof ApiError && error.status === 401 && !isRenewed) {
        isRenewed = true;
        await this.renew();
        continue;
      }
      const isRepeatable =
        method === 'GET' || options.key !== undefined || options.isRepeatable || wasNeverSent(error);
      if (!isRepeatable || !mayPass(error) || performance.now() > giveUpAt) throw inWords(error);
      await this.pause(error.retryAfterMs ?? pauseMs);
    }
  }

  /** @private */
  async pause(ms) {
    await sleep(ms, undefined, { signal: this.signal }).catch(() => this.signal.throwIfAborted());
  }

  /** @private */
  async try(method, path, { body, headers = {}, key, isStream = false }) {
    const isForm = body instanceof URLSearchParams;
    const deadline = isStream ? [] : [AbortSignal.timeout(answerTimeoutMs)];
    try {
      const response = await fetch(`${this.baseUrl}${path}`, {
        method,
        signal: AbortSignal.any([this.signal, ...deadline]),
        headers: {
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
          ...(this.language ? { 'accept-language': this.language } : {}),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...headers,
        },
        body: body === undefined || isForm ? body : JSON.stringify(body),
      });
      return response.ok ? { response } : { error: new ApiError(response, await response.text()) };
    } catch (error) {
      this.signal.throwIfAborted();
      return { error };
    }
  }

  async json(method, path, options) {
    return (await this.call(method, path, options)).json();
  }

  /** @param {{ email: string, password: string, name: string }} account */
  async register({ email, password, name }) {
    await this.json('POST', '/api/v1/auth/register', { body: { email, name, password } });
  }

  /** @param {{ email: string, password: string }} account */
  async logIn({ email, password }) {
    const body = new URLSearchParams({ username: email, password });
    this.token = (await this.json('POST', '/api/v1/auth/token', { body })).access_token;
  }
}

/** Not answered at all, not able to answer for a moment, or busy with this very call or the one before it. */
function mayPass(error) {
  if (!(error instanceof ApiError)) return true;
  return [429, 502, 503, 504].includes(error.status) || (error.status === 409 && error.retryAfterMs !== null);
}

/** A refused connection has carried nothing. */
const wasNeverSent = (error) => error?.cause?.code === 'ECONNREFUSED';

function inWords(error) {
  if (error instanceof ApiError) return error;
  return new CommandError(`The service does not answer (${error.cause?.code ?? error.name}).`, {
    cause: error,
  });
}
