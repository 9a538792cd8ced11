import { IntegrationsModule } from '@genesis/integrations';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountAdministration } from './accounts/account-administration.js';
import { AccountRetention } from './accounts/account-retention.js';
import { AccountsService } from './accounts/accounts.service.js';
import { KnownUsers } from './accounts/known-users.js';
import { AuditLog } from './audit/audit-log.js';
import { OperatorAuditLog } from './audit/operator-audit-log.js';
import { Dc360People } from './dc360/dc360-people.service.js';
import { Dc360Tokens } from './dc360/dc360-tokens.service.js';
import { AuditEntry } from './entities/audit-entry.entity.js';
import { PasswordReset } from './entities/password-reset.entity.js';
import { SignIn } from './entities/sign-in.entity.js';
import { SsoCode } from './entities/sso-code.entity.js';
import { UserProfile } from './entities/user-profile.entity.js';
import { User } from './entities/user.entity.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { SignIns } from './sign-ins/sign-ins.service.js';
import { SsoCodes } from './sso/sso-codes.service.js';
import { TokensService } from './tokens/tokens.service.js';

/** Entities of this lib, for the migration command. */
export const IDENTITY_ENTITIES = [User, UserProfile, SignIn, PasswordReset, SsoCode, AuditEntry] as const;

/** Accounts, passwords and tokens, and people who come from DigitalCloud360. */
@Module({
  imports: [TypeOrmModule.forFeature([...IDENTITY_ENTITIES]), IntegrationsModule],
  providers: [
    AccountsService,
    KnownUsers,
    AccountAdministration,
    TokensService,
    SignIns,
    AuditLog,
    OperatorAuditLog,
    PasswordHasher,
    Dc360People,
    Dc360Tokens,
    SsoCodes,
  ],
  exports: [
    AccountAdministration,
    AccountsService,
    TokensService,
    SignIns,
    AuditLog,
    Dc360People,
    Dc360Tokens,
    SsoCodes,
  ],
})
export class IdentityModule {}

/** Forgetting what is over: the worker's part. */
@Module({ providers: [AccountRetention] })
export class IdentityRetentionModule {}
