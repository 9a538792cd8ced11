import { IntegrationsModule } from '@genesis/integrations';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsService } from './accounts/accounts.service.js';
import { Dc360People } from './dc360/dc360-people.service.js';
import { Dc360Tokens } from './dc360/dc360-tokens.service.js';
import { SsoCode } from './entities/sso-code.entity.js';
import { UserProfile } from './entities/user-profile.entity.js';
import { User } from './entities/user.entity.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { SsoCodes } from './sso/sso-codes.service.js';
import { TokensService } from './tokens/tokens.service.js';

/** Entities of this lib, for the migration command. */
export const IDENTITY_ENTITIES = [User, UserProfile, SsoCode] as const;

/** Accounts, passwords and tokens, and people who come from DigitalCloud360. */
@Module({
  imports: [TypeOrmModule.forFeature([...IDENTITY_ENTITIES]), IntegrationsModule],
  providers: [AccountsService, TokensService, PasswordHasher, Dc360People, Dc360Tokens, SsoCodes],
  exports: [AccountsService, TokensService, Dc360People, Dc360Tokens, SsoCodes],
})
export class IdentityModule {}
