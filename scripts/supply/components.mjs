import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../local/project.mjs';
import { tryChild } from '../local/run-child.mjs';
import { inBareProject } from './npm.mjs';

const CYCLONEDX = path.join(projectRoot, 'node_modules/@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js');
const IMAGE_MANIFEST = path.join(projectRoot, 'docker/image-manifest.mjs');
/** Committed: a change of what the service is made of shows in its difference. */
export const COMPONENT_LIST = 'docs/components.txt';
const SBOM_FILE = 'dist/sbom.cdx.json';

const HEADING = `# What the service is made of: every package that its image may hold, with its licence.
# Made by \`npm run sbom\` from package-lock.json; \`npm run check\` compares. The whole SBOM (CycloneDX) is ${SBOM_FILE}.
`;

/**
 * The software bill of materials of the image: the same packages as docker/Dockerfile installs. Says the same whenever and
 * wherever it is made, but for the version of npm. Checked against the schema of CycloneDX.
 * @returns {Promise<any>} CycloneDX 1.6
 */
export async function makeSbom(files) {
  return inBareProject(files, async (cwd) => {
    await done(process.execPath, [IMAGE_MANIFEST, 'production'], cwd);
    const args = ['--package-lock-only', '--output-reproducible', '--validate', '--mc-type', 'application'];
    await done(process.execPath, [CYCLONEDX, ...args, '--output-file', 'sbom.json'], cwd);
    return JSON.parse(await readFile(path.join(cwd, 'sbom.json'), 'utf8'));
  });
}

/** One line a component: `pkg:npm/…@version  licence`. */
export function componentList(sbom) {
  const all = (component) => [component, ...(component.components ?? []).flatMap(all)];
  const lines = sbom.components
    .flatMap(all)
    .map(({ purl, licenses = [] }) => `${purl}  ${licenses.map(licenceOf).join(', ')}`);
  return `${HEADING}${[...new Set(lines)].sort().join('\n')}\n`;
}

const licenceOf = ({ expression, license }) => expression ?? license?.id ?? license?.name ?? 'none';

/** @returns {string[]} a line for each component that came or went */
export function componentChanges(committed, made) {
  const before = new Set(committed.split('\n'));
  const now = new Set(made.split('\n'));
  return [
    ...[...now].filter((line) => !before.has(line)).map((line) => `new:  ${line}`),
    ...[...before].filter((line) => !now.has(line)).map((line) => `gone: ${line}`),
  ];
}

/** @param {string} root */
export async function writeSbom(root, sbom) {
  const file = path.join(root, SBOM_FILE);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(sbom, null, 2)}\n`);
  return SBOM_FILE;
}

async function done(program, args, cwd) {
  const { code, output } = await tryChild(program, args, { cwd });
  if (code !== 0) throw new Error(`${path.basename(args[0])} failed:\n${output.trimEnd()}`);
}
