/**
 * The service with one mechanism switched off, by a change to its compiled build: the product has no switch for it.
 *
 * @typedef {object} Patch
 * @property {string} file below dist
 * @property {string} from as it is compiled; found exactly `times` times, else the mutant is none
 * @property {string} to
 * @property {number} [times] default 1
 *
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} without what is switched off
 * @property {string} suite of test/chaos, the beginning of its file's name
 * @property {string} scenario the test in it that must fail
 * @property {string} breaks the invariant that its failure must name
 * @property {readonly Patch[]} patches
 */

const SUITE = 'mechanisms';
const RUNS = 'libs/runs/src';
const FENCED = `WHERE id = $1 AND fence = $2 AND status = 'running'`;
// The parameter stays, so that the statement is still one.
const UNFENCED = `WHERE id = $1 AND $2::int IS NOT NULL AND status = 'running'`;

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    name: 'no-reconciler',
    without: 'the reconciler',
    suite: SUITE,
    scenario: 'R2: runs whose jobs are lost before a worker has seen them are found by their rows',
    breaks: 'I2',
    patches: [{ file: `${RUNS}/run-reconciler.js`, from: 'await this.reconcile();', to: '' }],
  },
  {
    name: 'no-fence',
    without: 'the fence of writes and heartbeats',
    suite: SUITE,
    scenario: 'R13: a worker goes on while another one carries its runs: it writes nothing',
    breaks: 'I4',
    patches: [
      { file: `${RUNS}/run-steps.js`, from: FENCED, to: UNFENCED, times: 2 },
      { file: `${RUNS}/call-journal.js`, from: FENCED, to: UNFENCED },
      { file: `${RUNS}/call-journal.js`, from: 'AND r.fence = $2', to: 'AND $2::int IS NOT NULL' },
      { file: `${RUNS}/run-store.js`, from: 'AND fence = $2', to: 'AND $2::int IS NOT NULL' },
      { file: `${RUNS}/run-leases.js`, from: 'AND r.fence = h.fence', to: '', times: 2 },
    ],
  },
  {
    name: 'no-journal',
    without: 'the look into the journal before a call',
    suite: SUITE,
    scenario: 'R1: a worker is killed in a task whose first calls are recorded: nobody makes them again',
    breaks: 'I3',
    patches: [
      {
        file: `${RUNS}/call-journal.js`,
        from: 'return responses.find((response)=>isTaken?.(response) ?? true) ?? null;',
        to: 'return null;',
      },
    ],
  },
  {
    name: 'late-record',
    without:
      'the record of an answer before anything else happens: here calls are recorded when their task has ended',
    suite: SUITE,
    scenario: 'R1: a worker is killed in a task whose first calls are recorded: nobody makes them again',
    breaks: 'I3',
    patches: [
      {
        file: `${RUNS}/task-runner.js`,
        from: 'record: async (call)=>{',
        to: `record: async (call)=>{
                this.late ??= new Map();
                const key = run.id + task;
                this.late.set(key, [...(this.late.get(key) ?? []), call]);
            },
            recordLate: async (call)=>{`,
      },
      {
        file: `${RUNS}/task-runner.js`,
        from: 'await providers.settled();',
        to: `await providers.settled();
        for (const call of this.late?.get(run.id + name) ?? []) await this.journal.record(run, run.takeStepId(), call);`,
      },
    ],
  },
  {
    name: 'answer-before-commit',
    without: 'the commit before the 202',
    suite: SUITE,
    scenario: 'R3: an api is killed as soon as its 202 is there: the row is there too',
    breaks: 'I1',
    patches: [
      {
        file: 'libs/database/src/idempotency/idempotent-transaction.js',
        from: `return transaction(this.dataSource, async (tx)=>{`,
        to: `return new Promise((answerNow, fail)=>void transaction(this.dataSource, async (tx)=>{`,
      },
      {
        file: 'libs/database/src/idempotency/idempotent-transaction.js',
        from: `            return {
                answer,
                isReplay: false
            };
        });`,
        to: `            answerNow({ answer, isReplay: false });
            await new Promise((resolve)=>setTimeout(resolve, 3_000));
            return { answer, isReplay: false };
        }).then(answerNow, fail));`,
      },
    ],
  },
  {
    name: 'no-abort-on-loss',
    without: 'the abort of what belongs to a lost run',
    suite: SUITE,
    scenario: 'R13: a worker goes on that has lost its runs: its open calls end at once',
    breaks: 'I3',
    patches: [
      {
        file: `${RUNS}/active-runs.js`,
        from: 'if (run?.fence === fence) run.controller.abort(',
        to: `if (run?.fence === fence && reason !== 'lease_lost') run.controller.abort(`,
      },
    ],
  },
  {
    name: 'no-sure-lease',
    without: 'the question whether the lease is still ours, right before a request',
    suite: SUITE,
    scenario:
      'R13: a worker is frozen between two tries of a call: when it goes on without a database it does not try again',
    breaks: 'I3',
    patches: [
      {
        file: `${RUNS}/lease-term.js`,
        from: 'return performance.now() < this.endsAtMs;',
        to: 'return true;',
      },
    ],
  },
  {
    name: 'no-look-up',
    without: 'the look-up at the platform before a repeated publication',
    suite: SUITE,
    scenario: 'R19: a worker is killed between the answer of the platform and its record: one website',
    breaks: 'I5',
    patches: [
      {
        file: 'libs/publishing/src/publication-runner.js',
        from: 'const found = mayBeRepetition ? await this.find(carried, tries) : null;',
        to: 'const found = null;',
      },
    ],
  },
  {
    name: 'no-hand-back',
    without: 'the hand-back of a drain',
    suite: SUITE,
    scenario: 'R21: a worker is told to end: it gives its runs back instead of leaving them to their leases',
    breaks: 'I2',
    patches: [
      {
        file: `${RUNS}/run-leases.js`,
        from: `lease_expires_at = NULL, checked_at = now()
        ${FENCED}`,
        to: `lease_expires_at = NULL, checked_at = now()
        ${FENCED} AND false`,
      },
    ],
  },
];
