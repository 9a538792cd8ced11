import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Operation } from '../support/harness/api-document.js';
import { FUZZ_RECORDS, fuzzOptions } from './fuzz-options.js';
import type { FuzzRequest, RequestClass } from './requests/fuzz-request.js';
import type { WireAnswer } from './wire.js';

/** What came of the requests to one operation. */
export class OperationRecord {
  private readonly classes: Record<RequestClass, number> = { valid: 0, 'almost valid': 0, hostile: 0 };
  private readonly statuses = new Map<number, number>();
  private slowestMs = 0;
  private accepted = 0;
  private readonly startedAt = Date.now();

  constructor(private readonly operation: Operation) {}

  /** Valid requests that were answered with 2xx. */
  get acceptedCount(): number {
    return this.accepted;
  }

  get requestCount(): number {
    return Object.values(this.classes).reduce((sum, count) => sum + count, 0);
  }

  note(request: FuzzRequest, { status, ms }: WireAnswer): void {
    this.classes[request.class] += 1;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.slowestMs = Math.max(this.slowestMs, ms);
    if (request.class === 'valid' && status < 300) this.accepted += 1;
  }

  async write(): Promise<void> {
    const { operationId, method, path: route } = this.operation;
    await mkdir(FUZZ_RECORDS, { recursive: true });
    const record = {
      operationId,
      method,
      route,
      seed: fuzzOptions.seed,
      classes: this.classes,
      statuses: Object.fromEntries([...this.statuses].sort(([a], [b]) => a - b)),
      slowestMs: Math.round(this.slowestMs),
      ms: Date.now() - this.startedAt,
      recordedAt: new Date().toISOString(),
    };
    await writeFile(path.join(FUZZ_RECORDS, `${operationId}.json`), `${JSON.stringify(record, null, 2)}\n`);
  }
}
