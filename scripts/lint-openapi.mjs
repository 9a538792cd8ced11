import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { exceptions, switchedOff } from './openapi/lint-rules.mjs';
import { projectRoot } from './local/project.mjs';

/** Lints the API document with Redocly's recommended rules, Spectral's for OpenAPI and OWASP's for Spectral: all of them,
 *  but what `lint-rules.mjs` gives a reason for. A warning counts like an error; so does a reason that has gone.
 *  `lint-openapi.mjs [file]`, by default the committed document. */
const file = path.resolve(process.argv[2] ?? path.join(projectRoot, 'docs/openapi.json'));

/** @typedef {{ rule: string, where: string, message: string }} Finding */

/** @param {string} source @returns {Promise<readonly Finding[]>} */
async function redoclyFindings(source) {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: file, config });
  return problems.map(({ ruleId, message, location }) => ({
    rule: ruleId,
    where: decodeURIComponent(location[0]?.pointer ?? '#').replace(/^#\/?/, ''),
    message,
  }));
}

/** @param {string} source @returns {Promise<readonly Finding[]>} */
async function spectralFindings(source) {
  const { Spectral } = spectralCore;
  const spectral = new Spectral();
  const rules = Object.fromEntries(Object.keys(switchedOff).map((rule) => [rule, 'off']));
  spectral.setRuleset({
    extends: [
      [spectralRulesets.oas, 'all'],
      [owasp, 'all'],
    ],
    rules,
  });
  const found = await spectral.run(JSON.parse(source));
  return found.map(({ code, message, path: at }) => ({
    rule: String(code),
    where: at.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')).join('/'),
    message,
  }));
}

const source = await readFile(file, 'utf8');
const found = [...(await redoclyFindings(source)), ...(await spectralFindings(source))];
const excuse = ({ rule, where }) => exceptions.find((each) => each.rule === rule && each.where.test(where));
const used = new Set(found.map(excuse));
const problems = [
  ...found.filter((finding) => excuse(finding) === undefined),
  ...exceptions
    .filter((each) => !used.has(each))
    .map(({ rule, where }) => ({ rule, where: String(where), message: 'this exception excuses nothing' })),
];

for (const { rule, where, message } of problems) process.stdout.write(`${rule}  ${where}\n    ${message}\n`);
process.stdout.write(
  `${path.basename(file)}: ${problems.length} problems; ${exceptions.length} exceptions, ${Object.keys(switchedOff).length} rules off\n`,
);
if (problems.length > 0) process.exitCode = 1;
