import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ApiError } from './api-client.mjs';

/** @typedef {{ email: string, password: string, token: string | null }} StoredAccount */

/**
 * The account of this checkout: the same person at every start, so that conversations can be resumed.
 * @param {import('./api-client.mjs').ApiClient} client gets its token
 * @param {string} file read and written by this user alone (0600)
 */
export async function openAccount(client, file) {
  let account = readAccount(file) ?? newAccount();
  const enter = async () => {
    account = await logInOrRegister(client, account);
    account = { ...account, token: client.token };
    writeAccount(file, account);
  };
  client.token = account.token;
  if (client.token === null) await enter();
  client.renew = enter;
}

/** An account that the service no longer knows (its database was deleted) is made again. */
async function logInOrRegister(client, account) {
  client.token = null;
  client.renew = null;
  try {
    await client.logIn(account);
    return account;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  const known = await register(client, account);
  await client.logIn(known);
  return known;
}

/** @returns the account; another one when the address is taken and its password is not ours */
async function register(client, account) {
  try {
    await client.register({ ...account, name: 'Coach' });
    return account;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'EMAIL_ALREADY_REGISTERED') throw error;
  }
  const another = newAccount();
  await client.register({ ...another, name: 'Coach' });
  return another;
}

/** @returns {StoredAccount} */
export function newAccount(prefix = 'coach') {
  return {
    email: `${prefix}-${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(18).toString('base64url'),
    token: null,
  };
}

/** @returns {StoredAccount | null} null also for a file that is cut short */
function readAccount(file) {
  if (!existsSync(file)) return null;
  try {
    const { email, password, token } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof email === 'string' && typeof password === 'string'
      ? { email, password, token: token ?? null }
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function writeAccount(file, account) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(account)}\n`, { mode: 0o600 });
  // A leftover draft keeps the mode that it had.
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
