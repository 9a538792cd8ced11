import { isId } from '@genesis/kernel';
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
/** A secret: what nobody can guess, and a mark that it was made here. */
const ENTROPY_BYTES = 24;
const MARK_BYTES = 8;
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

export const firstSecret = (signInId: string, key: Buffer): string =>
  marked(signInId, randomBytes(ENTROPY_BYTES), key);

/** Lets the secrets of refresh tokens follow one from another: who repeats a refresh whose answer was lost gets the same
 *  token again, although only its hash is kept. Without the signing key nobody can tell the next from the last. */
export function refreshKey(signingKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', signingKey, '', 'genesis refresh tokens', KEY_BYTES));
}

export function nextSecret({ signInId, secret }: RefreshToken, key: Buffer): string {
  const entropy = createHmac('sha256', key).update(`${signInId}.${secret}`).digest();
  return marked(signInId, entropy.subarray(0, ENTROPY_BYTES), key);
}

/** Whether a token was made with one of the keys, and not by somebody who knows the id of a sign-in alone: that stands in
 *  access tokens, exports and logs. */
export function isMadeHere({ signInId, secret }: RefreshToken, keys: readonly Buffer[]): boolean {
  const bytes = Buffer.from(secret, 'base64url');
  const [entropy, mark] = [bytes.subarray(0, ENTROPY_BYTES), bytes.subarray(ENTROPY_BYTES)];
  return keys.some((key) => timingSafeEqual(markOf(signInId, entropy, key), mark));
}

function marked(signInId: string, entropy: Buffer, key: Buffer): string {
  return Buffer.concat([entropy, markOf(signInId, entropy, key)]).toString('base64url');
}

function markOf(signInId: string, entropy: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(`made here: ${signInId}.`)
    .update(entropy)
    .digest()
    .subarray(0, MARK_BYTES);
}

export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
