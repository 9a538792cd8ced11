import { isId, type JsonObject } from '@genesis/kernel';
import { type AuditedOperation, MetricsServer, type OperatorAudit } from '@genesis/observability';
import { Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { AuditLog } from './audit-log.js';

export const OPERATOR = 'operator';

/** Writes into the audit log what operators change on the metrics listener: here for all routes, so that none is forgotten. */
@Injectable()
export class OperatorAuditLog implements OperatorAudit, OnModuleInit {
  constructor(
    private readonly audit: AuditLog,
    @Optional() private readonly server?: MetricsServer,
  ) {}

  onModuleInit(): void {
    this.server?.auditWith(this);
  }

  async begun(operation: AuditedOperation): Promise<void> {
    await this.audit.record({ act: 'operator_acted', actor: OPERATOR, ...aboutOf(operation) });
  }

  async refused({ code, ...operation }: AuditedOperation & { readonly code: string }): Promise<void> {
    const { subject, details } = aboutOf(operation);
    await this.audit.recordSparingly(
      {
        act: 'operator_refused',
        outcome: 'refused',
        actor: OPERATOR,
        subject,
        details: { ...details, code },
      },
      `operator ${operation.route} ${code}`,
    );
  }
}

/** Ids only: whatever else a path holds is somebody's text. */
function aboutOf({ route, params: { userId, ...params } }: AuditedOperation): {
  readonly subject: string | null;
  readonly details: JsonObject;
} {
  const ids = Object.entries(params).filter(
    (param): param is [string, string] => param[1] !== undefined && isId(param[1].toLowerCase()),
  );
  const subject = userId !== undefined && isId(userId.toLowerCase()) ? userId.toLowerCase() : null;
  return { subject, details: { route, ...Object.fromEntries(ids) } };
}
