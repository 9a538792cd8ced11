import { type VendorUsage, VendorError } from '@genesis/integrations';
import { VfsError, type Workspace } from '@genesis/redis-vfs';
import { z } from 'zod';

const PATH = '/research/progress.json';

const endSchema = z.strictObject({
  /** Decisions of the model that were carried out. */
  steps: z.number().int(),
  /** Whether pages were opened by rule after them. */
  is_opened_by_rule: z.boolean(),
});
const progressSchema = z.strictObject({
  started_at: z.iso.datetime(),
  /** By call key. */
  calls: z.record(z.string(), z.strictObject({ failed: z.string().nullable(), credits: z.number() })),
  ended: endSchema.nullable(),
});
type ProgressFile = z.infer<typeof progressSchema>;
export type ResearchEnd = z.infer<typeof endSchema>;

/** How a call ended; `failed` is the code of its error. */
export type Attempted<T> = { readonly answer: T; readonly failed: null } | { readonly failed: string };

/**
 * What a research that is taken up again must know to go the same way: the day it began, the calls that failed, where
 * the search was broken off. Answers come from the journal; a call that failed is not made again once its round was
 * over, or everything after it would be another question, and paid for again.
 *
 * It lives in the workspace of the run. When that is lost, a call may be paid for twice, nothing else.
 */
export class ResearchProgress {
  private constructor(
    private readonly files: Workspace,
    private readonly file: ProgressFile,
    private readonly signal: AbortSignal,
  ) {}

  /** Reads it, or begins it now. @throws VfsError other than a missing file */
  static async open(files: Workspace, signal: AbortSignal, now: () => Date): Promise<ResearchProgress> {
    const kept = await readProgress(files);
    const progress = new ResearchProgress(
      files,
      kept ?? { started_at: now().toISOString(), calls: {}, ended: null },
      signal,
    );
    if (kept === null) await progress.save();
    return progress;
  }

  get startedAt(): string {
    return this.file.started_at;
  }

  /** ISO date. */
  get day(): string {
    return this.startedAt.slice(0, 10);
  }

  get year(): string {
    return this.startedAt.slice(0, 4);
  }

  /** Where an earlier attempt broke off the search; null while it goes on. */
  get ended(): ResearchEnd | null {
    return this.file.ended;
  }

  /** Search credits of all calls. */
  get credits(): number {
    return Object.values(this.file.calls).reduce((sum, call) => sum + call.credits, 0);
  }

  /** Makes a call unless it is known to have failed. A vendor's failure is an answer.
   *  @throws what aborts the task */
  async attempt<T extends { readonly usage: VendorUsage }>(
    callKey: string,
    act: () => Promise<T>,
  ): Promise<Attempted<T>> {
    const known = this.file.calls[callKey];
    if (known?.failed != null) return { failed: known.failed };
    try {
      const answer = await act();
      // An answer that comes from a cache the second time has cost what it cost the first time.
      this.file.calls[callKey] ??= { failed: null, credits: answer.usage.credits ?? 0 };
      return { answer, failed: null };
    } catch (error) {
      if (this.signal.aborted || !(error instanceof VendorError)) throw error;
      this.file.calls[callKey] = { failed: error.code, credits: error.usage?.credits ?? 0 };
      return { failed: error.code };
    }
  }

  /** Called when a round of calls is over. */
  async save(): Promise<void> {
    await this.files.write(PATH, JSON.stringify(this.file, null, 2), { mediaType: 'application/json' });
  }

  async end(end: ResearchEnd): Promise<void> {
    this.file.ended = end;
    await this.save();
  }
}

/** Whether our own spending cap was reached: then nothing more is asked. */
export function isOutOfMoney(failed: string | null): boolean {
  return failed?.endsWith('_BUDGET_EXHAUSTED') ?? false;
}

async function readProgress(files: Workspace): Promise<ProgressFile | null> {
  try {
    const { content } = await files.readRaw(PATH);
    return progressSchema.safeParse(JSON.parse(content)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof VfsError && error.code === 'FILE_NOT_FOUND')) {
      return null;
    }
    throw error;
  }
}
