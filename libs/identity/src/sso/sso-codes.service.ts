import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { createHash, randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';

const CODE_BYTES = 32;
const CODE_LIFETIME_SECONDS = 60;
const CODE_FORM = /^[A-Za-z0-9_-]{43}$/;

export interface IssuedCode {
  readonly code: string;
  readonly expiresInSeconds: number;
}

/** One-time codes that bring a person from DigitalCloud360 here: a token in an address would end in logs and histories.
 *  The database's clock decides, so that replicas agree. */
@Injectable()
export class SsoCodes {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Forgets the codes whose time is over, too. */
  async issue(userId: string): Promise<IssuedCode> {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    await this.dataSource.query(
      `WITH expired AS (DELETE FROM sso_codes WHERE expires_at < now())
       INSERT INTO sso_codes (code_hash, user_id, expires_at)
       VALUES ($1, $2, now() + $3 * interval '1 second')`,
      [hashOf(code), userId, CODE_LIFETIME_SECONDS],
    );
    return { code, expiresInSeconds: CODE_LIFETIME_SECONDS };
  }

  /** Uses a code up. @returns the user's id; null for a code that is unknown, used or too old. */
  async redeem(code: string): Promise<string | null> {
    if (!CODE_FORM.test(code)) return null;
    // Of any number of exchanges at the same time, the row goes to one.
    const [rows]: [{ user_id: string }[], number] = await this.dataSource.query(
      `DELETE FROM sso_codes WHERE code_hash = $1 AND expires_at > now() RETURNING user_id`,
      [hashOf(code)],
    );
    return rows[0]?.user_id ?? null;
  }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
