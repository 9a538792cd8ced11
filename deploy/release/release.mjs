import { NothingSwitchedError } from './edge.mjs';
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
 * @typedef {import('./release-state.mjs').Release} Release
 * @typedef {import('./release-state.mjs').ReleaseState} ReleaseState
 * @typedef {import('./release-state.mjs').ReleaseStateFolder} ReleaseStateFolder
 * @typedef {import('./release-state.mjs').Replicas} Replicas
 * @typedef {import('./instances.mjs').Instance} Instance
 *
 * @typedef {object} Platform
 * @property {(image: string) => Promise<void>} pull
 * @property {(image: string) => Promise<void>} migrate applies what only adds, with the new release's own command
 * @property {(release: Release) => Promise<void>} start as many apis and workers as it says, or as run; safe to repeat
 * @property {(release: Release) => Promise<readonly Instance[]>} instances its apis that run
 * @property {(release: Release) => Promise<readonly import('./instances.mjs').Worker[]>} workers its workers that run
 * @property {(release: Release | null) => Promise<Replicas>} running how many run. Null: of what there was before colours
 * @property {(release: Release | null) => Promise<void>} stop apis and workers, in an orderly way; safe to repeat. Null: what
 *   ran before there were colours
 * @property {(image: string) => Promise<boolean>} removeImage false: it stays, because something needs it
 * @property {() => Promise<readonly string[]>} serversBeforeColours as nginx reaches what `stop(null)` would stop, and nothing
 *   else
 *
 * @typedef {object} ReleaseOptions
 * @property {Platform} platform
 * @property {import('./edge.mjs').Edge} edge
 * @property {ReleaseStateFolder} state
 * @property {(line: string) => void} say
 * @property {Partial<Replicas>} [replicas] by default as many as run
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
  ready: 'wait until every new api is ready and every new worker healthy',
  smoke:
    'go a person’s way on one new api: account, generation, results, deletion; sign in and read on the others',
  shadow: 'send the same GETs to both, and compare',
  switch: 'point nginx at the new apis and reload it; requests under way end where they are',
  watch: 'look at readiness, workers and failing requests; trouble switches back',
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
/** From here on it is live: it keeps the traffic. */
const AFTER_WATCH = new Set(['retire', 'prune']);
/** Steps at which an interrupted release goes on; what comes before the switch is safe to repeat, and cheaper than to know
 *  how far it went. */
const CONTINUED = new Set(['watch', ...AFTER_WATCH]);
const TAKE_BACK = 'take back';

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
    if (underway?.step === TAKE_BACK) {
      await takeBack(underway, options);
      throw new ReleaseError(`${image} was being taken back, and now is: the same command again releases it`);
    }
    if (underway) {
      await carry(underway, options);
      return;
    }
    if (live?.image === image) throw new ReleaseError(`${image} is live already`);
    const replicas = await replicasFor(live, options);
    await carry(begin('release', { image, colour: otherThan(live?.colour), replicas }), options);
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
    const isTakenBack = underway?.step === TAKE_BACK || underway?.kind === 'release';
    if (underway && isTakenBack && !isSame(live, underway)) {
      say(`the ${underway.kind} of ${underway.image} was interrupted at ${underway.step}: it is taken back`);
      await takeBack(underway, options);
      return;
    }
    if (underway?.kind === 'rollback') {
      await carry(underway, options);
      return;
    }
    if (!live || !previous) throw new ReleaseError('there is no release before this one');
    const replicas = await replicasFor(live, options);
    const next = { image: previous.image, colour: otherThan(live.colour), replicas };
    await carry(begin('rollback', next), options);
  });
}

const begin = (kind, next) => ({ kind, ...next, step: '', mayHaveTraffic: false });

/** @param {Release | null} one @param {Release} other */
const isSame = (one, other) => one?.image === other.image && one.colour === other.colour;

/** @param {Underway} underway @returns {Release} */
const releaseOf = ({ image, colour, replicas }) => ({ image, colour, replicas });

/** The new one must carry what the live one carries. @param {Release | null} live @param {ReleaseOptions} options
 *  @returns {Promise<Replicas>} */
async function replicasFor(live, { platform, replicas = {} }) {
  const running = await platform.running(live);
  const now = (kind) => Math.max(1, running[kind], live?.replicas[kind] ?? 0);
  return { api: replicas.api ?? now('api'), worker: replicas.worker ?? now('worker') };
}

function interrupted({ kind, image, step }) {
  return new ReleaseError(
    `the ${kind} of ${image} was interrupted at ${step}: ` +
      (kind === 'release'
        ? `continue with the same image, or take it back with rollback.mjs`
        : `continue with rollback.mjs`),
  );
}

/** @typedef {import('./release-state.mjs').Underway} Underway */

