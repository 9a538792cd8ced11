import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { NO_SECRET, SECRET_EXCEPTIONS } from './policy.mjs';
import { secretsIn, sha256Of } from './secret-rules.mjs';

/** Longer ones are no sources: generated data, pictures. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * @typedef {object} ScanOptions
 * @property {readonly import('./policy.mjs').SecretException[]} [exceptions]
 *
 * Looks for secrets in every version of every file and in every message that HEAD leads to, and in what is not committed
 * yet. A secret that was once committed is known to whoever has a clone: removing it from the newest version is not enough.
 * @param {string} root of a checkout @param {ScanOptions} [options]
 * @returns {Promise<{ problems: string[], note: string }>}
 */
export async function scanHistory(root, { exceptions = SECRET_EXCEPTIONS } = {}) {
  const git = (args, input) => runGit(root, args, input);
  const isShallow = String(git(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  const used = new Set();
  const problems = new Map();
  const look = async (where, content) => {
    for (const { rule, text } of await secretsIn(where, content)) {
      const digest = sha256Of(text);
      if (NO_SECRET.test(text)) continue;
      if (exceptions.some(({ sha256 }) => sha256 === digest)) used.add(digest);
      else if (!problems.has(digest)) problems.set(digest, `${where}: ${rule}, sha256 ${digest}`);
    }
  };

  const { objects, skipped } = textsOf(git);
  for (const { where, content } of objects) await look(where, content);
  const loose = await looseFiles(root, git);
  for (const { where, content } of loose) await look(where, content);

  const unneeded = isShallow ? [] : exceptions.filter(({ sha256 }) => !used.has(sha256));
  const all = [
    ...problems.values(),
    ...unneeded.map(({ sha256 }) => `the exception for the secret ${sha256} is not needed any more`),
    ...exceptions
      .filter(({ reason }) => !reason?.trim())
      .map(({ sha256 }) => `the exception for the secret ${sha256} has no reason`),
  ];
  const left =
    skipped > 0 ? `, ${skipped} binary or longer than ${MOST_BYTES / 1024 / 1024} MiB not read` : '';
  const shallow = isShallow ? ' (a shallow clone: not the whole history)' : '';
  return {
    problems: all,
    note: `${objects.length} texts of the history${left}, ${loose.length} not committed${shallow}`,
  };
}

/** The texts of all files and commits, each once, with a name under which it was found. */
function textsOf(git) {
  const reached = git(['rev-list', '--objects', 'HEAD']);
  const described = String(
    git(['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize) %(rest)'], reached),
  );
  const wanted = [];
  let skipped = 0;
  for (const line of described.trimEnd().split('\n')) {
    const [, id, type, size, name] = /^(\S+) (\S+) (\d+) (.*)$/.exec(line) ?? [];
    if (type !== 'blob' && type !== 'commit') continue;
    if (Number(size) > MOST_BYTES) skipped += 1;
    else
      wanted.push({
        id,
        where: type === 'commit' ? `message of ${id.slice(0, 12)}` : `${name} (${id.slice(0, 12)})`,
      });
  }
  const contents = readObjects(git, wanted);
  const objects = [];
  for (const [at, bytes] of contents.entries()) {
    // As git itself decides it.
    if (bytes.subarray(0, 8_000).includes(0)) skipped += 1;
    else objects.push({ where: wanted[at].where, content: bytes.toString('utf8') });
  }
  return { objects, skipped };
}

/** @returns {Buffer[]} in the order of `wanted` */
function readObjects(git, wanted) {
  if (wanted.length === 0) return [];
  const input = wanted.map(({ id }) => `${id}\n`).join('');
  const output = git(['cat-file', '--batch', '--buffer'], input);
  const contents = [];
  for (let at = 0; contents.length < wanted.length;) {
    const headEnd = output.indexOf(10, at);
    const size = Number(output.subarray(at, headEnd).toString('latin1').split(' ')[2]);
    if (!Number.isInteger(size)) throw new Error('git cat-file answered otherwise than asked');
    contents.push(output.subarray(headEnd + 1, headEnd + 1 + size));
    at = headEnd + 1 + size + 1;
  }
  return contents;
}

/** Files that are changed or new, and would be in the next commit. */
async function looseFiles(root, git) {
  const listed = git(['ls-files', '-z', '--modified', '--others', '--exclude-standard', '--deduplicate']);
  const names = String(listed).split('\0').filter(Boolean);
  const files = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(path.join(root, name)).catch(() => null) })),
  );
  return files
    .filter(
      ({ bytes }) => bytes !== null && bytes.length <= MOST_BYTES && !bytes.subarray(0, 8_000).includes(0),
    )
    .map(({ name, bytes }) => ({ where: name, content: String(bytes) }));
}

/** @returns {Buffer} what git prints: names and texts of any encoding */
function runGit(root, args, input) {
  const { status, stdout, stderr, error } = spawnSync('git', ['-C', root, ...args], {
    input,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${String(stderr).trim().slice(0, 200)}`);
  return stdout;
}
