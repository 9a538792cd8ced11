import { readSetting } from './environment.mjs';
import { connectPostgres, normalisePostgresUrl } from './postgres-client.mjs';
import { CommandError } from './project.mjs';
import { connectRedis, placeOfRedis } from './redis-client.mjs';

/**
 * PostgreSQL and Redis that somebody configured. They win, and fail clearly when dead: falling back to local ones would
 * hide a broken configuration.
 * @typedef {import('./environment.mjs').Environment} Environment
 */

/** @param {Environment} settings @returns {string | null} null: not configured */
export function configuredPostgresUrl(settings) {
  const url = readSetting(settings, 'DATABASE_URL');
  if (url) return normalisePostgresUrl(url);
  if (!Object.keys(settings).some((name) => name.startsWith('POSTGRES_') && settings[name])) return null;
  const part = (name, otherwise) => readSetting(settings, name) ?? otherwise;
  const user = encodeURIComponent(part('POSTGRES_USER', 'genesis_ai_user'));
  const password = encodeURIComponent(part('POSTGRES_PASSWORD', 'genesis_ai_password'));
  const server = `${part('POSTGRES_SERVER', 'localhost')}:${part('POSTGRES_PORT', '5432')}`;
  return `postgresql://${user}:${password}@${server}/${encodeURIComponent(part('POSTGRES_DB', 'genesis_ai_db'))}`;
}

/** @param {Environment} settings @returns {string | null} null: not configured */
export const configuredRedisUrl = (settings) => readSetting(settings, 'REDIS_URL') ?? null;

function parse(url, setting) {
  try {
    return new URL(url);
  } catch {
    // Not as the cause: its message repeats the URL, password included.
    throw new CommandError(`${setting} is set, but it is not a URL.`);
  }
}

/** The reason without anything secret: codes and PostgreSQL's own texts name users and databases, never passwords. */
function reasonOf(error) {
  const first = error?.errors?.[0] ?? error;
  return first?.code ?? first?.message ?? 'no answer';
}

const denials = {
  '28P01': 'the password is wrong',
  28000: 'this user is not allowed',
  '3D000': 'there is no such database',
};

/** @param {string} url @param {Environment} settings */
export async function checkPostgres(url, settings) {
  await checkPostgresAt(url, readSetting(settings, 'DATABASE_URL') ? 'DATABASE_URL' : 'POSTGRES_*');
}

/** @param {string} url @param {string} setting the name of the setting that gave the URL */
export async function checkPostgresAt(url, setting) {
  const { hostname, port, pathname } = parse(url, setting);
  const where = `${hostname}:${port || 5432}`;
  try {
    await (await connectPostgres(url)).end();
  } catch (error) {
    const denial = denials[error?.code];
    throw new CommandError(
      denial
        ? `${setting} is set, and PostgreSQL at ${where} refuses ${pathname.slice(1)}: ${denial}.`
        : `${setting} is set, but PostgreSQL does not answer at ${where} (${reasonOf(error)}). ` +
            `Start it, or remove the setting to use the local one.`,
    );
  }
}

/** @param {string} url */
export async function checkRedis(url) {
  const where = await placeOfRedis(url).catch((error) => {
    // Not as the cause: the message of `URL` repeats the address, password included.
    const reason = error.name === 'RedisAddressError' ? error.message : 'is not a URL';
    throw new CommandError(`REDIS_URL is set, but it ${reason}.`);
  });
  try {
    (await connectRedis(url)).disconnect();
  } catch (error) {
    const refusal = /^(WRONGPASS|NOAUTH|NOPERM)/.test(error?.message ?? '');
    throw new CommandError(
      refusal
        ? `REDIS_URL is set, and Redis at ${where} refuses its user or password.`
        : `REDIS_URL is set, but Redis does not answer at ${where} (${reasonOf(error)}). ` +
            `Start it, or remove the setting to use the local one.`,
    );
  }
}
