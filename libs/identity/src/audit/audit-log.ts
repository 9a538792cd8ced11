import type { JsonObject } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { isIP } from 'node:net';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { AuditEntry } from '../entities/audit-entry.entity.js';
import { Sparing } from './sparing.js';

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
  | 'operator_acted'
  | 'operator_refused'
  | 'service_refused'
  | 'service_secret_previous_used';

export interface Audited {
  readonly act: AuditAct;
  /** Whose account it concerns: a user's UUID. Default: nobody's. */
  readonly subject?: string | null;
  /** A user's UUID, `service:<name>` or `operator`. Default: the subject. */
  readonly actor?: string | null;
  /** Default: `done`. */
  readonly outcome?: AuditEntry['outcome'];
  /** No secret, no text of a person. */
  readonly details?: JsonObject;
  /** Leaves out which request it was and where it came from: both lead to a person. */
  readonly isAnonymous?: boolean;
}

/** Who did what that matters to security, for operators and auditors (ASVS 5.0, V16.3). */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);
  private readonly sparing = new Sparing();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly context: RequestContext,
  ) {}

  /** What concerns an account that was erased meanwhile is not written: nothing would take it away.
   *  @param manager of the transaction in which the act is done: both are kept, or neither */
  async record(
    { act, subject = null, actor, outcome = 'done', details, isAnonymous = false }: Audited,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO audit_entries (act, outcome, actor, subject, request_id, address, details)
       SELECT $1, $2, $3, $4, $5, $6, $7
        WHERE $4::uuid IS NULL OR EXISTS (SELECT FROM users WHERE id = $4 FOR KEY SHARE)`,
      [
        act,
        outcome,
        actor === undefined ? subject : actor,
        subject,
        isAnonymous ? null : this.context.requestId,
        isAnonymous ? null : inetOf(this.context.address),
        details === undefined ? null : JSON.stringify(details),
      ],
    );
  }

  /** For what a stranger can cause as often as they like: a few entries a minute and key, and in the next one how many were
   *  left out. @param key what counts as the same */
  async recordSparingly(entry: Audited, key: string): Promise<void> {
    const leftOut = this.sparing.admit(key, performance.now());
    if (leftOut === null) return;
    await this.record(leftOut === 0 ? entry : { ...entry, details: { ...entry.details, left_out: leftOut } });
  }

  /** The same, and nobody waits for it: the answer takes as long as without. */
  recordLater(entry: Audited, key: string): void {
    this.recordSparingly(entry, key).catch((error: unknown) => {
      this.logger.warn({ err: error, act: entry.act }, 'an act was not written into the audit log');
    });
  }

  /** What was written, the newest first. */
  async list({ subject, before, limit }: AuditQuery): Promise<readonly AuditEntry[]> {
    return this.dataSource.getRepository(AuditEntry).find({
      where: { ...(subject !== null && { subject }), ...(before !== null && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }
}

export interface AuditQuery {
  /** A user's UUID; null for everybody's. */
  readonly subject: string | null;
  /** The id of the oldest entry that is known; null for the newest entries. */
  readonly before: string | null;
  readonly limit: number;
}

/** What a proxy says may be anything, and PostgreSQL takes no zone: null for what is no address. */
export function inetOf(address: string | null): string | null {
  const [bare = ''] = address?.split('%') ?? [];
  return isIP(bare) === 0 ? null : bare;
}
