import { IsInt, Max, Min } from 'class-validator';
import { integer, seconds, type SettingReader } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

const secondsOrNever: SettingReader<number> = {
  label: seconds.label,
  read: (written) => (written.trim() === '0' ? 0 : seconds.read(written)),
};

/** Durable runs: how many at once, how long, and how a dead worker is noticed. */
export class RunSettings {
  @Setting({
    name: 'WORKER_CONCURRENCY',
    doc: 'Runs that one worker carries at once; a run mostly waits for vendors.',
    type: integer,
    default: 200,
  })
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly workerConcurrency: number;

  @Setting({
    name: 'RUN_OWNER_CONCURRENCY',
    doc: 'Runs of one owner that are in the queue or at work at once; the others wait for their turn.',
    type: integer,
    default: 20,
  })
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly ownerConcurrency: number;

  @Setting({
    name: 'RUN_TIMEOUT_JOB_S',
    doc: 'Deadline of a run, in seconds, counted from its first claim.',
    type: seconds,
    default: 180,
  })
  @IsInt()
  readonly deadlineMs: number;

  @Setting({
    name: 'RUN_LEASE_S',
    doc: 'After this many seconds without a heartbeat another worker takes the run.',
    type: seconds,
    default: 10,
  })
  @IsInt()
  readonly leaseMs: number;

  @Setting({
    name: 'RUN_HEARTBEAT_S',
    doc: 'Seconds between two heartbeats; at most a third of RUN_LEASE_S.',
    type: seconds,
    default: 3,
  })
  @IsInt()
  readonly heartbeatMs: number;

  @Setting({
    name: 'RUN_QUARANTINE_AFTER',
    doc: 'After so many deaths of its workers a run is carried in a process of its own.',
    type: integer,
    default: 3,
  })
  @IsInt()
  @Min(1)
  @Max(100)
  readonly quarantineAfter: number;

  @Setting({
    name: 'QUARANTINE_MEMORY_MB',
    doc: 'Heap of the process that carries a run in quarantine, in MiB.',
    type: integer,
    default: 384,
  })
  @IsInt()
  @Min(64)
  @Max(16_384)
  readonly quarantineMemoryMb: number;

  @Setting({
    name: 'WORKER_WATCHDOG_S',
    doc: 'A worker whose event loop stands still for so many seconds kills itself; 0 lets it.',
    type: secondsOrNever,
    default: 30,
  })
  @IsInt()
  @Min(0)
  readonly watchdogMs: number;

  @Setting({
    name: 'RECONCILE_EVERY_MS',
    doc: 'Milliseconds between two rounds of the reconciler.',
    type: integer,
    default: 2_000,
  })
  @IsInt()
  @Min(50)
  @Max(600_000)
  readonly reconcileEveryMs: number;

  @Setting({
    name: 'SHUTDOWN_GRACE_S',
    doc: 'Seconds that a process has to drain after SIGTERM.',
    type: seconds,
    default: 25,
  })
  @IsInt()
  readonly shutdownGraceMs: number;

  static complete(settings: RunSettings, context: SettingsContext): void {
    // A lost heartbeat, and a slow one after it, must not cost the lease.
    if (settings.heartbeatMs * 3 > settings.leaseMs) {
      context.problem('RUN_HEARTBEAT_S', 'must be at most a third of RUN_LEASE_S');
    }
  }
}
