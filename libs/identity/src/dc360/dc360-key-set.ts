import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';

export interface Dc360KeySetOptions {
  readonly url: URL;
  /** A key id that is not known makes us look again, at most this often. Default 30 s. */
  readonly cooldownMs?: number;
}

/** How long keys are used before they are read again. */
const FRESH_FOR_MS = 600_000;
/** How long the last known keys go on while their server is away. */
const STALE_GRACE_MS = 86_400_000;
const COOLDOWN_MS = 30_000;
/** After a failure, how long nobody waits for another one. */
const FAILURE_PAUSE_MS = 5_000;
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 65_536;
/** Nothing is verified with a shorter one. Source: RFC 7518, section 3.3. */
const LEAST_RSA_BITS = 2_048;

/** The keys are not to be had: nothing is known about the token. */
export class KeySetUnavailable extends Error {
  constructor(cause: unknown) {
    super('the keys of DigitalCloud360 cannot be read', { cause });
  }
}

interface KnownKeys {
  readonly json: string;
  readonly readAtMs: number;
}

/** DigitalCloud360's public keys, read from its address and remembered. Whoever floods us with unknown key ids makes us
 *  ask once per cool-down. Source: RFC 7517; RFC 8725, section 3.10 (a key's address never comes from the token). */
export class Dc360KeySet {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  private known: KnownKeys | null = null;
  private failedAtMs = -Infinity;
  private isStale = false;

  constructor({ url, cooldownMs = COOLDOWN_MS }: Dc360KeySetOptions) {
    this.remote = createRemoteJWKSet(url, {
      cacheMaxAge: FRESH_FOR_MS,
      cooldownDuration: cooldownMs,
      timeoutDuration: TIMEOUT_MS,
      [customFetch]: async (address, request) => this.read(address, request),
    });
  }

  /** For `jwtVerify`. @throws KeySetUnavailable; JOSEError when no key is the token's. */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    try {
      return usable(await this.remote(header, token));
    } catch (error) {
      // The newest keys may hold it.
      if (error instanceof errors.JWKSNoMatchingKey && this.isStale) throw new KeySetUnavailable(error);
      const isOfToken =
        error instanceof errors.JOSEError &&
        !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
        // Two keys of one name; a token that names none is to blame itself.
        !(error instanceof errors.JWKSMultipleMatchingKeys && header.kid !== undefined);
      // What is no JOSEError is a key that is none: nothing of that is the token's fault.
      throw isOfToken || error instanceof KeySetUnavailable ? error : new KeySetUnavailable(error);
    }
  };

  private async read(address: string, request: RequestInit): Promise<Response> {
    try {
      if (performance.now() - this.failedAtMs < FAILURE_PAUSE_MS) throw new Error('failed a moment ago');
      const json = await keySetAt(address, request);
      this.known = { json, readAtMs: performance.now() };
      this.isStale = false;
      return new Response(json);
    } catch (error) {
      return new Response(this.lastKnown(error));
    }
  }

  private lastKnown(cause: unknown): string {
    const nowMs = performance.now();
    if (nowMs - this.failedAtMs >= FAILURE_PAUSE_MS) this.failedAtMs = nowMs;
    if (this.known === null || nowMs - this.known.readAtMs > STALE_GRACE_MS) {
      throw new KeySetUnavailable(cause);
    }
    this.isStale = true;
    return this.known.json;
  }
}

/** @throws for a key with which nothing can be verified */
function usable(key: CryptoKey): CryptoKey {
  const { modulusLength = LEAST_RSA_BITS } = key.algorithm as Partial<RsaHashedKeyAlgorithm>;
  if (modulusLength < LEAST_RSA_BITS) throw new Error('the key is too short');
  return key;
}

/** @throws when it cannot be read, or is no key set */
async function keySetAt(address: string, request: RequestInit): Promise<string> {
  const response = await fetch(address, request);
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const json = await textOf(response);
  // Not taken for the newest keys where it is none: the last ones that were go on.
  createLocalJWKSet(JSON.parse(json) as JSONWebKeySet);
  return json;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error('larger than a key set is');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
