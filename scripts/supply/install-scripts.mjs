import { nameAt } from './lockfile.mjs';
import { INSTALL_SCRIPTS } from './policy.mjs';

/**
 * No package runs a program of its own when it is installed. `ignore-scripts` says so to every npm; `allowScripts` says it
 * again to those that know it (11 and later), and names whoever would like to: a new one is seen.
 * @param {{ manifest: any, lock: any, npmrc: string, dockerfile: string, reasons?: Readonly<Record<string, string>> }} files
 * @returns {string[]}
 */
export function installScriptProblems({ manifest, lock, npmrc, dockerfile, reasons = INSTALL_SCRIPTS }) {
  const problems = [];
  if (!/^ignore-scripts=true$/m.test(npmrc)) problems.push('.npmrc does not say ignore-scripts=true');
  for (const [command] of dockerfile.matchAll(/\bnpm (?:ci|install|i|rebuild)\b[^\n]*/g)) {
    if (!/ --ignore-scripts(?: |$)/.test(command)) problems.push(`the image runs scripts: ${command}`);
  }
  const wanting = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([place, { name = nameAt(place) }]) => name);
  const listed = manifest.allowScripts ?? {};
  for (const name of new Set(wanting)) {
    if (listed[name] === undefined)
      problems.push(`${name} has an install script; allowScripts does not name it`);
    else if (listed[name] !== false) problems.push(`${name} may run its install script`);
    else if (!reasons[name]?.trim()) problems.push(`${name}: why it needs no script stands nowhere`);
  }
  for (const name of new Set([...Object.keys(listed), ...Object.keys(reasons)])) {
    if (!wanting.includes(name)) problems.push(`${name} has no install script: its entry is not needed`);
  }
  return problems;
}
