import { ReleaseError } from './release-state.mjs';

/**
 * The account with which releases are tried.
 * @typedef {{ email: string, password: string }} Account
 */

const ANSWER_MS = 15_000;

/** @returns {Account | undefined} SMOKE_EMAIL with SMOKE_PASSWORD */
export function accountFromEnvironment() {
  const { SMOKE_EMAIL: email, SMOKE_PASSWORD: password } = process.env;
  return email && password ? { email, password } : undefined;
}

async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return { status: response.status, body: await response.json() };
}

/**
 * Signs in, and registers first where nobody has.
 * @param {string} origin @param {Account} account @returns {Promise<string>} an access token
 * @throws {ReleaseError}
 */
export async function signIn(origin, { email, password }) {
  const ask = () => post(`${origin}/api/v1/auth/token`, new URLSearchParams({ username: email, password }));
  const known = await ask();
  if (known.status === 200) return known.body.access_token;
  const json = JSON.stringify({ email, password, name: 'Smoke test' });
  const made = await post(`${origin}/api/v1/auth/register`, json, { 'content-type': 'application/json' });
  if (made.status !== 201) {
    throw new ReleaseError(`no account: sign-in answered ${known.status}, registration ${made.status}`);
  }
  return (await ask()).body.access_token;
}
