import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@genesis/kernel';
import fc from 'fast-check';
import { VfsError } from '../vfs.errors.js';
import type { FileStat, VirtualFiles, Workspace, WorkspaceRef } from '../virtual-files.js';
import { MemoryVirtualFiles } from './memory-virtual-files.js';
import { SteppingClock } from './stepping-clock.js';
import type { StoreOptions, VirtualFilesSubject } from './virtual-files.subject.js';

// Small enough that every limit is met often; no sum of steps comes near a life, which real time would then decide.
const STORE: StoreOptions = {
  sessionTtlSeconds: 100,
  limits: { maxFileBytes: 12, maxFiles: 3, maxWorkspaceBytes: 24 },
};
const RUN_TTL_SECONDS = 250;
const STEPS_SECONDS = [30, 60, 120];
const FILE_TTLS_SECONDS = [45, 170];
const SEQUENCES = 1_500;
/** A busy machine takes its time; an idle one needs a tenth of it. */
const TIMEOUT_MS = 180_000;

/** Which of the two clients does it, bound in one of three ways. */
type Actor = readonly [client: 0 | 1, as: 'owner' | 'run' | 'stranger'];

type Command =
  | {
      readonly do: 'write';
      readonly path: string;
      readonly content: string;
      readonly expected?: number;
      readonly ttl?: number;
    }
  | {
      readonly do: 'edit';
      readonly path: string;
      readonly oldText: string;
      readonly newText: string;
      readonly all: boolean;
      readonly expected?: number;
    }
  | { readonly do: 'read'; readonly path: string; readonly offset?: number; readonly limit?: number }
  | { readonly do: 'readRaw' | 'stat' | 'exists' | 'delete' | 'ls'; readonly path: string }
  | { readonly do: 'glob'; readonly pattern: string; readonly path: string }
  | { readonly do: 'grep'; readonly text: string; readonly path: string; readonly maxCount: number }
  | { readonly do: 'move'; readonly path: string; readonly to: string }
  | { readonly do: 'deleteWorkspace' }
  | { readonly do: 'passTime'; readonly seconds: number };

const goodPath = fc.constantFrom('/a', 'a', '/d/a', '/d/b', '/d/e/c');
const path = fc.oneof(
  { weight: 19, arbitrary: goodPath },
  { weight: 1, arbitrary: fc.constantFrom('/..', '/x y') },
);
const directory = fc.constantFrom('/', '/d', 'd/', '/d/e', '/none', '/a');
const text = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '€', '🥭'), maxLength: 6 }),
  },
  { weight: 3, arbitrary: fc.constantFrom('a', 'éééééé', 'a'.repeat(12)) },
  { weight: 1, arbitrary: fc.constantFrom('', 'éééééée', '\ud83e', 'a\0') },
);
const needle = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'é') },
  { weight: 1, arbitrary: fc.constantFrom('ab', '\n', '🥭', '', 'z', '\udd6d') },
);
const mostlyAbsent = <T>(values: readonly T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
const expected = mostlyAbsent([0, 1, 2, 3, 4]);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      path,
      content: text,
      expected,
      ttl: fc.option(fc.constantFrom(...FILE_TTLS_SECONDS), { nil: undefined, freq: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      path,
      oldText: needle,
      newText: text,
      all: fc.boolean(),
      expected,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      path,
      offset: mostlyAbsent([0, 1, 2]),
      limit: mostlyAbsent([1, 2]),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('readRaw' as const, 'stat' as const, 'exists' as const, 'delete' as const),
      path,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ls' as const), path: directory }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('glob' as const),
      pattern: fc.constantFrom('**', '*', 'd/*', '**/a', '?', '{a,d/b}', '{'),
      path: directory,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('grep' as const),
      text: needle,
      path: directory,
      maxCount: fc.constantFrom(1, 2, 9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), path, to: path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deleteWorkspace' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('passTime' as const),
      seconds: fc.constantFrom(...STEPS_SECONDS),
    }),
  },
);

const actor: fc.Arbitrary<Actor> = fc.tuple(
  fc.constantFrom(0 as const, 1 as const),
  fc.oneof(
    { weight: 10, arbitrary: fc.constant('owner' as const) },
    { weight: 2, arbitrary: fc.constant('run' as const) },
    { weight: 1, arbitrary: fc.constant('stranger' as const) },
  ),
);

