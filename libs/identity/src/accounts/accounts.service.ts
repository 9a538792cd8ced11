import { AuthSettings } from '@genesis/config';
import { isUniqueViolation } from '@genesis/database';
import { Clock, newId } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { UserProfile } from '../entities/user-profile.entity.js';
import { User } from '../entities/user.entity.js';
import {
  EmailAlreadyRegistered,
  InvalidCredentials,
  PasswordRefused,
  Unauthorized,
} from '../identity.errors.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PASSWORD_MAX_LENGTH, passwordFault } from '../passwords/password-policy.js';
import { canonicalEmail } from './canonical-email.js';

export type ProfileLanguage = UserProfile['preferredLanguage'];

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly language?: ProfileLanguage;
}

/** Who a request acts for. */
export interface AuthenticatedUser {
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

/** How long a disabled account may go on: less than the 60 s that are promised. */
const ACTIVE_USER_TTL_MS = 30_000;
const MAX_CACHED_USERS = 10_000;

interface CachedUser {
  readonly user: AuthenticatedUser;
  readonly validUntilMs: number;
}

/** Accounts and their profiles. */
@Injectable()
export class AccountsService {
  private readonly activeUsers = new Map<string, CachedUser>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly passwords: PasswordHasher,
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  /** Makes an account and its empty profile.
   *  @throws PasswordRefused | EmailAlreadyRegistered */
  async register({ email, name, password, language = 'fr' }: NewAccount): Promise<Account> {
    const min = this.settings.passwordMinLength;
    const fault = passwordFault(password, { email, name }, min);
    if (fault !== null) throw new PasswordRefused(fault, { min, max: PASSWORD_MAX_LENGTH });
    const passwordHash = await this.passwords.hash(password);

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
      });
    } catch (error) {
      // The insert decides: a look-up before it would let two requests through.
      if (isUniqueViolation(error)) throw new EmailAlreadyRegistered();
      throw error;
    }
    return this.read(id);
  }

  /** Checks address and password; the same answer after the same time whatever was wrong.
   *  @throws InvalidCredentials */
  async authenticate(email: string, password: string): Promise<AuthenticatedUser> {
    const user = await this.userWith(canonicalEmail(email));
    const isMatch = await this.passwords.matches(password, user?.passwordHash ?? null);
    if (user === null || !isMatch || !user.isActive) throw new InvalidCredentials();
    return authenticated(user);
  }

  /** The user behind a token. Remembered for half a minute, so that a request costs no query.
   *  @throws Unauthorized when the account is gone or disabled */
  async activeUser(id: string): Promise<AuthenticatedUser> {
    const cached = this.activeUsers.get(id);
    if (cached !== undefined && cached.validUntilMs > this.clock.monotonicMs()) return cached.user;
    this.activeUsers.delete(id);

    const user = await this.dataSource.manager.findOne(User, {
      where: { id, isActive: true },
      relations: { profile: true },
    });
    if (user === null) throw new Unauthorized('account is gone or disabled');
    return this.remember(authenticated(user));
  }

  /** @throws Unauthorized when the account is gone */
  async read(id: string): Promise<Account> {
    const user = await this.dataSource.manager.findOne(User, { where: { id }, relations: { profile: true } });
    if (user?.profile == null) throw new Unauthorized('account is gone');
    const { legacyId, email, name, profile } = user;
    return { id, legacyId, email, name, profile };
  }

  private async userWith(email: string): Promise<User | null> {
    // PostgreSQL refuses a NUL in a text, so no account has one.
    if (email.includes('\0')) return null;
    return this.dataSource.manager.findOne(User, { where: { email }, relations: { profile: true } });
  }

  private remember(user: AuthenticatedUser): AuthenticatedUser {
    // Maps keep the order of insertion: the first is the oldest.
    const [oldest] = this.activeUsers.keys();
    if (oldest !== undefined && this.activeUsers.size >= MAX_CACHED_USERS) this.activeUsers.delete(oldest);
    this.activeUsers.set(user.id, { user, validUntilMs: this.clock.monotonicMs() + ACTIVE_USER_TTL_MS });
    return user;
  }
}

function authenticated({ id, legacyId, dc360UserId, profile }: User): AuthenticatedUser {
  return { id, legacyId, dc360UserId, language: profile?.preferredLanguage ?? 'fr' };
}
