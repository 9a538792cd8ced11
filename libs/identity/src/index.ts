export {
  AccountsService,
  type Account,
  type AuthenticatedUser,
  type NewAccount,
  type ProfileLanguage,
} from './accounts/accounts.service.js';
export { UserProfile } from './entities/user-profile.entity.js';
export { User } from './entities/user.entity.js';
export {
  EmailAlreadyRegistered,
  HashingBusy,
  InvalidCredentials,
  PasswordRefused,
  TokenExpired,
  Unauthorized,
} from './identity.errors.js';
export { IDENTITY_ENTITIES, IdentityModule } from './identity.module.js';
export { PASSWORD_MAX_LENGTH, PASSWORD_MAX_UNITS } from './passwords/password-policy.js';
export { type IssuedToken, TokensService } from './tokens/tokens.service.js';
