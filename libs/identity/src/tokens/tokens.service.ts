import { AuthSettings } from '@genesis/config';
import { Clock, isId, newId } from '@genesis/kernel';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { TokenExpired, Unauthorized } from '../identity.errors.js';

const ALGORITHM = 'HS256';
/** Value of the claim `typ`: another kind of token signed with the same key must not open the door. */
const ACCESS = 'access';
/** A token that is longer was not made by us: do not spend time on it. */
const MAX_TOKEN_LENGTH = 4_096;
/** How far the clocks of replicas may differ, in seconds. */
const CLOCK_SKEW_S = 5;

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Access tokens: JWT, HS256. Claims sub (user UUID), iss, aud, iat, exp, jti, typ. */
@Injectable()
export class TokensService {
  // A KeyObject: a string or byte key costs about a millisecond of CPU at every check.
  private readonly key: KeyObject;

  constructor(
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {
    this.key = createSecretKey(Buffer.from(settings.secretKey, 'utf8'));
  }

  async issue(userId: string): Promise<IssuedToken> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1_000);
    const expiresInSeconds = this.settings.accessTokenExpireMinutes * 60;
    const token = await new SignJWT({ typ: ACCESS })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(this.settings.jwtIssuer)
      .setAudience(this.settings.jwtAudience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + expiresInSeconds)
      .setJti(newId())
      .sign(this.key);
    return { token, expiresInSeconds };
  }

  /** @returns the user's UUID
   *  @throws TokenExpired | Unauthorized */
  async verify(token: string): Promise<string> {
    if (token.length > MAX_TOKEN_LENGTH) throw new Unauthorized('token is too long');
    const { sub, typ, iat = Infinity } = await this.claimsOf(token);
    if (typ !== ACCESS) throw new Unauthorized('token is not an access token');
    if (iat > this.clock.now().getTime() / 1_000 + CLOCK_SKEW_S)
      throw new Unauthorized('token is from the future');
    if (!isUserId(sub)) throw new Unauthorized('token names no user');
    return sub;
  }

  private async claimsOf(token: string) {
    try {
      const { payload } = await jwtVerify(token, this.key, {
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
}

/** Claims are what the signer wrote, whatever their types say. */
function isUserId(subject: unknown): subject is string {
  return typeof subject === 'string' && isId(subject);
}
