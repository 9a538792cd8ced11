import path from 'node:path';
import { parseArgs } from 'node:util';
import { accountFromEnvironment } from './account.mjs';
import { ComposePlatform } from './compose-platform.mjs';
import { Edge } from './edge.mjs';
import { ReleaseError, ReleaseStateFolder } from './release-state.mjs';

/** What both commands understand. */
const OPTIONS = /** @type {const} */ ({
  project: { type: 'string', default: 'genesis' },
  file: { type: 'string', multiple: true, default: ['docker-compose.yml', 'docker-compose.prod.yml'] },
  'env-file': { type: 'string', default: '.env' },
  'state-folder': { type: 'string', default: '.release' },
  'upstream-file': { type: 'string', default: 'docker/nginx/local/upstream.conf' },
  apis: { type: 'string' },
  workers: { type: 'string' },
  'watch-minutes': { type: 'string' },
  'ready-seconds': { type: 'string', default: '120' },
  'settle-seconds': { type: 'string', default: '2' },
  'shadow-get': { type: 'string', multiple: true },
  'skip-smoke': { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
});

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEFAULT_UPSTREAM = path.join(ROOT, 'docker/nginx/upstream.conf');

function number(name, text, least) {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least)
    throw new ReleaseError(`--${name} must be a number from ${least}`);
  return value;
}

function parse() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new ReleaseError(error.message);
  }
}

/** Reads the command line. @returns what it says, for Docker Compose on this machine */
export function readCommandLine() {
  const { values, positionals } = parse();
  const state = new ReleaseStateFolder(path.resolve(ROOT, values['state-folder']));
  const say = (line) => console.log(line);
  const platform = new ComposePlatform({
    root: ROOT,
    project: values.project,
    files: values.file,
    envFile: values['env-file'],
    state,
    say,
  });
  const settleMs = number('settle-seconds', values['settle-seconds'], 0) * 1_000;
  const edge = new Edge(path.resolve(ROOT, values['upstream-file']), platform.nginx, {
    defaultFile: DEFAULT_UPSTREAM,
    settleMs,
  });
  const watchMinutes = values['watch-minutes'];
  return {
    positionals,
    isDryRun: values['dry-run'],
    options: {
      platform,
      edge,
      state,
      say,
      replicas: {
        api: values.apis === undefined ? undefined : number('apis', values.apis, 1),
        worker: values.workers === undefined ? undefined : number('workers', values.workers, 1),
      },
      watchMs: watchMinutes === undefined ? undefined : number('watch-minutes', watchMinutes, 0) * 60_000,
      readyMs: number('ready-seconds', values['ready-seconds'], 1) * 1_000,
      skipsSmoke: values['skip-smoke'],
      smoke: { account: accountFromEnvironment() },
      shadowPaths: values['shadow-get'],
    },
  };
}

/** @param {() => Promise<void>} main */
export async function runCommand(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof ReleaseError ? error.message : error);
    process.exitCode = 1;
  }
}

/** @param {Readonly<Record<string, string>>} steps @param {import('./release-state.mjs').ReleaseState} state */
export function describePlan(steps, state) {
  const named = (release) =>
    release
      ? `${release.image} (${release.colour}, ${release.replicas.api} apis, ${release.replicas.worker} workers)`
      : 'nothing';
  return [
    `live: ${named(state.live)}`,
    `before: ${named(state.previous)}`,
    ...(state.underway ? [`under way: ${state.underway.image}, at ${state.underway.step}`] : []),
    ...Object.entries(steps).map(([step, does], index) => `${index + 1}. ${step}: ${does}`),
  ].join('\n');
}
