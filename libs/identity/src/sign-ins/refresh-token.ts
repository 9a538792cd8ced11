import { isId } from '@genesis/kernel';
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const SECRET_FORM = /^[A-Za-z0-9_-]{43}$/;

/** A refresh token is `<sign-in>.<secret>`. */
export interface RefreshToken {
  readonly signInId: string;
  readonly secret: string;
}

export const writeRefreshToken = ({ signInId, secret }: RefreshToken): string => `${signInId}.${secret}`;

/** @returns null for what is no refresh token of ours */
export function readRefreshToken(token: string): RefreshToken | null {
  const [signInId = '', secret = '', ...more] = token.split('.');
  return more.length === 0 && isId(signInId) && SECRET_FORM.test(secret) ? { signInId, secret } : null;
}

export const firstSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** Lets the secrets of refresh tokens follow one from another: who repeats a refresh whose answer was lost gets the same
 *  token again, although only its hash is kept. Without the signing key nobody can tell the next from the last. */
export function refreshKey(signingKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', signingKey, '', 'genesis refresh tokens', SECRET_BYTES));
}

export function nextSecret({ signInId, secret }: RefreshToken, key: Buffer): string {
  return createHmac('sha256', key).update(`${signInId}.${secret}`).digest('base64url');
}

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
