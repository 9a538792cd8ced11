import fc from 'fast-check';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { hostileValues } from '../requests/hostile-values.js';

/** More than a document of the allowed size holds of the longest ones is not tried. */
const MOST_KEYS = 5;
const FIELDS = [
  'kty',
  'n',
  'e',
  'x',
  'y',
  'k',
  'd',
  'crv',
  'alg',
  'use',
  'key_ops',
  'ext',
  'x5c',
  '__proto__',
];
/** Numbers of bits and points that are none of the curve, which only shows when they are looked at. */
const MATERIAL = ['', 'AQ', 'AQAB', 'AAAA', '=', '!', 'A'.repeat(171), 'A'.repeat(342), '_'.repeat(3_000)];

/** A public key of each kind that there is, and one that is a secret. */
export async function sampleKeys(): Promise<readonly JWK[]> {
  const kinds = ['RS256', 'ES256', 'EdDSA'];
  const pairs = await Promise.all(kinds.map((kind) => generateKeyPair(kind, { extractable: true })));
  const keys = await Promise.all(
    pairs.flatMap(({ publicKey, privateKey }) => [publicKey, privateKey]).map(exportJWK),
  );
  return [...keys, { kty: 'oct', k: 'c2VjcmV0' }];
}

/** Keys as nobody should publish them. */
export function hostileKeys(samples: readonly JWK[], ids: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const change = fc.tuple(
    fc.constantFrom(...FIELDS),
    fc.oneof(
      fc.constantFrom(...MATERIAL),
      fc.constantFrom('RSA', 'EC', 'OKP', 'sig', 'RS256'),
      hostileValues(),
    ),
  );
  return (
    fc
      .record({
        // The first one is of the kind that the service takes.
        sample: fc.oneof(fc.constantFrom(...samples.slice(0, 1)), fc.constantFrom(...samples)),
        changes: fc.array(change, { maxLength: 3 }),
        kid: ids,
        alg: fc.constantFrom('RS256', 'ES256', undefined),
      })
      // Own fields also for a name such as `__proto__`.
      .map(({ sample, changes, kid, alg }) =>
        Object.fromEntries([...Object.entries({ use: 'sig', alg, ...sample, kid }), ...changes]),
      )
  );
}

/** Documents with keys of which any may be named like the right one. */
export function hostileKeySets(samples: readonly JWK[], rightId: string): fc.Arbitrary<unknown> {
  const ids = fc.oneof(
    { weight: 4, arbitrary: fc.constant(rightId) },
    fc.constant(undefined),
    hostileValues(),
  );
  const members = fc.oneof({ weight: 5, arbitrary: hostileKeys(samples, ids) }, hostileValues());
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ keys: fc.array(members, { minLength: 1, maxLength: MOST_KEYS }) }) },
    { weight: 1, arbitrary: fc.record({ keys: hostileValues() }) },
    { weight: 1, arbitrary: hostileValues() },
  );
}

/** What may stand beside the right key. */
export function keysOfOthers(samples: readonly JWK[]): fc.Arbitrary<readonly object[]> {
  const ids = fc.oneof(fc.stringMatching(/^other-[a-z]{1,8}$/), fc.constantFrom(null, 7, {}));
  return fc.array(hostileKeys(samples, ids), { maxLength: MOST_KEYS });
}
