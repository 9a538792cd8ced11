import { AppError } from '@genesis/kernel';
import type { PasswordFault } from './passwords/password-policy.js';

/** The address belongs to an account already. */
export class EmailAlreadyRegistered extends AppError {
  constructor() {
    super({ code: 'EMAIL_ALREADY_REGISTERED', kind: 'conflict' });
  }
}

/** Unknown address, wrong password or disabled account: a caller cannot tell which. */
export class InvalidCredentials extends AppError {
  constructor() {
    super({ code: 'INVALID_CREDENTIALS', kind: 'unauthenticated' });
  }
}

/** The password that an account has now was not the one given. */
export class CurrentPasswordWrong extends AppError {
  constructor() {
    super({ code: 'CURRENT_PASSWORD_WRONG', kind: 'forbidden' });
  }
}

/** The code for a new password is unknown, used or too old. */
export class ResetCodeUnknown extends AppError {
  constructor() {
    super({ code: 'RESET_CODE_UNKNOWN', kind: 'forbidden' });
  }
}

/** None of the person's devices that is still signed in. */
export class SignInUnknown extends AppError {
  constructor() {
    super({ code: 'NOT_FOUND', kind: 'not_found' });
  }
}

/** The token is missing, wrong, or of an account that may no longer come in. `message` is for logs. */
export class Unauthorized extends AppError {
  constructor(message: string, cause?: unknown) {
    super({ code: 'UNAUTHORIZED', kind: 'unauthenticated', message, cause });
  }
}

/** More passwords wait to be hashed than can be in a reasonable time. */
export class HashingBusy extends AppError {
  constructor() {
    super({ code: 'SERVICE_BUSY', kind: 'upstream_unavailable', retryAfterMs: 2_000 });
  }
}

export class TokenExpired extends AppError {
  constructor() {
    super({ code: 'TOKEN_EXPIRED', kind: 'unauthenticated' });
  }
}

/** The new password does not pass the policy. `details.errors` names the field for the answer. */
export class PasswordRefused extends AppError {
  constructor(
    fault: PasswordFault,
    limits: { readonly field: string; readonly min: number; readonly max: number },
  ) {
    const limit = { TOO_SHORT: limits.min, TOO_LONG: limits.max, TOO_COMMON: undefined }[fault];
    super({
      code: 'VALIDATION_ERROR',
      kind: 'invalid',
      message: `password ${fault}`,
      details: {
        errors: [{ pointer: `/${limits.field}`, code: fault, ...(limit !== undefined && { limit }) }],
      },
    });
  }
}
