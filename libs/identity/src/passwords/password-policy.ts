import { fold, isGuessable, type PasswordOwner } from './guessable-password.js';

export type { PasswordOwner };

/** Why a new password is refused. */
export type PasswordFault = 'TOO_SHORT' | 'TOO_LONG' | 'TOO_COMMON';

export const PASSWORD_MAX_LENGTH = 256;
/** Longest password that is looked at, in UTF-16 units as they came: four for each character of the composed form.
 *  Composing a long run of combining marks takes time that grows with the square of its length. */
export const PASSWORD_MAX_UNITS = 4 * PASSWORD_MAX_LENGTH;

/** The form in which passwords are counted, hashed and compared: the same word typed on any keyboard.
 *  Only for what is no longer than `PASSWORD_MAX_UNITS`. */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}

/** Length in characters and a blocklist, no composition rules. Source: NIST SP 800-63B-4, section 3.1.1.2.
 *  @returns null when the password may be used. */
export function passwordFault(
  password: string,
  owner: PasswordOwner,
  minLength: number,
): PasswordFault | null {
  if (password.length > PASSWORD_MAX_UNITS) return 'TOO_LONG';
  const length = [...normalisePassword(password)].length;
  if (length < minLength) return 'TOO_SHORT';
  if (length > PASSWORD_MAX_LENGTH) return 'TOO_LONG';
  // Two different characters, typed over and over.
  if (new Set(normalisePassword(password)).size <= 2) return 'TOO_COMMON';
  return isObvious(password, owner) ? 'TOO_COMMON' : null;
}

function isObvious(password: string, owner: PasswordOwner): boolean {
  const folded = fold(password);
  const unit = shortestPeriod(folded);
  const isRepeated = unit.length < folded.length;
  // A word is no better for being typed again and again.
  return (isRepeated && (unit.length <= 4 || isGuessable(unit, owner))) || isGuessable(password, owner);
}

/** The shortest text that gives `text` when repeated, the last time perhaps in part. */
function shortestPeriod(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit;
  }
  return text;
}
