import { createHash } from 'node:crypto';
import type { AgentOutcome, TaskName } from '@genesis/agents';
import type { JournaledCall } from '../../../libs/runs/src/call-journal.js';
import { eventsOfFinish } from '../../../libs/runs/src/finish-events.js';
import type { NewEvent, RunStep, TaskFinish } from '../../../libs/runs/src/run-steps.js';
import { LeaseLostError } from '../../../libs/runs/src/runs.errors.js';
import { aResult } from '../run-workbench.js';
import type { ExploredRuns, Holding, WorkerParts } from './explored-runs.js';
import {
  ask,
  cancel,
  claim,
  dyingReconciler,
  finish,
  giveBack,
  happens,
  heartbeat,
  type ModelClaim,
  type ModelFinish,
  type ModelRun,
  type ModelStep,
  type Move,
  orIsThere,
  park,
  reconcile,
  start,
  write,
} from './run-model.js';

/** One operation of the service, and what the model says of it. */
export interface Act {
  readonly what: string;
  readonly perform: () => Promise<string>;
  /** One after the other, with anything of another act between them. */
  readonly moves: readonly Move[];
  /** What it may also do while somebody else is at the row. */
  readonly inRace?: readonly Move[];
}

/** How the operations of the service are called, one act at a time. */
export class RunActs {
  constructor(private readonly real: ExploredRuns) {}

  start(owner: number): Act {
    return {
      what: `start(owner ${String(owner)})`,
      perform: async () => this.real.start(owner).then(() => 'started'),
      moves: [start(owner)],
    };
  }

  claim(run: number, worker: WorkerParts, way: 'claim' | 'quarantined' | 'end'): Act {
    const id = this.real.ids[run]!;
    const take = {
      claim: () => worker.leases.claim(id, ['research']),
      quarantined: () => worker.leases.claimQuarantined(id),
      end: () => worker.leases.claimForEnd(id),
    };
    return {
      what: `${CLAIM[way]}(run ${String(run)})`,
      perform: async () => {
        const claimed = await take[way]();
        if (!claimed) return 'nothing to take';
        this.real.hold(worker, run, claimed, way === 'end');
        return `fence ${String(claimed.fence)}${claimed.isCancelRequested ? ', to be cancelled' : ''}`;
      },
      moves: [claim(run, way)],
    };
  }

  heartbeat(held: Holding): Act {
    return {
      what: `heartbeat(${nameOf(held)})`,
      perform: async () => {
        const { id, fence } = held.claimed;
        const answer = (await held.worker.leases.heartbeat([{ runId: id, fence }])).get(id);
        if (!answer) return 'lease lost';
        const { isRenewed, isCancelRequested } = answer;
        return `${isRenewed ? 'renewed' : 'locked'}${isCancelRequested ? ', to be cancelled' : ''}`;
      },
      moves: [heartbeat(claimOf(held))],
      inRace: [heartbeat(claimOf(held), false)],
    };
  }

  /** Commits what has finished of the tasks at work, and starts what is ready; with the last of them the run ends. */
  advance(held: Holding, most: number, isFailing: boolean): Act | null {
    if (held.isForEnd) return null;
    const { progress, claimed, worker } = held;
    const names = held.atWork.splice(0, most);
    for (const name of names) progress.put(finishOf(name, isFailing));
    const finished = progress.takeFinished();
    const model = finished.map(({ name, status }) => ({ name, status }) as ModelFinish);
    const what = `${nameOf(held)}, ${names.join(' ')}${isFailing ? ' failed' : ''}`;
    if (progress.isComplete()) {
      return {
        what: `finish(${what})`,
        perform: () => orLost(worker.ending.finish(claimed, progress, null, finished).then(() => 'finished')),
        moves: [finish(held.run, null, model, claimed.fence)],
      };
    }
    const started = progress.ready();
    held.atWork.push(...started);
    if (finished.length === 0 && started.length === 0) return null;
    const begun = started
      .filter((task) => progress.isFirstAttempt(task))
      .map<NewEvent>((agent) => ({ type: 'agent.started', agent, data: {} }));
    const step: RunStep = {
      id: claimed.takeStepId(),
      finished,
      started,
      events: [...finished.flatMap(eventsOfFinish), ...begun],
    };
    return this.written(held, `commit(${what})`, { id: step.id, finished: model, started }, () =>
      worker.store.commit(claimed, step),
    );
  }

