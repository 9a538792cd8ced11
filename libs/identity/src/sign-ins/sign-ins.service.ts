import { AuthSettings } from '@genesis/config';
import { transaction } from '@genesis/database';
import { newId } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, IsNull, Raw } from 'typeorm';
import { AuditLog, inetOf } from '../audit/audit-log.js';
import { SignIn } from '../entities/sign-in.entity.js';
import { Unauthorized } from '../identity.errors.js';
import { type IssuedToken, TokensService } from '../tokens/tokens.service.js';
import {
  firstSecret,
  hashOfSecret,
  isMadeHere,
  nextSecret,
  readRefreshToken,
  type RefreshToken,
  refreshKey,
  writeRefreshToken,
} from './refresh-token.js';

/** Both tokens of a device. */
export interface IssuedTokens extends IssuedToken {
  readonly refreshToken: string;
  readonly refreshExpiresInSeconds: number;
}

/** How long the token before the present one is still answered, with the present one: its holder may have lost the answer,
 *  or asked from two windows at once. Later it is a copy in somebody else's hands. */
const LOST_ANSWER_S = 10;
const USER_AGENT_MAX_LENGTH = 256;
/** More than anybody looks through. */
const LISTED = 100;

/** A device of somebody's. */
export interface SignedInDevice {
  readonly id: string;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly startedAt: Date;
  /** When its tokens were last exchanged. */
  readonly refreshedAt: Date;
  readonly refreshExpiresAt: Date;
}

/** How somebody has proved who they are. */
export interface Proof {
  /** For the audit log. */
  readonly how: 'password' | 'dc360' | 'code';
  /** The hash that a password was compared with. */
  readonly passwordHash?: string;
}

interface Rotated {
  readonly user_id: string;
  readonly refresh_expires_in: number;
}

/** Devices on which people have signed in. Refresh tokens rotate: each is good for one refresh, and a token that was used
 *  before ends all tokens of its device (RFC 9700, section 4.14.2). The database's clock decides, so that replicas agree. */
