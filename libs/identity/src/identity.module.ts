import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsService } from './accounts/accounts.service.js';
import { UserProfile } from './entities/user-profile.entity.js';
import { User } from './entities/user.entity.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { TokensService } from './tokens/tokens.service.js';

/** Entities of this lib, for the migration command. */
export const IDENTITY_ENTITIES = [User, UserProfile] as const;

/** Accounts, passwords and tokens. */
@Module({
  imports: [TypeOrmModule.forFeature([...IDENTITY_ENTITIES])],
  providers: [AccountsService, TokensService, PasswordHasher],
  exports: [AccountsService, TokensService],
})
export class IdentityModule {}