  /** What its worker does when it is told to end the run before its time. */
  end(held: Holding, runs: readonly ModelRun[]): Act {
    const cut = runs[held.run]!.isCancelRequested ? 'cancelled' : 'deadline';
    const { worker, claimed, progress } = held;
    return {
      what: `end(${nameOf(held)}, ${cut})`,
      perform: () => orLost(worker.ending.finish(claimed, progress, cut, []).then(() => 'finished')),
      moves: [finish(held.run, cut, [], claimed.fence)],
    };
  }

  park(held: Holding): Act | null {
    if (held.isForEnd) return null;
    return {
      what: `park(${nameOf(held)})`,
      perform: () => orLost(held.worker.leases.park(held.claimed, HOUR_MS).then(lastOf)),
      moves: [park(claimOf(held))],
    };
  }

  giveBack(held: Holding, isDeadly: boolean): Act | null {
    if (held.isForEnd) return null;
    const { leases } = held.worker;
    const give = () => (isDeadly ? leases.quarantine(held.claimed) : leases.handBack(held.claimed));
    return {
      what: `${isDeadly ? 'quarantine' : 'handBack'}(${nameOf(held)})`,
      perform: () => give().then(() => 'given back'),
      moves: [giveBack(claimOf(held), isDeadly)],
    };
  }

  /** Asks the journal, and, where that does not know the answer, begins to ask the vendor. */
  ask(held: Holding, key: string): Act | null {
    if (held.underWay.has(key)) return null;
    const asked = { task: 'research' as const, callKeys: [key], requestHash: key };
    return {
      what: `ask(${nameOf(held)}, ${key})`,
      perform: () =>
        orLost(
          held.worker.journal.find(held.claimed, asked).then((answer) => {
            if (answer === null) {
              held.asked = key;
              held.underWay.add(key);
            }
            return answer === null ? 'to be asked' : 'known';
          }),
        ),
      moves: [ask(claimOf(held), key)],
    };
  }

  record(held: Holding): Act | null {
    const key = held.asked;
    if (key === null) return null;
    held.asked = null;
    const step = { id: held.claimed.takeStepId(), finished: [], started: [], recorded: key };
    return this.written(held, `record(${nameOf(held)}, ${key})`, step, () =>
      held.worker.journal.record(held.claimed, step.id, callOf(held.claimed.id, key)).finally(() => {
        held.underWay.delete(key);
      }),
    );
  }

  cancel(run: number, worker: WorkerParts): Act {
    return {
      what: `cancel(run ${String(run)})`,
      perform: () =>
        worker.runs.cancel(this.real.ids[run]!).then(
          () => 'cancelling',
          (error: unknown) => {
            if (!String(error).includes('ILLEGAL_TRANSITION')) throw error;
            return 'has ended';
          },
        ),
      moves: cancel(run),
    };
  }

  reconcile(worker: WorkerParts): Act {
    return {
      what: 'reconcile()',
      perform: () => worker.reconciler.reconcile().then(() => 'reconciled'),
      moves: [reconcile],
    };
  }

  dyingReconciler(worker: WorkerParts, isCounting: boolean): Act {
    return {
      what: `reconciler dies after its ${isCounting ? 'count' : 'look'}`,
      perform: async () => {
        const found = await worker.store.findStalled(QUIET_MS, 100);
        const goingOn = found.filter(({ mustEnd }) => !mustEnd);
        const first = this.real.ids.map((id) => goingOn.find((run) => run.id === id)).find(Boolean);
        if (isCounting && first) await worker.store.nextEnqueueCount(first.id, first.enqueueCount);
        return 'died';
      },
      moves: [dyingReconciler(isCounting)],
    };
  }

  /** The worker is silent for longer than its lease. */
  expire(run: number): Act {
    return this.happens(
      run,
      'expire',
      `lease_expires_at = now() - interval '1 second' WHERE status = 'running'`,
      (it) => {
        if (it.status === 'running') it.lease = 'over';
      },
    );
  }

  wake(run: number): Act {
    return this.happens(
      run,
      'wake',
      `wake_at = now() - interval '1 second' WHERE status = 'parked'`,
      (it) => {
        if (it.status === 'parked') it.wake = 'over';
      },
    );
  }

  passDeadline(run: number): Act {
    return this.happens(
      run,
      'deadline',
      `deadline_at = now() - interval '1 second' WHERE deadline_at IS NOT NULL`,
      (it) => {
        if (it.deadline !== 'none') it.deadline = 'over';
      },
    );
  }

