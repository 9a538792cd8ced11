import type { JsonObject } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditEntry } from '../entities/audit-entry.entity.js';

/** Acts that are written down. One name each, everywhere. */
export type AuditAct =
  | 'account_made'
  | 'sign_in'
  | 'sign_in_refused'
  | 'refresh_token_reused'
  | 'sign_out'
  | 'password_changed'
  | 'password_reset_issued'
  | 'password_reset'
  | 'profile_changed'
  | 'account_exported'
  | 'account_erased'
  | 'account_disabled'
  | 'account_enabled'
  | 'service_acted'
  | 'operator_acted';

export interface Audited {
  readonly act: AuditAct;
  /** Whose account it concerns: a user's UUID. Default: nobody's. */
  readonly subject?: string | null;
  /** A user's UUID, `service:<name>` or `operator`. Default: the subject. */
  readonly actor?: string;
  /** Default: `done`. */
  readonly outcome?: AuditEntry['outcome'];
  /** No secret, no text of a person. */
  readonly details?: JsonObject;
}

/** Who did what that matters to security, for operators and auditors (ASVS 5.0, V16.3). */
@Injectable()
export class AuditLog {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly context: RequestContext,
  ) {}

  /** @param manager of the transaction in which the act is done: both are kept, or neither */
  async record(
    { act, subject = null, actor, outcome = 'done', details }: Audited,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO audit_entries (act, outcome, actor, subject, request_id, address, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        act,
        outcome,
        actor ?? subject,
        subject,
        this.context.requestId,
        this.context.address,
        details === undefined ? null : JSON.stringify(details),
      ],
    );
  }
}
