import { AuthSettings } from '@genesis/config';
import { isUniqueViolation, transaction } from '@genesis/database';
import { newId } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { UserProfile } from '../entities/user-profile.entity.js';
import { User } from '../entities/user.entity.js';
import {
  CurrentPasswordWrong,
  EmailAlreadyRegistered,
  InvalidCredentials,
  PasswordRefused,
  SignInUnknown,
  Unauthorized,
} from '../identity.errors.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PASSWORD_MAX_LENGTH, passwordFault, type PasswordOwner } from '../passwords/password-policy.js';
import { type IssuedTokens, SignIns } from '../sign-ins/sign-ins.service.js';
import type { AccessClaims } from '../tokens/tokens.service.js';
import { canonicalEmail } from './canonical-email.js';
import { KnownUsers } from './known-users.js';

export type ProfileLanguage = UserProfile['preferredLanguage'];

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly language?: ProfileLanguage;
}

/** Who a request acts for. */
export interface AuthenticatedUser {
  /** The device's sign-in; null for a token from before there were such, and where a service acts. */
  readonly signInId: string | null;
  /** UUID: the id of the domain. */
  readonly id: string;
  /** Shown to frontends of the former service and in logs; never accepted. */
  readonly legacyId: number;
  /** The person's id at DigitalCloud360; null for accounts of our own. */
  readonly dc360UserId: string | null;
  readonly language: ProfileLanguage;
}

/** An account with its profile, as its owner sees it. */
export type Account = Pick<User, 'id' | 'legacyId' | 'email' | 'name'> & {
  readonly profile: Omit<UserProfile, 'user'>;
};

interface UserBehindToken {
  readonly legacy_id: number;
  readonly dc360_user_id: string | null;
  readonly language: ProfileLanguage;
  /** Seconds of the Unix epoch; 0 where tokens of any age are good. */
  readonly valid_from: number;
  readonly is_signed_in: boolean;
}

/** What a sign-in is held against. */
type Credentials = Pick<User, 'id' | 'passwordHash' | 'isActive'>;

/** What of a profile its person may change; what is absent stays. */
export type ProfileChanges = Partial<Omit<UserProfile, 'userId' | 'user'>>;

