import { AuthSettings } from '@genesis/config';
import { Clock, isId, newId } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { errors, type JWTHeaderParameters, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { TokenExpired, Unauthorized } from '../identity.errors.js';

const ALGORITHM = 'HS256';
/** Value of the claim `typ`: another kind of token signed with the same key must not open the door. */
const ACCESS = 'access';
/** A token that is longer was not made by us: do not spend time on it. */
const MAX_TOKEN_LENGTH = 4_096;
/** Three parts of base64url; the last is a signature of 256 bits, whose last character carries two bits that mean nothing: only
 *  the spelling with zeroes there is ours (RFC 4648, section 3.5). Other spellings, padding or text behind it would make
 *  several tokens of one. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;
/** How far the clocks of replicas may differ, in seconds: for the time of issue alone. The end of a token is the end. */
const CLOCK_SKEW_S = 5;

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** What a token says, once it is believed. */
export interface AccessClaims {
  readonly userId: string;
  /** The device's sign-in; null in tokens from before there were such. */
  readonly signInId: string | null;
  /** Seconds of the Unix epoch. */
  readonly issuedAt: number;
}

interface SigningKey {
  readonly id: string;
  // A KeyObject: a string or byte key costs about a millisecond of CPU at every check.
  readonly key: KeyObject;
}

/** Access tokens: JWT, HS256. Claims sub (user UUID), sid (sign-in), iss, aud, iat, exp, jti, typ; the header's `kid` names
 *  the key by its fingerprint, so that a former key is believed for a while. */
@Injectable()
export class TokensService {
  private readonly keys: readonly [SigningKey, ...SigningKey[]];

  constructor(
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {
    const [present, ...former] = settings.signingKeys;
    this.keys = [signingKey(present), ...former.map(signingKey)];
  }

  async issue(userId: string, signInId: string): Promise<IssuedToken> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1_000);
    const expiresInSeconds = this.settings.accessTokenExpireSeconds;
    const [{ id: kid, key }] = this.keys;
    const token = await new SignJWT({ typ: ACCESS, sid: signInId })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setSubject(userId)
      .setIssuer(this.settings.jwtIssuer)
      .setAudience(this.settings.jwtAudience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + expiresInSeconds)
      .setJti(newId())
      .sign(key);
    return { token, expiresInSeconds };
  }

  /** @throws TokenExpired | Unauthorized */
  async verify(token: string): Promise<AccessClaims> {
    if (token.length > MAX_TOKEN_LENGTH) throw new Unauthorized('token is too long');
    if (!FORM.test(token)) throw new Unauthorized('token is not in our form');
    const { sub, sid = null, typ, iat = Infinity } = await this.claimsOf(token);
    if (typ !== ACCESS) throw new Unauthorized('token is not an access token');
    if (iat > this.clock.now().getTime() / 1_000 + CLOCK_SKEW_S)
      throw new Unauthorized('token is from the future');
    if (!isIdClaim(sub)) throw new Unauthorized('token names no user');
    if (sid !== null && !isIdClaim(sid)) throw new Unauthorized('token names no sign-in');
    return { userId: sub, signInId: sid, issuedAt: iat };
  }

  private async claimsOf(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyOf(header), {
        algorithms: [ALGORITHM],
        issuer: this.settings.jwtIssuer,
        audience: this.settings.jwtAudience,
        requiredClaims: ['sub', 'iat', 'exp', 'jti', 'typ'],
        typ: 'JWT',
        currentDate: this.clock.now(),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new TokenExpired();
      if (error instanceof errors.JOSEError) throw new Unauthorized('token is invalid', error);
      throw error;
    }
  }

  /** The header chooses among our keys and no others. Tokens from before keys had names are of the eldest. */
  private keyOf({ kid }: JWTHeaderParameters): KeyObject {
    const found = kid === undefined ? this.keys.at(-1) : this.keys.find(({ id }) => id === kid);
    if (found === undefined) throw new Unauthorized('token is signed with a key that is not ours');
    return found.key;
  }
}

function signingKey(text: string): SigningKey {
  const bytes = Buffer.from(text, 'utf8');
  // Of a key derived from it: what everybody can read says nothing about the key itself.
  const id = createHmac('sha256', bytes).update('genesis key id').digest('hex').slice(0, 16);
  return { id, key: createSecretKey(bytes) };
}

/** Claims are what the signer wrote, whatever their types say. */
function isIdClaim(claim: unknown): claim is string {
  return typeof claim === 'string' && isId(claim);
}
