import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where the test command wants to look through what was logged, when it is over; null where nobody will. */
export const KEPT_LOGS = process.env['GENESIS_TEST_LOGS'] ?? null;

/** A file for what a process logs. Only those of KEPT_LOGS stay. A command tells its user what it did: its file is a text,
 *  where services write JSON. */
export function newLogFile(entry: string): string {
  const type = entry === 'migrate' ? 'txt' : 'log';
  return path.join(KEPT_LOGS ?? tmpdir(), `genesis-test-${entry}-${randomUUID()}.${type}`);
}

/** Fields that only their person and we may know, by what they are. */
const PRIVATE_FIELDS: Readonly<Record<string, string>> = {
  password: 'a password',
  current_password: 'a password',
  new_password: 'a password',
  access_token: 'an access token',
  refresh_token: 'a refresh token',
  email: 'an e-mail address',
  username: 'an e-mail address',
  name: 'a name',
  business_name: 'an idea',
  vision: 'an idea',
  mission: 'an idea',
  target_audience: 'an idea',
  differentiation: 'an idea',
  value_proposition: 'an idea',
  user_response: 'an answer to the coach',
};
const SECRET_SETTING = /_(?:KEY|SECRET|TOKEN|PASSWORD|DSN)(?:_PREVIOUS)?$/;
/** Shorter texts are words of any log. */
const LEAST_CHARS: Readonly<Record<string, number>> = { 'a name': 3 };
const LEAST_OTHERWISE = 8;
/** What tests send to find out about bounds is no text of a person. */
const MOST_CHARS = 5_000;

const known = new Set<string>();

/** Remembers what of a request or an answer must not be in a log. */
export function keepPrivate(sent: unknown): void {
  if (KEPT_LOGS === null || typeof sent !== 'object' || sent === null) return;
  const entries = sent instanceof URLSearchParams ? sent.entries() : Object.entries(sent);
  for (const [name, value] of entries) {
    const kind = PRIVATE_FIELDS[name];
    if (typeof value === 'string' && kind !== undefined) remember(kind, value);
    else keepPrivate(value);
  }
}

/** The same for the tokens of an answer; its other fields are what was made of a person's words. */
export function keepTokens(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return;
  const { access_token, refresh_token } = answer as Record<string, unknown>;
  keepPrivate({ access_token, refresh_token });
}

/** The same for the secrets among the settings of a process. */
export function keepSecret(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(env)) {
    if (SECRET_SETTING.test(name) && value !== undefined) remember(`a secret (${name})`, value);
  }
}

function remember(kind: string, value: string): void {
  const isTelling = value.length >= (LEAST_CHARS[kind] ?? LEAST_OTHERWISE) && value.length <= MOST_CHARS;
  if (KEPT_LOGS === null || !isTelling || known.has(value)) return;
  known.add(value);
  appendFileSync(
    path.join(KEPT_LOGS, `private-${process.pid}.jsonl`),
    `${JSON.stringify({ kind, value })}\n`,
  );
}
