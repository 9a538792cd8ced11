import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chainOf, imageConfig, readDockerfile } from './dockerfile.mjs';
import { contextFilter } from './dockerignore.mjs';

/**
 * Builds the image's file system without Docker, by the instructions of docker/Dockerfile: each stage in a folder of its
 * own, `COPY` from the context that .dockerignore leaves, `RUN` as it stands there. What stands for a base image is empty,
 * except for Node itself, which is the one that runs this; the `RUN` of stages on another base than Node (packages, users)
 * is not performed, only the folders that it makes.
 *
 *     node docker/image-steps.mjs <folder> [target]      the file system of the target, default api, in <folder>/<target>
 *
 * @typedef {object} ImageStepsOptions
 * @property {string} project the build context
 * @property {string} folder must not exist or be empty
 * @property {string} [target]
 * @property {string} [installed] a node_modules that was installed from the context's lock file; stands for the installation
 *   of the stage `deps`, which only compiles
 * @property {(line: string) => void} [say]
 *
 * @param {ImageStepsOptions} options
 * @returns {{ root: string, config: ReturnType<typeof imageConfig> }} root: where `/` of the image is
 * @throws when an instruction cannot be performed here, or fails
 */
export function performImageSteps({ project, folder, target = 'api', installed, say = () => {} }) {
  const stages = readDockerfile(readFileSync(path.join(project, 'docker/Dockerfile'), 'utf8'));
  const isSent = contextFilter(readFileSync(path.join(project, '.dockerignore'), 'utf8'));
  if (chainOf(stages, target).length === 0) throw new Error(`docker/Dockerfile has no stage ${target}`);
  /** @type {Map<string, string>} */
  const roots = new Map();

  const rootOf = (name) => {
    const done = roots.get(name);
    if (done) return done;
    const stage = stages.find((candidate) => candidate.name === name);
    const root = path.join(folder, name || 'scratch');
    roots.set(name, root);
    mkdirSync(root, { recursive: true });
    if (!stage) throw new Error(`no stage ${name}`);
    const [lowest] = chainOf(stages, name);
    if (stages.some((candidate) => candidate.name === stage.base)) {
      cpSync(rootOf(stage.base), root, { recursive: true, verbatimSymlinks: true });
    } else if (isNode(stage.base)) putNode(root, stage.base);
    say(`stage ${name}`);
    perform(stage, root, isNode(lowest?.base ?? ''));
    return root;
  };

  const perform = (stage, root, isOnNode) => {
    let workdir = imageConfig(
      stages,
      stages.some(({ name }) => name === stage.base) ? stage.base : '',
    ).workdir;
    for (const { keyword, text, flags } of stage.instructions) {
      if (keyword === 'WORKDIR') {
        workdir = text;
        mkdirSync(path.join(root, workdir), { recursive: true });
      } else if (keyword === 'COPY') copy({ text, flags, root, workdir });
      else if (keyword === 'RUN') {
        if (!isOnNode) makeFolders(text, root);
        else if (installed && stage.name === 'deps' && /(^|\s)npm ci\b/.test(text)) {
          say('  RUN npm ci: the installation that is there');
          symlinkSync(installed, path.join(root, workdir, 'node_modules'));
        } else run(text, root, workdir);
      }
    }
  };

  const run = (text, root, workdir) => {
    say(`  RUN ${text}`);
    if (/(^|[\s"'=])\/(?!dev\/null)/.test(text))
      throw new Error(`an absolute path, here not the image's: RUN ${text}`);
    const { status, stderr, stdout } = spawnSync('sh', ['-euc', `umask 022; ${text}`], {
      cwd: path.join(root, workdir),
      env: {
        PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
        HOME: process.env.HOME ?? '/',
        ...npmSettings(),
      },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`RUN ${text}\nended with ${String(status)}\n${stdout}${stderr}`);
  };

  const copy = ({ text, flags, root, workdir }) => {
    const words = text.split(/\s+/);
    const to = words.at(-1) ?? '';
    const destination = path.resolve('/', workdir, to);
    for (const source of words.slice(0, -1)) {
      const from =
        flags.from === undefined ? path.join(project, source) : path.join(rootOf(flags.from), source);
      if (!existsSync(from)) throw new Error(`COPY ${text}: no ${source}`);
      const isFolder = statSync(from).isDirectory();
      const target =
        isFolder || !to.endsWith('/') ? destination : path.join(destination, path.basename(source));
      const filter =
        flags.from === undefined
          ? (file) =>
              statSync(file).isDirectory() || isSent(path.relative(project, file).split(path.sep).join('/'))
          : undefined;
      mkdirSync(path.dirname(path.join(root, target)), { recursive: true });
      cpSync(from, path.join(root, target), { recursive: true, verbatimSymlinks: true, filter });
    }
  };

  return { root: rootOf(target), config: imageConfig(stages, target) };
}

const isNode = (image) => /^node:/.test(image);

/** Node as the base image has it, if it is the version that runs this. */
function putNode(root, image) {
  const version = /^node:([\d.]+)/.exec(image)?.[1];
  if (version !== process.versions.node) {
    throw new Error(
      `the image has Node ${String(version)}, this is ${process.versions.node}: run it with the former`,
    );
  }
  const file = path.join(root, 'usr/local/bin/node');
  mkdirSync(path.dirname(file), { recursive: true });
  copyFileSync(process.execPath, file);
  chmodSync(file, 0o755);
}

/** Of packages and users there is nothing to make here; `install -d -o … -g … -m … <folders>` makes folders. */
function makeFolders(text, root) {
  for (const [, mode = '0755', folders = ''] of text.matchAll(
    /install -d(?: -[og] \S+)*(?: -m (\d+))((?: \/\S+)+)/g,
  )) {
    for (const folder of folders.trim().split(' ')) {
      mkdirSync(path.join(root, folder), { recursive: true });
      chmodSync(path.join(root, folder), Number.parseInt(mode, 8));
    }
  }
}

/** npm's own settings of this machine, e.g. its registry and its cache. */
function npmSettings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name)));
}

/** @param {string} folder @returns {string[]} every file below, relative, with `/`; links are not followed */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, target] = process.argv.slice(2);
  if (!folder) {
    process.stderr.write('usage: node docker/image-steps.mjs <folder> [target]\n');
    process.exit(2);
  }
  const { root } = performImageSteps({
    project: path.resolve(import.meta.dirname, '..'),
    folder: path.resolve(folder),
    target,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${root}\n`);
}