/** Any sequence of commands by two clients has the same outcomes, and leaves the same files, as on the model. */
export function describeLikeTheModel(name: string, makeSubject: () => Promise<VirtualFilesSubject>): void {
  describe(`${name} against the model`, () => {
    let subject: VirtualFilesSubject;

    beforeAll(async () => {
      subject = await makeSubject();
    });

    afterAll(async () => {
      await subject.close();
    });

    const seed = Date.now() % 2_147_483_648;

    it(
      `agrees in ${SEQUENCES} sequences of commands (seed ${seed})`,
      async () => {
        const clients = subject.clients(STORE);
        const sequence = fc.array(fc.tuple(actor, command), { minLength: 1, maxLength: 40, size: 'max' });
        const agrees = fc.asyncProperty(sequence, async (steps) => {
          const clock = new SteppingClock();
          const model = new MemoryVirtualFiles({ ...STORE, clock });
          const ref: WorkspaceRef = { workspaceId: newId(), ownerId: newId() };
          const strangerId = newId();
          let ours = bindings(clients, ref, strangerId);
          const theirs = bindings([model, model], ref, strangerId);

          for (const [[client, as], step] of steps) {
            if (step.do === 'passTime') {
              await subject.passTime(ref.workspaceId, step.seconds);
              clock.step(step.seconds);
              // A binding trusts a renewal of less than a second ago, and here the time that passed is not real.
              ours = bindings(clients, ref, strangerId);
              continue;
            }
            expect(await outcomeOf(ours[client][as], step)).toEqual(
              await outcomeOf(theirs[client][as], step),
            );
          }
          expect(await contentsOf(ours[0].owner)).toEqual(await contentsOf(theirs[0].owner));
          await ours[0].owner.deleteWorkspace().catch(ignoreForeign);
        });
        await fc.assert(agrees, { numRuns: SEQUENCES, seed });
      },
      TIMEOUT_MS,
    );
  });
}

function bindings(
  [first, second]: readonly [VirtualFiles, VirtualFiles],
  ref: WorkspaceRef,
  strangerId: string,
) {
  const bind = (files: VirtualFiles) => ({
    owner: files.workspace(ref),
    run: files.workspace(ref, { minTtlSeconds: RUN_TTL_SECONDS }),
    stranger: files.workspace({ ...ref, ownerId: strangerId }),
  });
  return [bind(first), bind(second)] as const;
}

function perform(files: Workspace, step: Exclude<Command, { do: 'passTime' }>): Promise<unknown> {
  switch (step.do) {
    case 'write':
      return files.write(step.path, step.content, {
        expectedRevision: step.expected,
        ttlSeconds: step.ttl,
        author: 'a',
      });
    case 'edit':
      return files.edit(step.path, step.oldText, step.newText, {
        replaceAll: step.all,
        expectedRevision: step.expected,
      });
    case 'read':
      return files.read(step.path, step);
    case 'glob':
      return files.glob(step.pattern, step.path);
    case 'grep':
      return files.grep(step.text, step);
    case 'move':
      return files.move(step.path, step.to);
    case 'deleteWorkspace':
      return files.deleteWorkspace();
    case 'readRaw':
    case 'stat':
    case 'exists':
    case 'delete':
    case 'ls':
      return files[step.do](step.path);
  }
}

async function outcomeOf(files: Workspace, step: Exclude<Command, { do: 'passTime' }>): Promise<unknown> {
  try {
    return withoutDates(await perform(files, step));
  } catch (error) {
    if (!(error instanceof VfsError)) throw error;
    return { code: error.code, details: error.details };
  }
}

async function contentsOf(files: Workspace): Promise<unknown> {
  try {
    const stats = await files.glob('**');
    return withoutDates(await Promise.all(stats.map((stat: FileStat) => files.readRaw(stat.path))));
  } catch (error) {
    if (!(error instanceof VfsError)) throw error;
    return error.code;
  }
}

/** The store's clock is not the model's. */
function withoutDates(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (key, field: unknown) => (key.endsWith('At') ? 'some date' : field)),
  );
}

/** A stranger's write may have come first: the workspace is the stranger's, and its life ends by itself. */
function ignoreForeign(error: unknown): void {
  if (!(error instanceof VfsError) || error.code !== 'WORKSPACE_NOT_FOUND') throw error;
}
