import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, jwtVerify, createLocalJWKSet, SignJWT } from 'jose';

/** What a token of the platform says; `user_id` is the only claim that every token has. */
export interface Dc360Claims {
  readonly user_id: number | string;
  readonly organization_id?: number | string;
  readonly tenant_slug?: string;
  readonly email?: string;
  readonly name?: string;
  readonly [claim: string]: unknown;
}

export interface MintOptions {
  /** Default: the newest key. */
  readonly keyId?: string;
  /** Seconds from now; negative for a token that has expired. Default 300. */
  readonly expiresInS?: number;
  /** Default: the simulator's own address. */
  readonly issuer?: string;
  /** Default `genesis`. */
  readonly audience?: string;
}

interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The platform's signing keys (RS256): two are published, the newer one signs. */
export class Dc360Keys {
  #keys: readonly SigningKey[];

  private constructor(keys: readonly SigningKey[]) {
    this.#keys = keys;
  }

  static async generate(): Promise<Dc360Keys> {
    return new Dc360Keys(await Promise.all([generateKey(), generateKey()]));
  }

  /** Ids of the published keys, the oldest first. */
  get ids(): readonly string[] {
    return this.#keys.map(({ id }) => id);
  }

  /** As it is served at `/.well-known/jwks.json`. */
  get jwks(): { keys: JWK[] } {
    return { keys: this.#keys.map(({ publicJwk }) => publicJwk) };
  }

  /** Publishes a new key, which signs from now on, and withdraws the oldest. */
  async rotate(): Promise<void> {
    this.#keys = [...this.#keys.slice(1), await generateKey()];
  }

  async mint(claims: Dc360Claims, issuer: string, options: MintOptions = {}): Promise<string> {
    const key = this.#keys.find(({ id }) => id === options.keyId) ?? this.#keys.at(-1);
    if (key === undefined) throw new Error('there is no key to sign with');
    const nowS = Math.floor(Date.now() / 1_000);
    const expiresAtS = nowS + (options.expiresInS ?? 300);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: key.id, typ: 'JWT' })
      .setIssuer(options.issuer ?? issuer)
      .setAudience(options.audience ?? 'genesis')
      .setJti(randomUUID())
      .setIssuedAt(Math.min(nowS, expiresAtS))
      .setExpirationTime(expiresAtS)
      .sign(key.privateKey);
  }

  /** The claims of a token that one of the published keys signed and that has not expired; else null. */
  async claimsOf(token: string): Promise<Dc360Claims | null> {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(this.jwks), { algorithms: ['RS256'] });
      return payload.user_id === undefined ? null : (payload as unknown as Dc360Claims);
    } catch {
      // Whatever is wrong with it, the platform says no more than that.
      return null;
    }
  }
}

async function generateKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const id = randomUUID();
  return {
    id,
    privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), kid: id, alg: 'RS256', use: 'sig' },
  };
}
