import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Harness and scripts agree on it: a folder for what processes log and for what must not be in it. */
export const testLogsSetting = 'GENESIS_TEST_LOGS';

/**
 * What nobody may find in a log, whoever wrote it. Bounded, like all that is run over every line.
 * @type {readonly (readonly [string, RegExp])[]}
 */
const shapes = [
  ['a web token', /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/u],
  ['an e-mail address', /[\w.+%'-]{1,64}@(?:[\p{L}\d-]{1,63}\.){1,8}\p{L}{2,63}(?![\w/])/u],
  ['a bearer token', /\bbearer\s+(?!\[redacted\])[\w.~+/=-]{16,}/iu],
  [
    'a password in an address',
    /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"]{0,256}:(?!\[redacted\])[^\s/@"]{1,512}@/iu,
  ],
  ['a password hash', /\$argon2id\$/u],
  [
    'a phone number',
    /(?<![\w.-])\+(?:221|225|223|226|229|228|227|224|237|241|242|243|254|255|234|233|250) ?\d[\d ]{6,14}/u,
  ],
];

/** Packages in stacks (`typeorm@1.0.0`, `node_modules/@nestjs`) are no addresses; neither are users of a simulated host. */
const lookAlikes = /node_modules\/[^\s)]*|\b[\w./-]+@\d+\.\d+\.\d+[\w.-]*/gu;

/** By their first characters private values are looked for; shorter ones are words, and looked for as such. */
const prefixChars = 8;

/**
 * Looks through what the processes of a test run have logged.
 * @param {string} dir of log files, and of `private-*.jsonl` with `{ kind, value }` lines
 * @returns {Promise<{ files: number, lines: number, values: number, hits: readonly string[] }>} a hit names file, line, field
 *   and kind, and never the value
 */
export async function searchLogs(dir) {
  const names = await readdir(dir);
  const values = new PrivateValues();
  for (const name of names.filter(isListOfValues)) {
    for (const line of linesOf(await readFile(path.join(dir, name), 'utf8'))) {
      const { kind, value } = JSON.parse(line);
      values.add(kind, value);
    }
  }
  const logs = names.filter((name) => !isListOfValues(name));
  const hits = [];
  let lines = 0;
  for (const name of logs) {
    const text = await readFile(path.join(dir, name), 'utf8');
    const isJson = name.endsWith('.log');
    const written = text.split('\n');
    // A killed process leaves a line that nobody has ended.
    const last = written.pop() ?? '';
    lines += written.length;
    for (const [index, line] of [...written, last].entries()) {
      if (line === '') continue;
      const isWhole = index < written.length;
      const where = `${name}:${index + 1}`;
      const parsed = isJson ? objectIn(line) : null;
      if (isJson && isWhole && parsed === null) hits.push(`${where}: not one JSON object`);
      for (const [kind, text] of found(line, values))
        hits.push(`${where} ${fieldWith(parsed, text)}: ${kind}`);
    }
  }
  return { files: logs.length, lines, values: values.size, hits };
}

const isListOfValues = (name) => name.startsWith('private-');

const linesOf = (text) => text.split('\n').filter((line) => line !== '');

/** @returns {Iterable<readonly [kind: string, text: string]>} */
function* found(line, values) {
  const plain = line.replaceAll(lookAlikes, '');
  for (const [kind, shape] of shapes) {
    const match = shape.exec(plain);
    if (match) yield [kind, match[0]];
  }
  yield* values.in(line);
}

function objectIn(line) {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    // It is told of as what it is: no JSON.
    return null;
  }
}

/** The name of the field that holds the text; of nested ones `err.message`. */
function fieldWith(value, text, name = '') {
  if (typeof value === 'string') return value.includes(text) || asJson(value).includes(text) ? name : '';
  if (typeof value !== 'object' || value === null) return '';
  for (const [key, inner] of Object.entries(value)) {
    const at = fieldWith(inner, text, name === '' ? key : `${name}.${key}`);
    if (at !== '') return at;
  }
  return '';
}

const asJson = (text) => JSON.stringify(text).slice(1, -1);

class PrivateValues {
  #byPrefix = new Map();
  #words = new Map();
  #known = new Set();

  get size() {
    return this.#known.size;
  }

  add(kind, value) {
    if (this.#known.has(value)) return;
    this.#known.add(value);
    if (value.length < prefixChars) {
      this.#words.set(value, kind);
      return;
    }
    // As it stands in a line of JSON.
    const written = asJson(value);
    const prefix = written.slice(0, prefixChars);
    this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), [kind, written]]);
  }

  *in(line) {
    for (let at = 0; at + prefixChars <= line.length; at += 1) {
      for (const [kind, written] of this.#byPrefix.get(line.slice(at, at + prefixChars)) ?? []) {
        if (line.startsWith(written, at)) yield [kind, written];
      }
    }
    for (const word of line.match(/[\p{L}\p{N}]+/gu) ?? []) {
      const kind = this.#words.get(word);
      if (kind !== undefined) yield [kind, word];
    }
  }
}
