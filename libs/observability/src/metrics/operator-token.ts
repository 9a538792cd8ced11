import { AppError } from '@genesis/kernel';
import { createHash, timingSafeEqual } from 'node:crypto';

const SETTING = 'OPERATOR_TOKEN';
const BEARER = /^Bearer +(\S+) *$/i;

/** What an operator shows to change something. Digests are compared: they have one length, and take the same time
 *  whatever was sent. */
export class OperatorToken {
  private readonly expected: Buffer | null;

  /** @param token null where nobody may change anything */
  constructor(token: string | null) {
    this.expected = token === null ? null : digestOf(token);
  }

  /** @param authorization each header of this name, one of them: `Bearer <token>`
   *  @throws AppError OPERATOR_TOKEN_NOT_SET (forbidden); OPERATOR_UNAUTHORIZED (unauthenticated) */
  check(authorization: readonly string[] = []): void {
    if (this.expected === null) {
      throw new AppError({
        code: 'OPERATOR_TOKEN_NOT_SET',
        kind: 'forbidden',
        message: `${SETTING} is not set: nothing can be changed here`,
      });
    }
    const [only = '', ...more] = authorization;
    const given = more.length === 0 ? BEARER.exec(only)?.[1] : undefined;
    if (given !== undefined && timingSafeEqual(digestOf(given), this.expected)) return;
    throw new AppError({
      code: 'OPERATOR_UNAUTHORIZED',
      kind: 'unauthenticated',
      message: `the bearer token is not the ${SETTING} of this process`,
    });
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
