/**
 * What is changed in small ways, and the tests that alone must notice: others are slow, and would hide what these do not
 * look at. In the fence texts are left as they are: they are SQL, of which an empty one fails of itself, or for the log. What
 * happens without a condition of its statements is shown by `npm run test:mutants` (no-fence).
 *
 * @typedef {object} Scope
 * @property {readonly string[]} mutate files, or lines of them
 * @property {readonly string[]} specs
 * @property {boolean} [isWithoutFrameworks] its tests need none of what test/support/jest.setup.ts loads: half of their time
 * @property {readonly string[]} [leftOut] kinds of changes, by Stryker's names
 */

/** @type {Readonly<Record<string, Scope>>} */
export const SCOPES = {
  guards: {
    mutate: [
      'apps/api/src/auth/access.guard.ts',
      'apps/api/src/auth/current-user.decorator.ts',
      'apps/api/src/auth/public.decorator.ts',
      'apps/api/src/service/service-secrets.ts',
    ],
    specs: ['test/api/access-guard.e2e-spec.ts', 'apps/api/src/service/service-secrets.spec.ts'],
  },
  files: {
    mutate: [
      'libs/redis-vfs/src/vfs-path.ts',
      'libs/redis-vfs/src/workspace-ref.ts',
      'apps/api/src/briefs/send-file.ts',
      'apps/api/src/http/conditional/entity-tag.ts',
      // Where a website is written and found; how durably is another matter.
      'libs/integrations/src/hosting/folder-hosting.adapter.ts:19-22',
      'libs/integrations/src/hosting/folder-hosting.adapter.ts:76-123',
    ],
    specs: [
      'libs/redis-vfs/src/vfs-path.spec.ts',
      'libs/redis-vfs/src/workspace-ref.spec.ts',
      'apps/api/src/briefs/send-file.spec.ts',
      'libs/integrations/src/hosting/folder-hosting.adapter.spec.ts',
    ],
    isWithoutFrameworks: true,
  },
  fence: {
    mutate: [
      // Who holds what, and what a heartbeat makes of it; not the timers.
      'libs/runs/src/active-runs.ts:68-108',
      'libs/runs/src/active-runs.ts:124-149',
      'libs/runs/src/lease-term.ts',
      'libs/runs/src/run-leases.ts',
    ],
    specs: [
      'libs/runs/src/lease-term.spec.ts',
      'test/worker/active-runs.e2e-spec.ts',
      'test/worker/run-fence.e2e-spec.ts',
    ],
    leftOut: ['StringLiteral'],
  },
};

/** Of all changes in a scope, so many in a hundred must be noticed. */
export const LOWEST_SCORE = 80;
