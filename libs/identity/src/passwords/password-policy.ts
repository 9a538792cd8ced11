/** Why a new password is refused. */
export type PasswordFault = 'TOO_SHORT' | 'TOO_LONG' | 'TOO_COMMON';

export const PASSWORD_MAX_LENGTH = 256;
/** Longest password that is looked at, in UTF-16 units as they came: four for each character of the composed form.
 *  Composing a long run of combining marks takes time that grows with the square of its length. */
export const PASSWORD_MAX_UNITS = 4 * PASSWORD_MAX_LENGTH;

/** Words that guessers try first, alone, repeated or with digits and signs around them. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  'password',
  'passw0rd',
  'motdepasse',
  'azerty',
  'azertyuiop',
  'qwerty',
  'qwertyuiop',
  'qwertz',
  'admin',
  'administrator',
  'administrateur',
  'root',
  'welcome',
  'bienvenue',
  'letmein',
  'iloveyou',
  'jetaime',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'princesse',
  'superman',
  'master',
  'changeme',
  'secret',
  'default',
  'bonjour',
  'soleil',
  'doudou',
  'loulou',
  'chouchou',
  'senegal',
  'dakar',
  'abidjan',
  'genesis',
  'digitalcloud',
  'correcthorsebatterystaple',
  'loremipsumdolorsitamet',
  'test',
  'user',
  'abc',
  'abcdefgh',
  'abcdefghijklmnop',
]);

const KEYBOARD_RUNS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'azertyuiopqsdfghjklmwxcvbn',
  'qwertyuiopasdfghjklzxcvbnm',
];

export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

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
  return isObvious(fold(password), owner) ? 'TOO_COMMON' : null;
}

function isObvious(folded: string, { email, name }: PasswordOwner): boolean {
  // Signs alone: nothing that a list could hold.
  if (folded === '') return false;
  const unit = shortestPeriod(folded);
  if (unit.length <= 4 && unit.length < folded.length) return true;
  const letters = unit.replace(/[^\p{L}]/gu, '');
  const [mailbox = ''] = email.split('@', 1);
  const guesses = new Set([email, mailbox, name].map(fold).filter((guess) => guess.length > 2));
  return (
    [folded, unit, letters, shortestPeriod(letters)].some(
      (word) => COMMON_WORDS.has(word) || guesses.has(word),
    ) || isRun(folded)
  );
}

/** Neighbours on a keyboard or in the alphabet, forwards or backwards. */
function isRun(text: string): boolean {
  const backwards = [...text].reverse().join('');
  return KEYBOARD_RUNS.some((run) => run.includes(text) || run.includes(backwards));
}

/** The shortest text that gives `text` when repeated, the last time perhaps in part. */
function shortestPeriod(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return unit;
  }
  return text;
}

/** Lower case, without accents, spaces and punctuation. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