  quiet(run: number): Act {
    return this.happens(run, 'quiet', `checked_at = now() - interval '1 hour' WHERE true`, (it) => {
      it.isQuiet = true;
    });
  }

  loseJob(run: number): Act {
    return {
      what: `loseJob(run ${String(run)})`,
      perform: () => this.real.loseJob(run).then(() => 'happened'),
      moves: [
        happens(run, (it) => {
          it.isJobWaiting = false;
        }),
      ],
    };
  }

  /** As if its start and the end of the one before had not seen each other. */
  missAdmission(run: number, runs: readonly ModelRun[]): Act | null {
    const { status, fence, jobs } = runs[run]!;
    if (status !== 'queued' || fence > 0 || jobs !== 1) return null;
    const lost = this.loseJob(run);
    const missed = this.happens(run, 'missed', `enqueue_count = 0 WHERE true`, (it) => {
      it.jobs = 0;
    });
    return {
      what: missed.what,
      perform: () => lost.perform().then(missed.perform),
      moves: [...lost.moves, ...missed.moves],
    };
  }

  /** A worker is silent for longer than its lease, and another takes the run. It may go on writing all the same. */
  takeOver(run: number, worker: WorkerParts): Act {
    const silent = this.expire(run);
    const taken = this.claim(run, worker, 'claim');
    return {
      what: `takeOver(run ${String(run)})`,
      perform: () => silent.perform().then(taken.perform),
      moves: [...silent.moves, ...taken.moves],
    };
  }

  /** A run in quarantine kills every process that carries it, for as long as it is given one. */
  keepsDying(run: number, worker: WorkerParts): Act {
    const deaths = [1, 2, 3].flatMap(() => [this.claim(run, worker, 'quarantined'), this.expire(run)]);
    return {
      what: `keepsDying(run ${String(run)})`,
      perform: () => deaths.reduce((before, act) => before.then(act.perform), Promise.resolve('')),
      moves: deaths.flatMap(({ moves }) => moves),
    };
  }

  private happens(run: number, what: string, change: string, inModel: (run: ModelRun) => void): Act {
    return {
      what: `${what}(run ${String(run)})`,
      perform: async () => {
        await this.real.bench.db.query(`UPDATE agent_run SET ${change} AND id = $1`, [this.real.ids[run]]);
        return 'happened';
      },
      moves: [happens(run, inModel)],
    };
  }

  private written(held: Holding, what: string, step: ModelStep, perform: () => Promise<number>): Act {
    const act: Act = {
      what,
      perform: () => orLost(perform().then(lastOf)),
      moves: [write(claimOf(held), step), orIsThere(claimOf(held), step)],
    };
    held.again = { ...act, what: `again: ${what}` };
    return act;
  }
}

const CLAIM = { claim: 'claim', quarantined: 'claimQuarantined', end: 'claimForEnd' } as const;

const HOUR_MS = 3_600_000;
const QUIET_MS = 600_000;

const claimOf = ({ run, claimed }: Holding): ModelClaim => ({ run, fence: claimed.fence });
const nameOf = ({ run, claimed }: Holding) => `run ${String(run)}, fence ${String(claimed.fence)}`;
const lastOf = (last: number) => `last ${String(last)}`;

async function orLost(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LeaseLostError) return 'lease lost';
    throw error;
  }
}

function finishOf(name: TaskName, isFailing: boolean): TaskFinish {
  const content = JSON.stringify({ by: name });
  const file = {
    path: `/${name}/result.json`,
    mediaType: 'application/json',
    size: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
    revision: 1,
    author: name,
    createdAt: new Date(),
    modifiedAt: new Date(),
    content,
  };
  return {
    name,
    status: isFailing ? 'failed' : 'success',
    outcome: isFailing ? FAILED : aResult({ by: name }),
    durationMs: 1,
    written: isFailing ? [] : [file],
    deleted: [],
  };
}

const FAILED: AgentOutcome = {
  ...aResult(),
  status: 'failed',
  data: null,
  error: { code: 'AGENT_FAILED', message: 'it did not work', retryable: false },
};

function callOf(runId: string, key: string): JournaledCall {
  return {
    runId,
    task: 'research',
    callKey: key,
    requestHash: key,
    capability: 'llm',
    provider: 'simulated',
    model: null,
    promptId: null,
    outcome: 'success',
    attempts: 1,
    response: { text: key },
    usage: { input_tokens: 3, output_tokens: 5 },
    costMicroUsd: 7,
    latencyMs: 1,
  };
}
