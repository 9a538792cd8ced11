import { type AuditEntry, AuditLog } from '@genesis/identity';
import { AppError, isId, type JsonObject } from '@genesis/kernel';
import { MetricsServer, type OperatorCall } from '@genesis/observability';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { countOf } from './operator-parameters.js';

const ENTRIES = { least: 1, most: 1_000, fallback: 100 };

/** The audit log for operators and auditors. A POST, so that it needs the token; that it was read stands in it too. */
@Injectable()
export class AuditReading implements OnModuleInit {
  constructor(
    private readonly server: MetricsServer,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.server.route({
      method: 'POST',
      path: '/operators/audit',
      answer: async (call) => ({ status: 200, body: await this.list(call) }),
    });
  }

  private async list(call: OperatorCall): Promise<JsonObject> {
    const subject = call.query.get('subject')?.toLowerCase() ?? null;
    if (subject !== null && !isId(subject)) throw invalid('subject must be the id of an account');
    const before = call.query.get('before');
    if (before !== null && !/^\d{1,18}$/.test(before)) throw invalid('before must be the id of an entry');
    const entries = await this.audit.list({ subject, before, limit: countOf(call, 'limit', ENTRIES) });
    return { items: entries.map(toItem), next: entries.at(-1)?.id ?? null };
  }
}

function toItem(entry: AuditEntry): JsonObject {
  const { id, at, act, outcome, actor, subject, requestId, address, details } = entry;
  return { id, at: at.toISOString(), act, outcome, actor, subject, request_id: requestId, address, details };
}

function invalid(message: string): AppError {
  return new AppError({ code: 'INVALID_PARAMETER', kind: 'invalid', message });
}
