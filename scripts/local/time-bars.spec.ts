import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import jestConfig from '../../jest.config.mjs';
import { childEnvironment } from './environment.mjs';
import { projectRoot } from './project.mjs';
import { tryChild } from './run-child.mjs';
import { FILE_SETTING, isOverTime, withTimeBars } from './time-bars.mjs';

const LATE = 'OverTimeError: the recovery took 21000 ms, which may be 20000 ms\n    at …';
const LOST = 'Error: expect(received).toEqual(expected)\n    "I1: a 202 has no row"';

const failure = (messages: readonly string[], file = '/a.e2e-spec.ts') => ({
  file,
  name: 'a scenario',
  isOverTime: isOverTime(messages),
});

/** What a run of Jest ends with. */
interface Ended {
  readonly code: number;
  readonly tests?: readonly ReturnType<typeof failure>[];
  readonly passed?: number;
  readonly isWhole?: boolean;
  /** It died before it could write anything down. */
  readonly isSilent?: boolean;
}

describe('withTimeBars', () => {
  /** @returns the code, the arguments of each run of Jest, and what is said last */
  async function ended(...runs: readonly Ended[]) {
    const asked: (readonly string[])[] = [];
    const told: string[] = [];
    const jest = async (args: string[], env: Record<string, string>) => {
      const { tests = [], passed = 3, isWhole = true, isSilent = false, ...run } = runs[asked.length]!;
      asked.push(args);
      const failures = { tests, passed, failed: tests.length, isWhole };
      if (!isSilent) await writeFile(env[FILE_SETTING]!, JSON.stringify(failures));
      return run.code;
    };
    const code = await withTimeBars(['chaos/a'], jest, (text: string) => void told.push(text.trim()));
    return { code, asked, said: told.at(-1) };
  }

  it('runs once what passes', async () => {
    expect(await ended({ code: 0 })).toEqual({ code: 0, asked: [['chaos/a']] });
  });

  it('asks again, alone, the files in which nothing but a bar of time did not hold', async () => {
    const tests = [failure([LATE]), failure([LATE, LATE]), failure([LATE], '/b.e2e-spec.ts')];
    const alone = ['--runInBand', '--runTestsByPath', '/a.e2e-spec.ts', '/b.e2e-spec.ts'];
    expect(await ended({ code: 1, tests }, { code: 0 })).toEqual({
      code: 0,
      asked: [['chaos/a'], alone],
      said: 'Tests:       6 passed, 6 total (3 were over their time beside others)',
    });
    expect(await ended({ code: 1, tests }, { code: 1, tests: [failure([LATE])] })).toMatchObject({
      code: 1,
      said: 'Tests:       1 failed, 5 passed, 6 total (3 were over their time beside others)',
    });
    // It has died: nobody knows how many.
    expect(await ended({ code: 1, tests }, { code: 137, isSilent: true })).toMatchObject({
      code: 137,
      said: 'Tests:       1 failed, 5 passed, 6 total (3 were over their time beside others)',
    });
  });

  it.each([
    [['-t', 'R13: a worker']],
    [['--testNamePattern', 'R13: a worker']],
    [['--testNamePattern=R13: a worker']],
  ])('asks again those tests alone that were asked for: %s', async (pattern) => {
    const runs: (readonly string[])[] = [];
    await withTimeBars(
      ['chaos/a', ...pattern],
      async (args, env) => {
        runs.push(args);
        const failures = { tests: [failure([LATE])], passed: 0, failed: 1, isWhole: true };
        await writeFile(env[FILE_SETTING]!, JSON.stringify(failures));
        return 1;
      },
      () => undefined,
    );
    expect(runs[1]).toEqual([...pattern, '--runInBand', '--runTestsByPath', '/a.e2e-spec.ts']);
  });

  it.each<[string, Ended]>([
    ['a failure of another kind', { code: 1, tests: [failure([LATE]), failure([LOST])] }],
    ['a test that was late and lost something', { code: 1, tests: [failure([LATE, LOST])] }],
    ['a test that failed without a word', { code: 1, tests: [failure([])] }],
    ['a file that could not be run', { code: 1, tests: [failure([LATE])], isWhole: false }],
    ['a failure that no test has', { code: 1 }],
    ['a run that died', { code: 137, isSilent: true }],
  ])('asks nothing again after %s', async (_what, run) => {
    expect(await ended(run)).toEqual({ code: run.code, asked: [['chaos/a']] });
  });
});

describe('expectWithin', () => {
  it('fails as a bar of time at the end of its test, and what was not measured fails as anything else', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'genesis-time-bars-'));
    const written = path.join(dir, 'failures.json');
    const { extensionsToTreatAsEsm, transform, moduleNameMapper } = jestConfig.projects[0]!;
    const config = {
      ...{ rootDir: projectRoot, extensionsToTreatAsEsm, transform, moduleNameMapper },
      testMatch: ['<rootDir>/test/support/fixtures/time-bars.fixture.ts'],
      reporters: jestConfig.reporters,
    };
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    const { code } = await tryChild(process.execPath, [...jest, '--config', JSON.stringify(config)], {
      cwd: projectRoot,
      env: childEnvironment({ [FILE_SETTING]: written }),
    });
    const { tests, ...counted } = JSON.parse(await readFile(written, 'utf8')) as {
      tests: { name: string; isOverTime: boolean }[];
    };
    await rm(dir, { recursive: true });

    expect({ code, ...counted }).toEqual({ code: 1, passed: 1, failed: 5, isWhole: true });
    expect(tests.map(({ name, isOverTime: is }) => [name.replace('a bar of time ', ''), is])).toEqual([
      ['does not hold, nor does a second one', true],
      ['does not hold, and something was lost', false],
      ['was not measured: NaN', false],
      ['was not measured: Infinity', false],
      ['was not measured: -Infinity', false],
    ]);
  });
});
