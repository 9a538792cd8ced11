import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { RunSettings } from '@genesis/config';
import type { ExecutionResult } from '@genesis/runs';
import { Injectable, Logger } from '@nestjs/common';
import type { QuarantineMessage } from './quarantine.messages.js';

const ENTRY = path.join(import.meta.dirname, 'quarantine.main.js');
/** Each is a process with a heap of its own. */
const AT_ONCE = 4;
const COMES_AGAIN_MS = 2_000;

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
  private readonly children = new Set<ChildProcess>();
  private isDraining = false;

  constructor(private readonly settings: RunSettings) {}

  get count(): number {
    return this.children.size;
  }

  /** Has every run given back. */
  drain(): void {
    this.isDraining = true;
    for (const child of this.children) child.kill('SIGTERM');
  }

  /** @returns as the process says. One that died says nothing: `nothing_to_do`, its lease runs out. */
  async carry(runId: string): Promise<ExecutionResult> {
    if (!this.mayTakeMore()) return 'handed_back';
    if (this.children.size >= AT_ONCE) return { parkedForMs: COMES_AGAIN_MS };
    const child = fork(ENTRY, [runId], {
      execArgv: [`--max-old-space-size=${String(this.settings.quarantineMemoryMb)}`],
    });
    this.children.add(child);
    try {
      const { result, end } = await this.untilEnded(child);
      if (result !== null) return result;
      if (this.mayTakeMore())
        this.logger.error({ run_id: runId, end }, 'a run killed the process that carried it');
      return this.mayTakeMore() ? 'nothing_to_do' : 'handed_back';
    } finally {
      this.children.delete(child);
    }
  }

  private mayTakeMore(): boolean {
    return !this.isDraining;
  }

  private async untilEnded(child: ChildProcess): Promise<ChildEnd> {
    const said: ExecutionResult[] = [];
    const kill = () => child.kill('SIGKILL');
    let silence = setTimeout(kill, this.settings.leaseMs);
    child.on('message', (message: QuarantineMessage | object) => {
      clearTimeout(silence);
      silence = setTimeout(kill, this.settings.leaseMs);
      if (typeof message === 'object' && 'result' in message) said.push(message.result);
    });
    const end = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${String(code)}`));
    });
    clearTimeout(silence);
    return { result: said[0] ?? null, end };
  }
}
