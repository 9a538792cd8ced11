import { canonicalEmail } from '../accounts/canonical-email.js';

/** A person as DigitalCloud360 knows them. */
export interface Dc360Identity {
  /** The platform's id of the user: a whole number above 0, as text. */
  readonly dc360UserId: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** Fifteen digits are exact as a number, which is how the platform writes them. */
const USER_ID = /^[1-9]\d{0,14}$/;
/** ASCII alone: what lower case is must be the same here and in the database. */
const EMAIL = /^[\x21-\x3f\x41-\x7e]{1,64}@[\x21-\x3f\x41-\x7e]+\.[\x21-\x3f\x41-\x7e]+$/;
const EMAIL_MAX_LENGTH = 254;
const NAME_MAX_LENGTH = 100;

/** @returns the id as it is stored, or null for what is none. */
export function dc360UserIdOf(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && USER_ID.test(text) ? text : null;
}

/** A name as it is stored: one line, composed, cut to what the column holds; null when nothing is left. */
export function displayName(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const line = value
    .slice(0, 4 * NAME_MAX_LENGTH)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  const name = [...line].slice(0, NAME_MAX_LENGTH).join('').trim();
  return name === '' ? null : name;
}

/** An address as it is stored, or null for what is none. */
export function contactEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > EMAIL_MAX_LENGTH) return null;
  const email = canonicalEmail(value);
  return EMAIL.test(email) ? email : null;
}
