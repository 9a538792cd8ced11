import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { childEnvironment } from './environment.mjs';
import { withFileLock } from './file-lock.mjs';
import { CommandError, inLocalDir, projectRoot, say } from './project.mjs';
import { runChild, tryChild } from './run-child.mjs';

const dist = path.join(projectRoot, 'dist');
const stamp = path.join(dist, '.stamp');
const sourceFolders = ['apps', 'libs', 'test/support', 'bench'];
const buildSettings = ['.swcrc', 'package.json'];

async function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function hashSources() {
  const hash = createHash('sha256');
  const folders = await Promise.all(
    sourceFolders.map((folder) => filesUnder(path.join(projectRoot, folder))),
  );
  const files = [...buildSettings.map((name) => path.join(projectRoot, name)), ...folders.flat().sort()];
  for (const file of files) {
    hash
      .update(`${path.relative(projectRoot, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}

const isFresh = (digest) => existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;

/** Output of sources that are gone: everything that this build did not write. */
async function removeLeftovers(builtSince) {
  for (const file of await filesUnder(dist)) {
    if (/\.js(\.map)?$/.test(file) && (await stat(file)).mtimeMs < builtSince)
      await rm(file, { force: true });
  }
}

/** Runs a script of package.json, without npm's half second. */
export function runPackageScript(name, options = {}) {
  const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  const run = options.capture ? tryChild : runChild;
  return run('sh', ['-c', scripts[name]], { cwd: projectRoot, env: childEnvironment(), ...options });
}

/** Builds `dist` unless it is what the sources say. */
export async function ensureBuilt() {
  if (isFresh(await hashSources())) return;
  await withFileLock(inLocalDir('build.lock'), async () => {
    const digest = await hashSources();
    if (isFresh(digest)) return;
    say('Building …');
    await rm(stamp, { force: true });
    // Two seconds: some file systems store whole seconds.
    const builtSince = Date.now() - 2_000;
    const { code, output } = await runPackageScript('build', { capture: true });
    if (code !== 0) throw new CommandError(`The build failed:\n${output.trimEnd()}`);
    await removeLeftovers(builtSince);
    await writeFile(stamp, digest);
  });
}