/** @param {Underway} underway @param {ReleaseOptions} options */
async function carry(underway, options) {
  const { state, say } = options;
  const { kind, step: from } = underway;
  const next = releaseOf(underway);
  const { live, previous } = await state.read();
  let isLive = isSame(live, next);
  // Continued after it had become live: the old one is the one before.
  const old = isLive ? previous : live;
  const does = kind === 'release' ? RELEASE_STEPS : ROLLBACK_STEPS;
  const steps = Object.keys(does);
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(1);
  let { mayHaveTraffic } = underway;
  for (const step of steps.slice(CONTINUED.has(from) ? steps.indexOf(from) : 0)) {
    const hadTraffic = mayHaveTraffic;
    // Known before nginx is asked: whoever continues must not stop what may have the traffic.
    mayHaveTraffic ||= step === 'switch';
    await state.change({
      ...(AFTER_WATCH.has(step) && !isLive && (await settled(kind, next, old, state))),
      underway: { kind, ...next, step, mayHaveTraffic },
    });
    isLive ||= AFTER_WATCH.has(step);
    say(`[${seconds()} s] ${step}: ${does[step]}`);
    try {
      await perform(step, { kind, next, old, options });
    } catch (error) {
      if (isLive)
        throw new ReleaseError(`${next.image} is live; ${step} failed: ${error.message}`, { cause: error });
      say(`[${seconds()} s] ${step} failed: ${error.message}`);
      if (error instanceof NothingSwitchedError) mayHaveTraffic = hadTraffic;
      await takeBackAfter(error, { kind, ...next, step, mayHaveTraffic }, options);
      throw error instanceof ReleaseError
        ? error
        : new ReleaseError(`${step}: ${error.message}`, { cause: error });
    }
    if (step === 'switch') say(`[${seconds()} s] ${next.image} (${next.colour}) has the traffic`);
  }
  await state.change({ underway: null });
  say(`[${seconds()} s] done: ${next.image} (${next.colour}) is live`);
}

/** What changes when `next` becomes the live one. @param {ReleaseStateFolder} state @returns {Promise<Partial<ReleaseState>>} */
async function settled(kind, next, old, state) {
  const { images } = await state.read();
  const newest =
    kind === 'release' ? [next.image, ...images.filter((image) => image !== next.image)] : images;
  return { live: next, previous: old, images: newest };
}

async function takeBackAfter(error, underway, options) {
  try {
    await takeBack(underway, options);
  } catch (second) {
    throw new ReleaseError(
      `${underway.step} failed: ${error.message}
` + `taking it back failed too, rollback.mjs tries again: ${second.message}`,
      { cause: second },
    );
  }
}

/** Gives the traffic back to what was live and stops what was to come, in this order. Safe to repeat.
 *  @param {Underway} underway @param {ReleaseOptions} options */
async function takeBack(underway, { platform, edge, state, say }) {
  const { live } = await state.read();
  await state.change({ underway: { ...underway, step: TAKE_BACK } });
  if (underway.mayHaveTraffic) {
    if (live) await platform.start(live);
    const servers = live
      ? (await platform.instances(live)).map(({ server }) => server)
      : await platform.serversBeforeColours();
    await edge.point(servers);
    say(`${live ? `${live.image} (${live.colour})` : 'what ran before'} has the traffic`);
  }
  await platform.stop(releaseOf(underway));
  await state.change({ underway: null });
}

async function perform(step, { kind, next, old, options }) {
  const { platform, edge, state, say } = options;
  const instancesOf = (one) => platform.instances(one);
  const crew = {
    replicas: next.replicas,
    apis: () => platform.instances(next),
    workers: () => platform.workers(next),
  };
  switch (step) {
    case 'pull':
      return platform.pull(next.image);
    case 'migrate':
      return platform.migrate(next.image);
    case 'start':
      return platform.start(next);
    case 'ready':
      return untilReady(crew, options.readyMs ?? 2 * MINUTE_MS);
    case 'smoke':
      if (options.skipsSmoke) return undefined;
      return smokeEach(await instancesOf(next), { ...options.smoke, say });
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
      const { all, failed } = await watch(crew, { durationMs });
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

/** One generation for each release, whatever the number of apis: it costs money and quota.
 *  @param {readonly Instance[]} instances @param {import('./smoke.mjs').SmokeOptions} options */
async function smokeEach(instances, options) {
  let { account } = options;
  for (const [index, { origin }] of instances.entries()) {
    // The account that the first one made does for the others.
    account = await smoke(origin, { ...options, account, onlyReads: index > 0 });
  }
}

/** Removes images, except the last ones, among them those that are live and to which one would go back.
 *  @param {ReleaseStateFolder} state @param {Platform} platform */
async function prune(state, platform) {
  const { images, live, previous } = await state.read();
  const needed = [live, previous].flatMap((release) => (release ? [release.image] : []));
  const kept = new Set([...new Set([...needed, ...images])].slice(0, KEPT_RELEASES));
  for (const image of images.filter((one) => !kept.has(one))) {
    // What cannot be removed is still there to be started, with its configuration; the next release tries again.
    if (await platform.removeImage(image)) await state.forgetConfiguration(image);
    else kept.add(image);
  }
  await state.change({ images: images.filter((image) => kept.has(image)) });
}
