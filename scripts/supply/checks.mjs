import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../local/project.mjs';
import { askForAdvisories, judgeAdvisories } from './audit.mjs';
import { COMPONENT_LIST, componentChanges, componentList, makeSbom, writeSbom } from './components.mjs';
import { scanHistory } from './history.mjs';
import { installScriptProblems } from './install-scripts.mjs';
import { licenceProblems } from './licences.mjs';
import { disagreements, lockfileProblems } from './lockfile.mjs';
import { AUDIT_EXCEPTIONS } from './policy.mjs';

/**
 * @typedef {object} Finding
 * @property {readonly string[]} problems
 * @property {string} note what its reader should know when there are none
 */

const text = (name) => readFile(path.join(projectRoot, name), 'utf8');
const json = async (name) => JSON.parse(await text(name));

export async function readPackageFiles() {
  const [manifest, lock] = await Promise.all([json('package.json'), json('package-lock.json')]);
  return { manifest, lock };
}

/** What comes from elsewhere, and what must not get there. @type {readonly { name: string, look: () => Promise<Finding> }[]} */
export const SUPPLY_CHECKS = [
  {
    name: 'lock file',
    look: async () => {
      const files = await readPackageFiles();
      const problems = [...lockfileProblems(files), ...(await disagreements(files))];
      return { problems, note: `${Object.keys(files.lock.packages).length - 1} packages` };
    },
  },
  {
    name: 'npm audit',
    look: async () =>
      judgeAdvisories(await askForAdvisories(await readPackageFiles()), AUDIT_EXCEPTIONS, new Date()),
  },
  {
    name: 'licences',
    look: async () => ({ problems: licenceProblems((await readPackageFiles()).lock), note: '' }),
  },
  {
    name: 'install scripts',
    look: async () => {
      const [npmrc, dockerfile] = await Promise.all([text('.npmrc'), text('docker/Dockerfile')]);
      const problems = installScriptProblems({ ...(await readPackageFiles()), npmrc, dockerfile });
      return { problems, note: 'none is run' };
    },
  },
  {
    name: 'components',
    look: async () => {
      const sbom = await makeSbom(await readPackageFiles());
      const changes = componentChanges(await text(COMPONENT_LIST), componentList(sbom));
      const hint = `${COMPONENT_LIST} does not say what package-lock.json says; look at the change, then: npm run sbom`;
      return {
        problems: changes.length > 0 ? [hint, ...changes] : [],
        note: await writeSbom(projectRoot, sbom),
      };
    },
  },
  { name: 'secrets', look: () => scanHistory(projectRoot) },
];