@Injectable()
export class SignIns {
  private readonly logger = new Logger(SignIns.name);
  /** The present key first. */
  private readonly keys: readonly Buffer[];

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly tokens: TokensService,
    private readonly settings: AuthSettings,
    private readonly audit: AuditLog,
    private readonly context: RequestContext,
  ) {
    this.keys = settings.signingKeys.map(refreshKey);
  }

  /** For somebody who has proved who they are.
   *  @returns null when the account was closed meanwhile, or its password replaced: what was proved is not so any more */
  async begin(userId: string, { how, passwordHash }: Proof): Promise<IssuedTokens | null> {
    const signInId = newId();
    const [key] = this.keys as [Buffer];
    const token = { signInId, secret: firstSecret(signInId, key) };
    const { refreshExpireSeconds, signInMaxSeconds, accessTokenExpireSeconds } = this.settings;
    const expiresIn = Math.min(refreshExpireSeconds, signInMaxSeconds);
    const hasBegun = await transaction(this.dataSource, async (tx) => {
      // The lock keeps out whoever closes the account or replaces its password, and then ends the sign-ins that are there.
      const made: object[] = await tx.query(
        `WITH account AS (
           SELECT id FROM users WHERE id = $2 AND is_active AND ($6::text IS NULL OR password_hash = $6) FOR SHARE)
         INSERT INTO sign_ins (id, user_id, token_hash, refresh_expires_at, expires_at, user_agent, address)
         SELECT $1, id, $3, now() + $4 * interval '1 second', now() + $5 * interval '1 second', $7, $8::inet FROM account
         RETURNING id`,
        [
          token.signInId,
          userId,
          hashOfSecret(token.secret),
          expiresIn,
          Math.max(expiresIn, accessTokenExpireSeconds),
          passwordHash ?? null,
          this.context.userAgent?.slice(0, USER_AGENT_MAX_LENGTH) ?? null,
          inetOf(this.context.address),
        ],
      );
      if (made.length === 0) return false;
      await this.audit.record({ act: 'sign_in', subject: userId, details: { how } }, tx);
      return true;
    });
    return hasBegun ? this.issue(userId, token, expiresIn) : null;
  }

  /** Uses a refresh token up. @throws Unauthorized when it is unknown, over, or was used before */
  async refresh(text: string): Promise<IssuedTokens> {
    const token = readRefreshToken(text);
    if (token === null) throw new Unauthorized('no refresh token of ours');
    const [key] = this.keys as [Buffer];
    const next = { ...token, secret: nextSecret(token, key) };
    const rotated = await this.rotate(token, next);
    if (rotated) return this.issue(rotated.user_id, next, rotated.refresh_expires_in);
    return this.repeat(token);
  }

  /** A person's devices whose tokens still work, the last used first; at most a hundred. */
  async list(userId: string): Promise<SignedInDevice[]> {
    const rows = await this.dataSource.manager.find(SignIn, {
      where: { userId, revokedAt: IsNull(), expiresAt: Raw((column) => `${column} > now()`) },
      order: { rotatedAt: 'DESC', id: 'ASC' },
      take: LISTED,
    });
    return rows.map(({ rotatedAt: refreshedAt, ...row }) => ({ ...row, refreshedAt }));
  }

  /** Ends the tokens of a person's device. @returns false when they have ended already, or are somebody else's */
  async end(userId: string, signInId: string, manager: EntityManager): Promise<boolean> {
    const [rows]: [object[], number] = await manager.query(
      `UPDATE sign_ins SET revoked_at = now()
        WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > now() RETURNING id`,
      [signInId, userId],
    );
    return rows.length > 0;
  }

  /** Ends the tokens of all of a person's devices, those without a device included, and codes that would begin another.
   *  @param except one that stays */
  async endAll(userId: string, except: string | null, tx: EntityManager): Promise<void> {
    // The account first, as everybody does who ends its sign-ins: two at once would wait for each other.
    await tx.query(`UPDATE users SET tokens_valid_from = now() WHERE id = $1`, [userId]);
    await tx.query(
      `UPDATE sign_ins SET revoked_at = now() WHERE user_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL`,
      [userId, except],
    );
    await tx.query(`DELETE FROM sso_codes WHERE user_id = $1`, [userId]);
  }

  private async rotate(token: RefreshToken, next: RefreshToken): Promise<Rotated | undefined> {
    const { refreshExpireSeconds, signInMaxSeconds, accessTokenExpireSeconds } = this.settings;
    const [rows]: [Rotated[], number] = await this.dataSource.query(
      `UPDATE sign_ins s
          SET token_hash = $3, previous_token_hash = s.token_hash, rotated_at = now(),
              refresh_expires_at = least(now() + $4 * interval '1 second', s.started_at + $5 * interval '1 second'),
              expires_at = greatest(s.expires_at, now() + $6 * interval '1 second',
                least(now() + $4 * interval '1 second', s.started_at + $5 * interval '1 second'))
         FROM users u
        WHERE s.id = $1 AND s.token_hash = $2 AND s.revoked_at IS NULL AND s.refresh_expires_at > now()
          AND u.id = s.user_id AND u.is_active
       RETURNING s.user_id, extract(epoch FROM s.refresh_expires_at - now())::float8 AS refresh_expires_in`,
      [
        token.signInId,
        hashOfSecret(token.secret),
        hashOfSecret(next.secret),
        refreshExpireSeconds,
        signInMaxSeconds,
        accessTokenExpireSeconds,
      ],
    );
    return rows[0];
  }

  /** For a token that is not the present one. */
  private async repeat(token: RefreshToken): Promise<IssuedTokens> {
    const followers = this.keys.map((key) => nextSecret(token, key));
    const rows: (Rotated & { token_hash: string })[] = await this.dataSource.query(
      `SELECT s.user_id, s.token_hash, extract(epoch FROM s.refresh_expires_at - now())::float8 AS refresh_expires_in
         FROM sign_ins s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.previous_token_hash = $2 AND s.token_hash = ANY($3) AND u.is_active
          AND s.revoked_at IS NULL AND s.refresh_expires_at > now() AND s.rotated_at > now() - $4 * interval '1 second'`,
      [token.signInId, hashOfSecret(token.secret), followers.map(hashOfSecret), LOST_ANSWER_S],
    );
    const [row] = rows;
    if (!row) return this.refuse(token);
    const secret = followers.find((follower) => hashOfSecret(follower) === row.token_hash) as string;
    return this.issue(row.user_id, { ...token, secret }, row.refresh_expires_in);
  }

  /** Who has a token that was made here, and is not the present one, has a copy: it is in two hands. */
  private async refuse(token: RefreshToken): Promise<never> {
    if (isMadeHere(token, this.keys)) await this.endStolen(token);
    throw new Unauthorized('the refresh token is unknown, used or over');
  }

  private async endStolen({ signInId, secret }: RefreshToken): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      const [rows]: [{ user_id: string }[], number] = await tx.query(
        `UPDATE sign_ins SET revoked_at = now()
          WHERE id = $1 AND token_hash <> $2 AND revoked_at IS NULL RETURNING user_id`,
        [signInId, hashOfSecret(secret)],
      );
      for (const { user_id: subject } of rows) {
        this.logger.warn({ signInId }, 'a refresh token was used twice: its sign-in has ended');
        await this.audit.record(
          { act: 'refresh_token_reused', subject, actor: null, outcome: 'refused' },
          tx,
        );
      }
    });
  }

  private async issue(userId: string, token: RefreshToken, expiresIn: number): Promise<IssuedTokens> {
    return {
      ...(await this.tokens.issue(userId, token.signInId)),
      refreshToken: writeRefreshToken(token),
      refreshExpiresInSeconds: Math.floor(expiresIn),
    };
  }
}
