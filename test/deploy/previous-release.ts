import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** The release that may still run when this code is deployed, built from its commit with the packages of this code. */
export interface PreviousRelease {
  readonly commit: string;
  /** Its build. */
  readonly dist: string;
  remove(): Promise<void>;
}

/** @returns null where this is a shallow clone that does not have the commit: then there is nothing to build it from
 *  @throws when the commit is missing although the clone is whole */
export async function buildPreviousRelease(): Promise<PreviousRelease | null> {
  const named = await readFile(path.join(REPOSITORY, 'deploy/release/previous-release.json'), 'utf8');
  const { commit } = JSON.parse(named) as { commit: string };
  if (!(await isHere(commit))) {
    if ((await git('rev-parse', '--is-shallow-repository')).trim() === 'true') return null;
    throw new Error(
      `deploy/release/previous-release.json names ${commit}, which this repository does not have`,
    );
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'genesis-previous-'));
  const archive = path.join(folder, 'source.tar');
  const source = path.join(folder, 'source');
  await mkdir(source);
  await git('archive', '--format=tar', `--output=${archive}`, commit);
  await run('tar', ['-xf', archive, '-C', source]);
  await symlink(path.join(REPOSITORY, 'node_modules'), path.join(source, 'node_modules'));
  const swc = path.join(REPOSITORY, 'node_modules/@swc/cli/bin/swc.js');
  await run(process.execPath, [swc, 'apps', 'libs', '-d', 'dist', '--quiet'], { cwd: source });
  return {
    commit,
    dist: path.join(source, 'dist'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: REPOSITORY, maxBuffer: 64 * 1024 * 1024 })).stdout;
}

async function isHere(commit: string): Promise<boolean> {
  try {
    await git('cat-file', '-e', `${commit}^{commit}`);
    return true;
  } catch {
    return false;
  }
}
