import fc from 'fast-check';
import { hostileValues } from '../requests/hostile-values.js';

/** A webhook as it arrives. */
export interface SignedMessage {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: string;
}

const BASE64 = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** Anything that can be told in JSON, in the body of an event. */
export function eventBodies(): fc.Arbitrary<string> {
  return fc
    .dictionary(
      fc.constantFrom('event_id', 'event', 'user_id', 'status', 'url', '__proto__'),
      hostileValues(),
      {
        noNullPrototype: true,
      },
    )
    .map((event) => JSON.stringify(event));
}

type Change = (message: SignedMessage) => SignedMessage;

/** Something that nobody signed: at least one part of a message is another one. */
export function manglings(): fc.Arbitrary<Change> {
  return fc.oneof(textChange('body'), textChange('id'), timeChanges(), signatureChanges());
}

/** One character more, one less, or another one. */
function textChange(part: 'body' | 'id'): fc.Arbitrary<Change> {
  return fc
    .tuple(
      fc.nat(),
      fc.constantFrom('insert', 'remove', 'replace'),
      fc.constantFrom('0', ' ', 'a', '}', '.', '\ufeff'),
    )
    .map(([place, how, character]) => (message) => {
      const text = message[part];
      const at = place % text.length;
      const kept = text.slice(how === 'insert' ? at : at + 1);
      const other = text.slice(0, at) + (how === 'remove' ? '' : character) + kept;
      return { ...message, [part]: other === text ? `${text}${character}` : other };
    });
}

function timeChanges(): fc.Arbitrary<Change> {
  return fc
    .integer({ min: -10_000, max: 10_000 })
    .filter((seconds) => seconds !== 0)
    .map((seconds) => (message) => ({ ...message, timestamp: String(Number(message.timestamp) + seconds) }));
}

/** In each of the signatures, as there may be one that is meant for somebody else. */
function signatureChanges(): fc.Arbitrary<Change> {
  const character = fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 63 }))
    .map(([place, step]) => (signature: string) => {
      const at = place % signature.indexOf('=');
      const other = BASE64[(BASE64.indexOf(signature[at] ?? '') + step) % BASE64.length] ?? '';
      return signature.slice(0, at) + other + signature.slice(at + 1);
    });
  const others = fc.constantFrom<(signature: string) => string>(
    () => '',
    (signature) => signature.slice(0, -1),
    (signature) => signature.slice(0, 10),
    (signature) => signature.replaceAll('=', ''),
    (signature) => `${signature}A`,
    (signature) => `A${signature}`,
    (signature) => [...signature].toReversed().join(''),
    () => 'undefined',
    () => '='.repeat(44),
  );
  const version = fc.constantFrom('v1', 'v1', 'v1', 'v1a', 'v2', '');
  return fc.tuple(fc.oneof(character, others), version).map(([change, name]) => (message) => ({
    ...message,
    signature: message.signature
      .split(' ')
      .map((one) => `${name},${change(one.replace(/^v1,/, ''))}`)
      .join(' '),
  }));
}