/** Accounts and their profiles. */
@Injectable()
export class AccountsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly passwords: PasswordHasher,
    private readonly settings: AuthSettings,
    private readonly known: KnownUsers,
    private readonly signIns: SignIns,
    private readonly audit: AuditLog,
  ) {}

  /** Makes an account and its empty profile.
   *  @throws PasswordRefused | EmailAlreadyRegistered */
  async register({ email, name, password, language = 'fr' }: NewAccount): Promise<Account> {
    const passwordHash = await this.hashNew(password, { email, name }, 'password');

    const id = newId();
    try {
      await this.dataSource.transaction(async (tx) => {
        await tx.insert(User, {
          id,
          email: canonicalEmail(email),
          name: name.normalize('NFC'),
          passwordHash,
        });
        await tx.insert(UserProfile, { userId: id, preferredLanguage: language });
        await this.audit.record({ act: 'account_made', subject: id }, tx);
      });
    } catch (error) {
      // The insert decides: a look-up before it would let two requests through.
      if (isUniqueViolation(error)) throw new EmailAlreadyRegistered();
      throw error;
    }
    return this.read(id);
  }

  /** Checks address and password and begins a sign-in; the same answer after the same time whatever was wrong.
   *  @throws InvalidCredentials | HashingBusy */
  async signIn(email: string, password: string): Promise<IssuedTokens> {
    const user = await this.credentialsOf(canonicalEmail(email));
    const passwordHash = user?.passwordHash ?? null;
    const isMatch = await this.passwords.matches(password, passwordHash);
    if (user !== null && passwordHash !== null && isMatch && user.isActive) {
      const tokens = await this.signIns.begin(user.id, { how: 'password', passwordHash });
      if (tokens !== null) return tokens;
    }
    const subject = user?.id ?? null;
    this.audit.recordLater(
      { act: 'sign_in_refused', subject, actor: null, outcome: 'refused' },
      `sign_in_refused ${subject ?? 'nobody'}`,
    );
    throw new InvalidCredentials();
  }

  /** @throws Unauthorized when the account is gone or disabled */
  async activeUser(id: string): Promise<AuthenticatedUser> {
    const user = await this.dataSource.manager.findOne(User, {
      where: { id, isActive: true },
      relations: { profile: true },
    });
    if (user === null) throw new Unauthorized('account is gone or disabled');
    return authenticated(user);
  }

  /** False once an account is gone, or being erased. */
  async isKept(id: string): Promise<boolean> {
    const rows: object[] = await this.dataSource.query(
      `SELECT FROM users WHERE id = $1 AND erasure_requested_at IS NULL`,
      [id],
    );
    return rows.length > 0;
  }

  /** Whether somebody whom a token let in is still let in: for an answer that takes long.
   *  @param since when the token did: one without a sign-in ends with all that are older than a sign-out */
  async isStillIn({ id, signInId }: AuthenticatedUser, since: Date): Promise<boolean> {
    const rows: object[] = await this.dataSource.query(
      `SELECT FROM users u WHERE u.id = $1 AND u.is_active AND
         CASE WHEN $2::uuid IS NULL THEN u.tokens_valid_from IS NULL OR u.tokens_valid_from <= $3
              ELSE EXISTS (SELECT FROM sign_ins s WHERE s.id = $2 AND s.user_id = u.id AND s.revoked_at IS NULL) END`,
      [id, signInId, since],
    );
    return rows.length > 0;
  }

  /** The user behind a token. Remembered for half a minute, so that a request costs no query: so long a token goes on
   *  after its sign-in has ended elsewhere.
   *  @throws Unauthorized when the account is gone or disabled, or the sign-in has ended */
  async userBehind({ userId, signInId, issuedAt }: AccessClaims): Promise<AuthenticatedUser> {
    // Without a sign-in the age of the token decides.
    const key = `${userId}/${signInId ?? issuedAt}`;
    const known = this.known.find(key);
    if (known !== null) return known;

    const { age } = this.known;
    const rows: UserBehindToken[] = await this.dataSource.query(
      `SELECT u.legacy_id, u.dc360_user_id, coalesce(p.preferred_language, 'fr') AS language,
              coalesce(extract(epoch FROM u.tokens_valid_from), 0)::float8 AS valid_from,
              EXISTS (SELECT FROM sign_ins s WHERE s.id = $2 AND s.user_id = u.id AND s.revoked_at IS NULL) AS is_signed_in
         FROM users u LEFT JOIN user_profiles p ON p.user_id = u.id WHERE u.id = $1 AND u.is_active`,
      [userId, signInId],
    );
    const [row] = rows;
    if (row === undefined) throw new Unauthorized('account is gone or disabled');
    const isOver = signInId === null ? issuedAt < row.valid_from : !row.is_signed_in;
    if (isOver) throw new Unauthorized('the sign-in has ended');
    const { legacy_id: legacyId, dc360_user_id: dc360UserId, language } = row;
    const user = { id: userId, legacyId, dc360UserId, language, signInId };
    this.known.remember(key, user, age);
    return user;
  }

  /** Ends the caller's tokens: those of this device, or of all. At other replicas they go on for half a minute. */
  async signOut({ id, signInId }: AuthenticatedUser, isEverywhere: boolean): Promise<void> {
    await transaction(this.dataSource, async (tx) => {
      if (isEverywhere || signInId === null) await this.signIns.endAll(id, null, tx);
      else await this.signIns.end(id, signInId, tx);
      await this.audit.record({ act: 'sign_out', subject: id, details: { everywhere: isEverywhere } }, tx);
    });
    this.forget(id);
  }

  /** Ends the tokens of one device of the caller's, e.g. one that was lost.
   *  @throws SignInUnknown when it has ended already or is somebody else's */
  async signOutDevice(userId: string, signInId: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      if (!(await this.signIns.end(userId, signInId, tx))) throw new SignInUnknown();
      await this.audit.record({ act: 'sign_out', subject: userId, details: { device: signInId } }, tx);
    });
    this.forget(userId);
  }

  /** Replaces a password; other devices are signed out.
   *  @throws CurrentPasswordWrong | PasswordRefused */
  async changePassword(
    { id, signInId }: AuthenticatedUser,
    { current, next }: { readonly current: string; readonly next: string },
  ): Promise<void> {
    const proven = await this.requirePassword(id, current);
    const passwordHash = await this.hashFor(id, next);
    await transaction(this.dataSource, async (tx) => {
      const isReplaced = await this.replacePassword(id, { passwordHash, proven, except: signInId }, tx);
      if (!isReplaced) throw new CurrentPasswordWrong();
      await this.audit.record({ act: 'password_changed', subject: id }, tx);
    });
    this.forget(id);
  }

  /** Whoever has the old password, a code or another device is out then. A code that was given for it is void.
   *  @param change.proven the hash that the caller has proved to know the password of: hashing takes long enough for somebody
   *  else to replace it meanwhile; null where a code stands for it
   *  @returns false when that is not the account's any more, or the account is closed */
  async replacePassword(
    id: string,
    change: { readonly passwordHash: string; readonly proven: string | null; readonly except: string | null },
    tx: EntityManager,
  ): Promise<boolean> {
    const [rows]: [object[], number] = await tx.query(
      `UPDATE users SET password_hash = $2, updated_at = now()
        WHERE id = $1 AND is_active AND ($3::text IS NULL OR password_hash = $3) RETURNING id`,
      [id, change.passwordHash, change.proven],
    );
    if (rows.length === 0) return false;
    await tx.query(`DELETE FROM password_resets WHERE user_id = $1`, [id]);
    await this.signIns.endAll(id, change.except, tx);
    return true;
  }

  /** Before what cannot be undone. People who have no password here have proved who they are at DigitalCloud360.
   *  @returns the hash that the password was compared with; null where there is none
   *  @throws CurrentPasswordWrong | HashingBusy | Unauthorized when the account is gone or closed */
  async requirePassword(id: string, password: string | undefined): Promise<string | null> {
    const user = await this.dataSource.manager.findOneBy(User, { id });
    if (user === null || !user.isActive) throw new Unauthorized('account is gone or disabled');
    const { passwordHash } = user;
    if (passwordHash === null && password === undefined) return null;
    if (await this.passwords.matches(password ?? '', passwordHash)) return passwordHash;
    this.audit.recordLater(
      { act: 'sign_in_refused', subject: id, actor: null, outcome: 'refused' },
      `sign_in_refused ${id}`,
    );
    throw new CurrentPasswordWrong();
  }

  /** @param check sees the account before; what it throws keeps everything as it is
   *  @returns the account as it is then. @throws Unauthorized when the account is gone */
  async changeProfile(
    id: string,
    changes: ProfileChanges,
    check: (account: Account) => void = () => undefined,
  ): Promise<Account> {
    const account = await this.dataSource.transaction(async (tx) => {
      await tx.query(`SELECT FROM user_profiles WHERE user_id = $1 FOR UPDATE`, [id]);
      check(await this.read(id, tx));
      const fields = Object.keys(changes);
      if (fields.length > 0) {
        await tx.getRepository<UserProfile>(UserProfile).save({ userId: id, ...changes }, { reload: false });
        await this.audit.record({ act: 'profile_changed', subject: id, details: { fields } }, tx);
      }
      return this.read(id, tx);
    });
    this.forget(id);
    return account;
  }

  /** @throws Unauthorized when the account is gone */
  async read(id: string, manager: EntityManager = this.dataSource.manager): Promise<Account> {
    const user = await manager.findOne(User, { where: { id }, relations: { profile: true } });
    if (user?.profile == null) throw new Unauthorized('account is gone');
    const { legacyId, email, name, profile } = user;
    return { id, legacyId, email, name, profile };
  }

  /** By one statement, also where there is somebody: a second one for what was found would tell, by its time, who has an
   *  account. */
  private async credentialsOf(email: string): Promise<Credentials | null> {
    // PostgreSQL refuses a NUL in a text, so no account has one.
    if (email.includes('\0')) return null;
    const [found] = await this.dataSource.query<Credentials[]>(
      `SELECT id, password_hash AS "passwordHash", is_active AS "isActive" FROM users WHERE email = $1`,
      [email],
    );
    return found ?? null;
  }

  /** For a new password of somebody who has an account. @throws PasswordRefused | HashingBusy | Unauthorized */
  async hashFor(id: string, password: string): Promise<string> {
    const { email, name } = await this.read(id);
    return this.hashNew(password, { email: email ?? '', name }, 'new_password');
  }

  /** @throws PasswordRefused | HashingBusy */
  private async hashNew(password: string, owner: PasswordOwner, field: string): Promise<string> {
    const min = this.settings.passwordMinLength;
    const fault = passwordFault(password, owner, min);
    if (fault !== null) throw new PasswordRefused(fault, { field, min, max: PASSWORD_MAX_LENGTH });
    return this.passwords.hash(password);
  }

  /** Every process asks again about a person. */
  forget(id: string): void {
    this.known.forget(id);
  }
}

function authenticated({ id, legacyId, dc360UserId, profile }: User): AuthenticatedUser {
  return { id, legacyId, dc360UserId, language: profile?.preferredLanguage ?? 'fr', signInId: null };
}
