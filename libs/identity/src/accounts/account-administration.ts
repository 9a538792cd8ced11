import { transaction } from '@genesis/database';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { createHash, randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { ResetCodeUnknown } from '../identity.errors.js';
import { SignIns } from '../sign-ins/sign-ins.service.js';
import { AccountsService } from './accounts.service.js';
import { canonicalEmail } from './canonical-email.js';

const CODE_BYTES = 24;
const CODE_LIFETIME_SECONDS = 3_600;
const CODE_FORM = /^[A-Za-z0-9_-]{32}$/;
const OPERATOR = 'operator';

/** An account as an operator may see it: no word of its person's. */
export interface AccountState {
  readonly id: string;
  readonly isActive: boolean;
  readonly hasPassword: boolean;
  readonly isOfPlatform: boolean;
  readonly createdAt: Date;
  readonly signIns: number;
  readonly erasureRequestedAt: Date | null;
}

export interface IssuedReset {
  readonly code: string;
  readonly expiresInSeconds: number;
}

/** What operators do with accounts. There is no mail server: who has forgotten a password asks an operator, who knows them
 *  and gives them a code. */
@Injectable()
export class AccountAdministration {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly accounts: AccountsService,
    private readonly signIns: SignIns,
    private readonly audit: AuditLog,
  ) {}

  /** @returns null when nobody has this id */
  async find(id: string): Promise<AccountState | null> {
    const rows: AccountState[] = await this.dataSource.query(
      `SELECT u.id, u.is_active AS "isActive", u.password_hash IS NOT NULL AS "hasPassword",
              u.dc360_user_id IS NOT NULL AS "isOfPlatform", u.created_at AS "createdAt",
              u.erasure_requested_at AS "erasureRequestedAt",
              (SELECT count(*)::int FROM sign_ins s
                WHERE s.user_id = u.id AND s.revoked_at IS NULL AND s.expires_at > now()) AS "signIns"
         FROM users u WHERE u.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** @returns null when nobody has this address */
  async idOf(email: string): Promise<string | null> {
    const rows: { id: string }[] = await this.dataSource.query(`SELECT id FROM users WHERE email = $1`, [
      canonicalEmail(email).replaceAll('\0', ''),
    ]);
    return rows[0]?.id ?? null;
  }

  /** A code for a new password, for an hour; it replaces one that was given before.
   *  @returns null where there is no account, or none that has an address to sign in with */
  async issueReset(id: string): Promise<IssuedReset | null> {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    return this.dataSource.transaction(async (tx) => {
      const made: object[] = await tx.query(
        `INSERT INTO password_resets (user_id, code_hash, expires_at)
         SELECT id, $2, now() + $3 * interval '1 second' FROM users WHERE id = $1 AND is_active AND email IS NOT NULL FOR SHARE
         ON CONFLICT (user_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at
         RETURNING user_id`,
        [id, hashOf(code), CODE_LIFETIME_SECONDS],
      );
      if (made.length === 0) return null;
      await this.audit.record({ act: 'password_reset_issued', subject: id, actor: OPERATOR }, tx);
      return { code, expiresInSeconds: CODE_LIFETIME_SECONDS };
    });
  }

  /** Uses a code up; every device is signed out. @throws ResetCodeUnknown | PasswordRefused, then the code stays good */
  async reset(code: string, password: string): Promise<void> {
    const codeHash = CODE_FORM.test(code) ? hashOf(code) : '';
    const rows: { user_id: string }[] = await this.dataSource.query(
      `SELECT user_id FROM password_resets WHERE code_hash = $1 AND expires_at > now()`,
      [codeHash],
    );
    const [row] = rows;
    if (row === undefined) throw new ResetCodeUnknown();
    const passwordHash = await this.accounts.hashFor(row.user_id, password);
    await transaction(this.dataSource, async (tx) => {
      // In the order of whoever changes a password.
      await tx.query(`SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`, [row.user_id]);
      // Of several at the same time, one has the code.
      const [used]: [{ user_id: string }[], number] = await tx.query(
        `DELETE FROM password_resets WHERE code_hash = $1 AND expires_at > now() RETURNING user_id`,
        [codeHash],
      );
      const change = { passwordHash, proven: null, except: null };
      const isReplaced = used.length > 0 && (await this.accounts.replacePassword(row.user_id, change, tx));
      if (!isReplaced) throw new ResetCodeUnknown();
      await this.audit.record({ act: 'password_reset', subject: row.user_id }, tx);
    });
    this.accounts.forget(row.user_id);
  }

  /** Lets nobody in with this account, or lets them again. @returns false where nothing changed */
  async setActive(id: string, isActive: boolean): Promise<boolean> {
    const hasChanged = await transaction(this.dataSource, async (tx) => {
      const [rows]: [object[], number] = await tx.query(
        `UPDATE users SET is_active = $2, updated_at = now()
          WHERE id = $1 AND is_active <> $2 AND erasure_requested_at IS NULL RETURNING id`,
        [id, isActive],
      );
      if (rows.length === 0) return false;
      if (!isActive) {
        await this.signIns.endAll(id, null, tx);
        // Whoever has it would choose the password with which the account is enabled again.
        await tx.query(`DELETE FROM password_resets WHERE user_id = $1`, [id]);
      }
      const act = isActive ? 'account_enabled' : 'account_disabled';
      await this.audit.record({ act, subject: id, actor: OPERATOR }, tx);
      return true;
    });
    if (hasChanged) this.accounts.forget(id);
    return hasChanged;
  }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
