import { shadow, untilReady, watch } from './instances.mjs';
import { KEPT_RELEASES, ReleaseError } from './release-state.mjs';
import { smoke } from './smoke.mjs';

/**
 * Blue-green: the new release is started beside the old one, tried, and given the traffic; the old one is stopped when the
 * new one has proven itself. Both share database, cache and queue: migrations only add, and jobs carry a version.
 *
 * Where processes run is behind a port, so that the same steps run under Docker Compose and in a drill.
 *
 * @typedef {import('./release-state.mjs').Colour} Colour
 * @typedef {import('./release-state.mjs').ReleaseState} ReleaseState
 * @typedef {import('./release-state.mjs').ReleaseStateFolder} ReleaseStateFolder
 * @typedef {import('./instances.mjs').Instance} Instance
 * @typedef {{ image: string, colour: Colour }} Release
 *
 * @typedef {object} Platform
 * @property {(image: string) => Promise<void>} pull
 * @property {(image: string) => Promise<void>} migrate applies what only adds, with the new release's own command
 * @property {(release: Release) => Promise<void>} start apis and workers; safe to repeat
 * @property {(release: Release) => Promise<readonly Instance[]>} instances its apis that run
 * @property {(release: Release | null) => Promise<void>} stop apis and workers, in an orderly way; safe to repeat. Null: what
 *   ran before there were colours
 * @property {(image: string) => Promise<void>} removeImage
 * @property {readonly string[]} serversBeforeColours as nginx reaches what `stop(null)` would stop
 *
 * @typedef {object} ReleaseOptions
 * @property {Platform} platform
 * @property {import('./edge.mjs').Edge} edge
 * @property {ReleaseStateFolder} state
 * @property {(line: string) => void} say
 * @property {number} [watchMs] default 5 minutes, after a rollback 1
 * @property {number} [readyMs] longest wait until the new colour is ready, default 2 minutes
 * @property {boolean} [skipsSmoke]
 * @property {import('./smoke.mjs').SmokeOptions} [smoke]
 * @property {readonly string[]} [shadowPaths] GETs that both colours must answer alike
 */

export const RELEASE_STEPS = Object.freeze({
  pull: 'fetch the image',
  migrate: 'apply migrations that only add; the running release does not notice',
  start: 'start apis and workers beside the running ones',
  ready: 'wait until every new api is ready',
  smoke: 'go a person’s way on a new api: account, generation, results, deletion',
  shadow: 'send the same GETs to both, and compare',
  switch: 'point nginx at the new apis and reload it; requests under way end where they are',
  watch: 'look at readiness and failing requests; trouble switches back',
  retire: 'stop the old apis and workers: they drain',
  prune: `keep the last ${KEPT_RELEASES} images`,
});
export const ROLLBACK_STEPS = Object.freeze({
  start: 'start apis and workers of the release before, with its configuration; no migration',
  ready: RELEASE_STEPS.ready,
  smoke: RELEASE_STEPS.smoke,
  switch: RELEASE_STEPS.switch,
  watch: RELEASE_STEPS.watch,
  retire: RELEASE_STEPS.retire,
});
/** From here on the new release has the traffic. */
const AFTER_SWITCH = new Set(['watch', 'retire', 'prune']);
/** From here on it keeps it. */
const AFTER_WATCH = new Set(['retire', 'prune']);

const MINUTE_MS = 60_000;

/** @param {Colour | undefined} colour @returns {Colour} */
const otherThan = (colour) => (colour === 'blue' ? 'green' : 'blue');

/**
 * Releases an image, or continues where a release of it was interrupted.
 * @param {string} image immutable: with its tag (version and revision) or digest @param {ReleaseOptions} options
 * @throws {ReleaseError} what is live then is what was before, unless the message says otherwise
 */
export async function release(image, options) {
  if (!/(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image)) {
    throw new ReleaseError(`${image} names no immutable tag: give one of version and revision, or a digest`);
  }
  await options.state.locked(async () => {
    const { live, underway } = await options.state.read();
    if (underway && (underway.kind !== 'release' || underway.image !== image)) throw interrupted(underway);
    if (!underway && live?.image === image) throw new ReleaseError(`${image} is live already`);
    const next = { image, colour: underway?.colour ?? otherThan(live?.colour) };
    await carry('release', next, options, underway?.step);
  });
}

/**
 * Brings back the release before; what was interrupted is taken back instead.
 * @param {ReleaseOptions} options
 * @throws {ReleaseError} when there is nothing to go back to, or it does not run either
 */
export async function rollback(options) {
  const { state, say } = options;
  await state.locked(async () => {
    const { live, previous, underway } = await state.read();
    if (underway && underway.kind === 'release' && !AFTER_WATCH.has(underway.step)) {
      say(`the release of ${underway.image} was interrupted at ${underway.step}: it is taken back`);
      await takeBack(underway, options);
      return;
    }
    if (underway?.kind === 'rollback') {
      await carry('rollback', underway, options, underway.step);
      return;
    }
    if (!live || !previous) throw new ReleaseError('there is no release before this one');
    await carry('rollback', { image: previous.image, colour: otherThan(live.colour) }, options);
  });
}

