import { describe, expect, it } from '@jest/globals';
import { release, type ReleaseOptions, rollback } from '../../deploy/release/release.mjs';
import { Interruption, ReleaseTown } from './release-town.js';

const FIRST = 'registry.example/genesis:1.0.0-aaaaaaa';
const SECOND = 'registry.example/genesis:1.1.0-bbbbbbb';
const SUITE_MS = 120_000;
/** More than any release has; a run that is longer would never end. */
const MOST_MOMENTS = 200;

type Act = (options: ReleaseOptions) => Promise<void>;

const releaseFirst: Act = (options) => release(FIRST, options);
const releaseSecond: Act = (options) => release(SECOND, options);
const nothing = () => Promise.resolve();

/** Makes it fail that the same command goes on: whatever comes before the switch does not work any more. */
const withoutMigration: (act: Act) => (town: ReleaseTown) => Promise<void> = (act) => async (town) => {
  town.broken.add('migrate');
  await act(town.options()).catch(nothing);
};

const again: (act: Act) => (town: ReleaseTown) => Promise<void> = (act) => async (town) => {
  // What was being taken back is taken back first, and says so.
  await act(town.options()).catch(() => act(town.options()).catch(nothing));
};

const goBack = async (town: ReleaseTown) => {
  // Where nothing had begun, there may be nothing to go back to.
  await rollback(town.options()).catch((error: unknown) => {
    if (!String(error).includes('no release before')) throw error;
  });
};

const finishRollback = async (town: ReleaseTown) => {
  // Where it has ended, another one would go forward again.
  const { underway, live } = await town.state();
  if (underway || live?.image === SECOND) await rollback(town.options());
};

interface Scenario {
  /** What was there. */
  readonly before?: readonly Act[];
  readonly interrupted: Act;
  /** Image that fails under traffic: its release is taken back. */
  readonly sick?: string;
  readonly then: (town: ReleaseTown) => Promise<void>;
  /** What must be live in the end, where that does not depend on the moment. */
  readonly live?: string;
}

/** Interrupts before and after everything that a release does to the world or to its own state, one moment after the other. */
async function everyMoment({ before = [], interrupted, sick, then, live }: Scenario): Promise<{
  readonly moments: number;
  readonly troubles: readonly string[];
}> {
  const troubles: string[] = [];
  for (let moment = 1; moment <= MOST_MOMENTS; moment += 1) {
    const town = await ReleaseTown.start();
    try {
      for (const act of before) await act(town.options());
      if (sick) town.broken.add(sick);
      const interruption = new Interruption(moment);
      const done = interrupted(town.options(interruption)).then(
        () => 'done',
        () => 'failed',
      );
      if ((await Promise.race([done, interruption.happened])) !== 'interrupted') {
        return { moments: moment - 1, troubles };
      }
      const { underway } = await town.state();
      await then(town);
      const trouble = await town.trouble();
      const isLive = (await town.state()).live?.image;
      const wrong = live !== undefined && isLive !== live ? `${isLive} is live` : trouble;
      if (wrong) troubles.push(`moment ${moment}, at ${underway?.step ?? 'nothing'}: ${wrong}`);
    } finally {
      await town.stop();
    }
  }
  throw new Error('it does not end');
}

describe('a release that is interrupted, at every moment', () => {
  const before = [releaseFirst];

  it.each<[string, Scenario, number]>([
    [
      'goes on with the same command',
      { before, interrupted: releaseSecond, then: again(releaseSecond), live: SECOND },
      30,
    ],
    [
      'is taken back by a rollback, also once it is live',
      { before, interrupted: releaseSecond, then: goBack, live: FIRST },
      30,
    ],
    [
      'loses nothing when it does not get as far any more',
      { before, interrupted: releaseSecond, then: withoutMigration(releaseSecond) },
      30,
    ],
    [
      'loses nothing when it is the first and does not get as far any more',
      { interrupted: releaseFirst, then: withoutMigration(releaseFirst) },
      30,
    ],
    [
      'is taken back by a rollback while it is taken back',
      { before, sick: SECOND, interrupted: releaseSecond, then: goBack, live: FIRST },
      35,
    ],
    [
      'is taken back when it fails again after it was interrupted while it was taken back',
      { before, sick: SECOND, interrupted: releaseSecond, then: again(releaseSecond), live: FIRST },
      35,
    ],
    [
      'gives the traffic back to what ran before colours',
      { sick: FIRST, interrupted: releaseFirst, then: again(releaseFirst) },
      35,
    ],
    [
      'goes on with a rollback',
      {
        before: [releaseFirst, releaseSecond],
        interrupted: rollback,
        then: finishRollback,
        live: FIRST,
      },
      25,
    ],
  ])(
    '%s',
    async (_what, scenario, fewest) => {
      const { moments, troubles } = await everyMoment(scenario);
      expect(troubles).toEqual([]);
      expect(moments).toBeGreaterThanOrEqual(fewest);
    },
    SUITE_MS,
  );
});
