import satisfies from 'spdx-satisfies';
import { nameAt } from './lockfile.mjs';
import { LICENCE_EXCEPTIONS, PRODUCTION_LICENCES, TOOL_LICENCES } from './policy.mjs';

/**
 * @param {{ packages: Record<string, any> }} lock
 * @param {Readonly<Record<string, import('./policy.mjs').LicenceException>>} [exceptions]
 * @returns {string[]} packages whose licence asks for more than is allowed where they are used
 */
export function licenceProblems({ packages }, exceptions = LICENCE_EXCEPTIONS) {
  const problems = [];
  const used = new Set();
  for (const [place, { name = nameAt(place), version, license, dev }] of Object.entries(packages)) {
    if (place === '' || isAllowed(license, dev ? TOOL_LICENCES : PRODUCTION_LICENCES)) continue;
    if (exceptions[name] !== undefined && exceptions[name].licence === license) used.add(name);
    else
      problems.push(`${name}@${version} is under ${license ?? 'no licence'}${dev ? '' : ', in production'}`);
  }
  for (const [name, { reason }] of Object.entries(exceptions)) {
    if (!used.has(name)) problems.push(`the exception for the licence of ${name} is not needed any more`);
    else if (!reason.trim()) problems.push(`the exception for the licence of ${name} has no reason`);
  }
  return problems;
}

/** What is no SPDX expression (`SEE LICENSE IN …`, `UNLICENSED`, nothing) allows nothing. */
function isAllowed(licence, allowed) {
  try {
    return satisfies(licence, allowed);
  } catch {
    return false;
  }
}
