import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot, say } from '../local/project.mjs';
import { readPackageFiles } from '../supply/checks.mjs';
import { COMPONENT_LIST, componentList, makeSbom, writeSbom } from '../supply/components.mjs';

/** @type {import('../local/command.mjs').Command} */
export async function run() {
  const sbom = await makeSbom(await readPackageFiles());
  say(await writeSbom(projectRoot, sbom));
  await writeFile(path.join(projectRoot, COMPONENT_LIST), componentList(sbom));
  say(COMPONENT_LIST);
  return 0;
}
