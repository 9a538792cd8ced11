import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { CommandError, hasCode, inLocalDir, localDir, projectRoot } from './project.mjs';

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * What the settings will be for a process started here: the environment, then `.env`. An empty value is an absent one.
 * @returns {Environment}
 */
export function readSettings(env = process.env, file = path.join(projectRoot, '.env')) {
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  return { ...given(fromFile), ...given(env) };
}

/**
 * A setting, read from the mounted file that `<NAME>_FILE` names when the setting itself is absent.
 * @param {Environment} settings
 * @param {string} name
 * @returns {string | undefined}
 */
export function readSetting(settings, name) {
  const file = settings[`${name}_FILE`];
  if (settings[name] || !file) return settings[name];
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    throw new CommandError(`${name}_FILE is set, but the file cannot be read (${error.code}).`, {
      cause: error,
    });
  }
}

/** The environment for a child: ours, with `extra`, and with the project's binaries and this Node first on PATH. */
export function childEnvironment(extra = {}) {
  const first = [path.dirname(process.execPath), path.join(projectRoot, 'node_modules/.bin')];
  const rest = (process.env.PATH ?? '').split(path.delimiter).filter((entry) => !first.includes(entry));
  return { ...process.env, ...extra, PATH: [...first, ...rest].join(path.delimiter) };
}

/** The local signing key, made once, so that restarts and replicas accept each other's tokens. */
export function localSecretKey() {
  const file = inLocalDir('secret-key');
  const draft = `${file}.${process.pid}`;
  if (!existsSync(file)) {
    mkdirSync(localDir, { recursive: true, mode: 0o700 });
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(file, 'utf8').trim();
}

/** @param {Environment} settings @returns {Environment} empty when the key is set already */
export function secretKeyEnvironment(settings) {
  return readSetting(settings, 'SECRET_KEY') ? {} : { SECRET_KEY: localSecretKey() };
}
