import type { TaskName } from '@genesis/agents';
import type { CallLedger, Capability, LedgerEntry, LedgerLookUp, SpendingHold } from '@genesis/integrations';
import type { JsonObject } from '@genesis/kernel';
import type { AskedCall, JournaledCall } from './call-journal.js';
import type { ClaimedRun } from './claimed-run.js';

/** What the ledger of a task needs of its run: the journal under the run's fence, and its owner's money. */
export interface RunAccounts {
  find(call: AskedCall): Promise<JsonObject | null>;
  reserve(capability: Capability, upperBoundMicroUsd: number): Promise<SpendingHold>;
  record(call: JournaledCall): Promise<void>;
  personNames(): Promise<readonly string[]>;
}

/** A task's calls, paid for once: a question that has an answer in the journal is answered from there, and each new answer
 *  is recorded before the agent sees it. What failed or was cut off is recorded too: it may have cost as much. */
export class RunLedger implements CallLedger {
  /** Call keys are unique within all runs for the vendor, within the task for the journal. */
  readonly keyPrefix: string;
  private names: readonly string[] | null = null;

  constructor(
    private readonly run: ClaimedRun,
    private readonly task: TaskName,
    private readonly accounts: RunAccounts,
  ) {
    this.keyPrefix = `${run.id}/${task}/`;
  }

  async find({ callKey, otherCallKeys = [], ...asked }: LedgerLookUp): Promise<JsonObject | null> {
    const callKeys = [callKey, ...otherCallKeys].map((key) => this.withinTask(key));
    return this.accounts.find({ ...asked, task: this.task, callKeys });
  }

  async reserve(capability: Capability, upperBoundMicroUsd: number): Promise<SpendingHold> {
    return this.accounts.reserve(capability, upperBoundMicroUsd);
  }

  async record({ usage, costMicroUsd, ...entry }: LedgerEntry): Promise<void> {
    await this.accounts.record({
      ...entry,
      costMicroUsd: costMicroUsd === null ? null : Math.ceil(costMicroUsd),
      callKey: this.withinTask(entry.callKey),
      runId: this.run.id,
      task: this.task,
      usage: usage && {
        input_tokens: usage.inputTokens ?? null,
        output_tokens: usage.outputTokens ?? null,
        ...(usage.credits != null && { credits: usage.credits }),
        ...(usage.images != null && { images: usage.images }),
      },
    });
  }

  async personNames(): Promise<readonly string[]> {
    this.names ??= await this.accounts.personNames();
    return this.names;
  }

  private withinTask(callKey: string): string {
    return callKey.startsWith(this.keyPrefix) ? callKey.slice(this.keyPrefix.length) : callKey;
  }
}