function interrupted({ kind, image, step }) {
  return new ReleaseError(
    `the ${kind} of ${image} was interrupted at ${step}: ` +
      (kind === 'release'
        ? `continue with the same image, or take it back with rollback.mjs`
        : `continue with rollback.mjs`),
  );
}

/** @param {'release' | 'rollback'} kind @param {Release} next @param {ReleaseOptions} options @param {string} [from] */
async function carry(kind, next, options, from) {
  const { state, say } = options;
  const { live: liveNow, previous } = await state.read();
  // Continued after it had become live: the old one is the one before.
  const old = from !== undefined && AFTER_WATCH.has(from) ? previous : liveNow;
  const steps = Object.keys(kind === 'release' ? RELEASE_STEPS : ROLLBACK_STEPS);
  // What comes before the switch is safe to repeat, and cheaper than to know how far it went.
  const first = from !== undefined && AFTER_SWITCH.has(from) ? steps.indexOf(from) : 0;
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  let hasTraffic = first > 0;
  let isKept = first > 0 && AFTER_WATCH.has(from);
  for (const step of steps.slice(first)) {
    await state.change({ underway: { kind, ...next, step } });
    say(`[${seconds()} s] ${step}: ${kind === 'release' ? RELEASE_STEPS[step] : ROLLBACK_STEPS[step]}`);
    try {
      if (AFTER_WATCH.has(step) && !isKept) {
        await settle(kind, next, old, state);
        isKept = true;
      }
      await perform(step, { kind, next, old, options });
    } catch (error) {
      if (isKept)
        throw new ReleaseError(`${next.image} is live; ${step} failed: ${error.message}`, { cause: error });
      say(`[${seconds()} s] ${step} failed: ${error.message}`);
      // A switch that fails has changed nothing.
      await takeBack({ ...next, step: hasTraffic ? 'watch' : 'start' }, options);
      throw error instanceof ReleaseError
        ? error
        : new ReleaseError(`${step}: ${error.message}`, { cause: error });
    }
    if (step === 'switch') {
      hasTraffic = true;
      say(`[${seconds()} s] ${next.image} (${next.colour}) has the traffic`);
    }
  }
  await state.change({ underway: null });
  say(`[${seconds()} s] done: ${next.image} (${next.colour}) is live`);
}

/** @param {ReleaseStateFolder} state */
async function settle(kind, next, old, state) {
  const { images } = await state.read();
  const newest =
    kind === 'release' ? [next.image, ...images.filter((image) => image !== next.image)] : images;
  await state.change({ live: { ...next }, previous: old, images: newest });
}

/** Gives the traffic back to what was live and stops what was to come. Safe to repeat. */
async function takeBack({ image, colour, step }, { platform, edge, state, say }) {
  const { live } = await state.read();
  const mayHaveTraffic = step === 'switch' || AFTER_SWITCH.has(step);
  if (live && mayHaveTraffic) {
    await platform.start(live);
    await edge.point((await platform.instances(live)).map(({ server }) => server));
    say(`${live.image} (${live.colour}) has the traffic`);
  }
  await platform.stop({ image, colour });
  // After the stop: the name from before there were colours also stands for apis that have one.
  if (!live && mayHaveTraffic) await edge.point(platform.serversBeforeColours);
  await state.change({ underway: null });
}

async function perform(step, { kind, next, old, options }) {
  const { platform, edge, state, say } = options;
  const instancesOf = (one) => platform.instances(one);
  switch (step) {
    case 'pull':
      return platform.pull(next.image);
    case 'migrate':
      return platform.migrate(next.image);
    case 'start':
      return platform.start(next);
    case 'ready':
      return untilReady(await instancesOf(next), options.readyMs ?? 2 * MINUTE_MS);
    case 'smoke':
      if (options.skipsSmoke) return undefined;
      for (const { origin } of await instancesOf(next)) await smoke(origin, { ...options.smoke, say });
      return undefined;
    case 'shadow': {
      if (!old || !options.shadowPaths?.length) return undefined;
      const [[live], [fresh]] = await Promise.all([instancesOf(old), instancesOf(next)]);
      if (!live || !fresh) throw new ReleaseError('there are no two apis to compare');
      return shadow({ live, next: fresh, paths: options.shadowPaths, account: options.smoke?.account });
    }
    case 'switch':
      return edge.point((await instancesOf(next)).map(({ server }) => server));
    case 'watch': {
      const durationMs = options.watchMs ?? (kind === 'release' ? 5 : 1) * MINUTE_MS;
      const { all, failed } = await watch(await instancesOf(next), { durationMs });
      return say(`  ${all} requests, ${failed} failed`);
    }
    case 'retire':
      return platform.stop(old);
    case 'prune':
      return prune(state, platform);
    default:
      throw new Error(`there is no step ${step}`);
  }
}

/** @param {ReleaseStateFolder} state @param {Platform} platform */
async function prune(state, platform) {
  const { images } = await state.read();
  for (const image of images.slice(KEPT_RELEASES)) {
    await platform.removeImage(image);
    await state.forgetConfiguration(image);
  }
  await state.change({ images: images.slice(0, KEPT_RELEASES) });
}
