import { SsoSettings } from '@genesis/config';
import { Dc360Platform } from '@genesis/integrations';
import { AppError, Clock } from '@genesis/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { TokenExpired, Unauthorized } from '../identity.errors.js';
import { contactEmail, type Dc360Identity, dc360UserIdOf, displayName } from './dc360-identity.js';
import { Dc360KeySet, KeySetUnavailable } from './dc360-key-set.js';

/** A token that is longer was not made by the platform: do not spend time on it. */
const MAX_TOKEN_LENGTH = 8_192;
/** How far our clock and the platform's may differ. */
const LEEWAY_SECONDS = 60;
/** Somebody waits in front of a sign-in page. */
const REMOTE_DEADLINE_MS = 10_000;

/** Tells whose a token of DigitalCloud360 is: by its signature; by asking the platform where its keys are not to be had.
 *  A token that was found to be wrong is wrong: nobody is asked for another opinion. */
@Injectable()
export class Dc360Tokens {
  private readonly logger = new Logger(Dc360Tokens.name);
  private readonly keys: Dc360KeySet | null;

  constructor(
    private readonly settings: SsoSettings,
    private readonly platform: Dc360Platform,
    private readonly clock: Clock,
  ) {
    this.keys = settings.jwksUrl === null ? null : new Dc360KeySet({ url: new URL(settings.jwksUrl) });
  }

  /** @throws TokenExpired | Unauthorized; AppError DEPENDENCY_UNAVAILABLE when nobody can tell. */
  async identify(token: string, requestId: string | null): Promise<Dc360Identity> {
    if (token.length > MAX_TOKEN_LENGTH) throw new Unauthorized('token is too long');
    if (this.keys === null) return this.askPlatform(token, readableClaims(token), requestId);
    try {
      return identityOf(await this.verifiedClaims(token, this.keys));
    } catch (error) {
      if (!(error instanceof KeySetUnavailable)) throw error;
      this.logger.warn({ err: error }, 'the platform is asked about a token');
    }
    const claims = readableClaims(token);
    if (claims === null || !this.isMeantForUs(claims)) throw new Unauthorized('token is not meant for us');
    return this.askPlatform(token, claims, requestId);
  }

  private async verifiedClaims(token: string, keys: Dc360KeySet): Promise<JWTPayload> {
    const { algorithms, issuer, audience } = this.settings;
    try {
      const { payload } = await jwtVerify(token, keys.keyFor, {
        algorithms: [...algorithms],
        issuer: issuer ?? '',
        audience,
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ['exp', 'user_id'],
        currentDate: this.clock.now(),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new TokenExpired();
      if (error instanceof errors.JOSEError) throw new Unauthorized('token is invalid', error);
      throw error;
    }
  }

  /** What the platform's own check cannot know: its tokens for others are as good to it. */
  private isMeantForUs({ iss, aud }: JWTPayload): boolean {
    return iss === this.settings.issuer && [aud].flat().includes(this.settings.audience);
  }

  private async askPlatform(
    token: string,
    claims: JWTPayload | null,
    requestId: string | null,
  ): Promise<Dc360Identity> {
    if (claims !== null) this.refuseByClaims(claims);
    if (!this.platform.isConfigured) throw unavailable('nobody can check tokens of DigitalCloud360');
    const user = await this.platform
      .validateToken(token, {
        signal: new AbortController().signal,
        callKey: `validate-token:${createHash('sha256').update(token).digest('hex')}`,
        deadlineMs: REMOTE_DEADLINE_MS,
        ...(requestId !== null && { requestId }),
      })
      .catch((error: unknown) => {
        throw unavailable('the platform does not check tokens at the moment', error);
      });
    if (user === null) throw new Unauthorized('the platform does not accept the token');
    const dc360UserId = dc360UserIdOf(user.userId);
    if (dc360UserId === null) throw new Unauthorized('the platform names no user');
    if (claims?.user_id !== undefined && dc360UserIdOf(claims.user_id) !== dc360UserId) {
      throw new Unauthorized('the platform names another user than the token');
    }
    return { dc360UserId, name: displayName(user.name), email: contactEmail(user.email) };
  }

  private refuseByClaims(claims: JWTPayload): void {
    refuseOtherKinds(claims);
    const nowSeconds = this.clock.now().getTime() / 1_000;
    if (typeof claims.exp === 'number' && claims.exp + LEEWAY_SECONDS <= nowSeconds) throw new TokenExpired();
  }
}

function identityOf(claims: JWTPayload): Dc360Identity {
  refuseOtherKinds(claims);
  const dc360UserId = dc360UserIdOf(claims.user_id);
  if (dc360UserId === null) throw new Unauthorized('token names no user');
  return { dc360UserId, name: displayName(claims.name), email: contactEmail(claims.email) };
}

/** The platform names the kind in a claim; a refresh token must not open the door. */
function refuseOtherKinds({ token_type: kind }: JWTPayload): void {
  if (kind !== undefined && kind !== 'access') throw new Unauthorized('token is not an access token');
}

/** Nothing here is proven; null for a token that is no JWT, since which tokens the platform hands out is its own affair.
 *  @throws Unauthorized for a JWT that nobody signed */
function readableClaims(token: string): JWTPayload | null {
  const isReadable = token.split('.').length === 3;
  if (!isReadable) return null;
  try {
    if (decodeProtectedHeader(token).alg?.toLowerCase() !== 'none') return decodeJwt(token);
  } catch {
    return null;
  }
  throw new Unauthorized('token is not signed');
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError({ code: 'DEPENDENCY_UNAVAILABLE', kind: 'upstream_unavailable', message, cause });
}
