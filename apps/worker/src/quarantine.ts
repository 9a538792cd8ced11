import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { RunSettings } from '@genesis/config';
import type { ExecutionResult } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import { GIVE_BACK, type QuarantineMessage } from './quarantine.messages.js';

const ENTRY = path.join(import.meta.dirname, 'quarantine.main.js');
/** Each is a process with a heap of its own. */
const AT_ONCE = 4;
const COMES_AGAIN_MS = 2_000;
/** So often is looked, in the time of a lease, whether a process has said anything. */
const LOOKS = 10;
/** Until it says something for the first time it has taken nothing, and a busy machine starts it slowly: whoever killed it
 *  then would do so again and again. */
const MOST_TO_START_MS = 60_000;

interface ChildEnd {
  /** Null when it died. */
  readonly result: ExecutionResult | null;
  readonly end: string;
}

/** Carries runs whose workers died, each in a process of its own: if it kills that too, nobody else dies with it. Such a
 *  process is killed when it is silent for as long as a lease, and when this one drains it gives its run back. */
@Injectable()
export class Quarantine {
  private readonly logger = new Logger(Quarantine.name);
  /** By the run that each carries. */
  private readonly children = new Map<string, ChildProcess>();
  private isDraining = false;

  constructor(private readonly settings: RunSettings) {}

  get count(): number {
    return this.children.size;
  }

  /** Has every run given back. */
  drain(): void {
    this.isDraining = true;
    for (const child of this.children.values()) {
      // One that is dying has nothing to give back.
      if (child.connected) child.send(GIVE_BACK, () => undefined);
    }
  }

  /** @returns as the process says. One that died says nothing: `nothing_to_do`, its lease runs out. */
  async carry(runId: string): Promise<ExecutionResult> {
    if (!this.mayTakeMore()) return 'handed_back';
    // Until its process has claimed it, the run has no lease, and the reconciler may send another job.
    if (this.children.has(runId)) return 'nothing_to_do';
    if (this.children.size >= AT_ONCE) return { parkedForMs: COMES_AGAIN_MS };
    const child = fork(ENTRY, [runId], {
      execArgv: [`--max-old-space-size=${String(this.settings.quarantineMemoryMb)}`],
    });
    this.children.set(runId, child);
    try {
      const { result, end } = await this.untilEnded(child);
      if (result !== null) return result;
      if (this.mayTakeMore())
        this.logger.error({ run_id: runId, end }, 'a run killed the process that carried it');
      return this.mayTakeMore() ? 'nothing_to_do' : 'handed_back';
    } finally {
      this.children.delete(runId);
    }
  }

  private mayTakeMore(): boolean {
    return !this.isDraining;
  }

  private async untilEnded(child: ChildProcess): Promise<ChildEnd> {
    const said: ExecutionResult[] = [];
    const everyMs = this.settings.leaseMs / LOOKS;
    let mostSilentMs = Math.max(this.settings.leaseMs, MOST_TO_START_MS);
    let silentLooks = 0;
    // Looks are counted, not time: when this process was stopped, or busy, what the other one said waits to be read.
    const watch = setInterval(() => {
      silentLooks += 1;
      if (silentLooks * everyMs >= mostSilentMs) child.kill('SIGKILL');
    }, everyMs);
    child.on('message', (message: QuarantineMessage | object) => {
      silentLooks = 0;
      mostSilentMs = this.settings.leaseMs;
      if (typeof message === 'object' && 'result' in message) said.push(message.result);
    });
    const end = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
    });
    clearInterval(watch);
    return { result: said[0] ?? null, end };
  }
}
