export {
  AccountAdministration,
  type AccountState,
  type IssuedReset,
} from './accounts/account-administration.js';
export {
  AccountsService,
  type Account,
  type AuthenticatedUser,
  type NewAccount,
  type ProfileChanges,
  type ProfileLanguage,
} from './accounts/accounts.service.js';
export { canonicalEmail } from './accounts/canonical-email.js';
export { personNames } from './accounts/person-names.js';
export { type AuditAct, type Audited, AuditLog, type AuditQuery } from './audit/audit-log.js';
export { type Dc360Identity, dc360UserIdOf } from './dc360/dc360-identity.js';
export { type Dc360Newcomer, Dc360People } from './dc360/dc360-people.service.js';
export { Dc360Tokens } from './dc360/dc360-tokens.service.js';
export { AuditEntry } from './entities/audit-entry.entity.js';
export { PasswordReset } from './entities/password-reset.entity.js';
export { SignIn } from './entities/sign-in.entity.js';
export { SsoCode } from './entities/sso-code.entity.js';
export { UserProfile } from './entities/user-profile.entity.js';
export { User } from './entities/user.entity.js';
export {
  CurrentPasswordWrong,
  EmailAlreadyRegistered,
  HashingBusy,
  InvalidCredentials,
  PasswordRefused,
  ResetCodeUnknown,
  TokenExpired,
  Unauthorized,
} from './identity.errors.js';
export { IDENTITY_ENTITIES, IdentityModule, IdentityRetentionModule } from './identity.module.js';
export { PASSWORD_MAX_LENGTH, PASSWORD_MAX_UNITS } from './passwords/password-policy.js';
export { type IssuedTokens, type SignedInDevice, SignIns } from './sign-ins/sign-ins.service.js';
export { type IssuedCode, SsoCodes } from './sso/sso-codes.service.js';
export { type AccessClaims, type IssuedToken, TokensService } from './tokens/tokens.service.js';
