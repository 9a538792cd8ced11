import { ValidateHost, ValidateHttps } from 'lockfile-lint-api';
import { ALIASES } from './policy.mjs';
import { inBareProject, runNpm } from './npm.mjs';

const DEPENDENCY_KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'];
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const PACKAGE_NAME = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/;
const NPM_MS = 60_000;

/** The name under which a place of node_modules is required. */
export const nameAt = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * What a lock file may hold: packages of the registry, each with its SHA-512.
 *
 * It has no `resolved` addresses, so that a mirror of the registry serves as well: the checksum binds the content, whoever
 * sends it. npm keeps the address of what is not the registry's (git, http, a folder, a link): an address is refused
 * unless it is the registry's own.
 * @param {{ manifest: any, lock: any, aliases?: Readonly<Record<string, string>> }} files
 * @returns {string[]} what is wrong
 */
export function lockfileProblems({ manifest, lock, aliases = ALIASES }) {
  if (lock.lockfileVersion !== 3) return [`lockfileVersion is ${lock.lockfileVersion}, not 3`];
  const { '': root = {}, ...packages } = lock.packages;
  const seenAliases = new Set();
  const problems = [...rootProblems(manifest, root), ...addressProblems(packages)];
  for (const [place, entry] of Object.entries(packages)) {
    problems.push(...entryProblems(place, entry).map((problem) => `${place}: ${problem}`));
    if (entry.name === undefined || entry.name === nameAt(place)) continue;
    seenAliases.add(nameAt(place));
    if (aliases[nameAt(place)] !== entry.name) problems.push(`${place}: is really ${entry.name}`);
  }
  for (const alias of Object.keys(aliases)) {
    if (!seenAliases.has(alias)) problems.push(`ALIASES: nothing is called ${alias} any more`);
  }
  for (const kind of DEPENDENCY_KINDS) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      const locked = packages[`node_modules/${name}`]?.version;
      if (!EXACT_VERSION.test(version)) problems.push(`package.json: ${name} ${version} is no exact version`);
      else if (locked !== version) problems.push(`package.json: ${name} ${version} is locked as ${locked}`);
    }
  }
  return problems;
}

/** Whether `npm ci` would install from these two files. @returns {Promise<string[]>} */
export async function disagreements({ manifest, lock }) {
  const { code, output } = await inBareProject({ manifest, lock }, (cwd) =>
    runNpm(['ci', '--dry-run', '--offline', '--cache=.npm', '--no-audit', '--loglevel=error'], {
      cwd,
      timeoutMs: NPM_MS,
    }),
  );
  if (code === 0) return [];
  const said = output.split('\n').filter((line) => /EUSAGE|in sync|Missing|Invalid/.test(line));
  return [`npm ci refuses: ${(said.length > 0 ? said : output.split('\n').slice(0, 3)).join(' ')}`];
}

function rootProblems(manifest, root) {
  return DEPENDENCY_KINDS.filter((kind) => !isSame(manifest[kind] ?? {}, root[kind] ?? {})).map(
    (kind) => `package.json and package-lock.json differ in ${kind}`,
  );
}

const isSame = (one, other) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** Addresses, where there are some: the linter takes a package without one for a good one. */
function addressProblems(packages) {
  const results = [
    new ValidateHost({ packages }).validate(['npm']),
    new ValidateHttps({ packages }).validate(),
  ];
  return results.flatMap(({ errors }) => errors.map(({ message }) => message.trim().replaceAll(/\s+/g, ' ')));
}

function entryProblems(
  place,
  { version = '', integrity = '', link, inBundle, dependencies, optionalDependencies },
) {
  const problems = [];
  if (link) problems.push('is a link to a folder');
  if (inBundle) problems.push('comes inside another package, without a checksum of its own');
  if (!integrity.split(/\s+/).every((hash) => hash.startsWith('sha512-')))
    problems.push('has no SHA-512 checksum');
  if (!EXACT_VERSION.test(version)) problems.push(`has the version "${version}"`);
  if (!PACKAGE_NAME.test(nameAt(place))) problems.push('has an odd name');
  for (const [name, range] of Object.entries({ ...dependencies, ...optionalDependencies })) {
    if (/[:/]/.test(range) && !range.startsWith('npm:')) problems.push(`wants ${name} from ${range}`);
  }
  return problems;
}
