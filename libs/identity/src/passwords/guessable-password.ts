import { COMMON_PHRASES, COMMON_WORDS, KEYBOARD_RUNS } from './common-passwords.js';

export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/** Two words that everybody tries, one after the other, are tried as well; three are left to chance. */
const MOST_WORDS = 2;
/** Digits around a word: a day, a year, a telephone's beginning. */
const MOST_LOOSE_DIGITS = 8;
/** Fewest keys of a walk over the keyboard. */
const SHORTEST_RUN = 4;
const SHORTEST_GUESS = 3;

/** What is typed in place of a letter. */
const STAND_INS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'il',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '€': 'e',
  '!': 'il',
  '|': 'il',
  '+': 't',
  '(': 'c',
};

type WordsByInitial = ReadonlyMap<string, readonly string[]>;
const COMMON = byInitial([...COMMON_WORDS, ...COMMON_PHRASES]);
const RUNS = KEYBOARD_RUNS.flatMap((run) => [run, [...run].reverse().join('')]);

/** Whether a password is nothing but one or two words that guessers try first (the common ones, and the owner's own), with
 *  stand-ins for letters, a few digits and any signs. Source: NIST SP 800-63B-4, section 3.1.1.2, "Blocklist". */
export function isGuessable(password: string, owner: PasswordOwner): boolean {
  const characters = [...unaccented(password)];
  const digits = characters.filter(isDigit).length;
  if (digits === characters.length && digits > MOST_LOOSE_DIGITS && !isRun(characters.join(''))) return false;
  const vocabularies = [COMMON, byInitial(guessesFrom(owner))];
  /** Fewest words with which the first so many characters are explained. */
  const fewest = new Array<number>(characters.length + 1).fill(Infinity);
  fewest[0] = 0;
  const reach = (at: number, cost: number): void => {
    fewest[at] = Math.min(fewest[at] ?? Infinity, cost);
  };
  for (const [at, character] of characters.entries()) {
    const cost = fewest[at] ?? Infinity;
    if (cost > MOST_WORDS) continue;
    const isLoose = isDigit(character) ? digits <= MOST_LOOSE_DIGITS : isSign(character);
    if (isLoose) reach(at + 1, cost);
    for (const length of runsAt(characters, at)) reach(at + length, cost + 1);
    for (const end of wordsAt(characters, at, vocabularies)) reach(end, cost + 1);
  }
  return (fewest[characters.length] ?? Infinity) <= MOST_WORDS && characters.some((each) => !isSign(each));
}

/** Lower case, without accents, spaces and punctuation. */
export function fold(text: string): string {
  return unaccented(text).replace(/[^\p{L}\p{N}]/gu, '');
}

function unaccented(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '');
}

const isDigit = (character: string): boolean => /^\p{Nd}$/u.test(character);
const isSign = (character: string): boolean => /^[^\p{L}\p{N}]$/u.test(character);

/** The owner's address, its parts, and their names. */
function guessesFrom({ email, name }: PasswordOwner): readonly string[] {
  const [mailbox = '', domain = ''] = email.split('@', 2);
  const [host = ''] = domain.split('.', 1);
  const parts = [mailbox, name].flatMap((text) => unaccented(text).split(/[^\p{L}]+/u));
  const backwards = name.split(/\s+/u).reverse().join('');
  return [email, mailbox, host, name, backwards, ...parts]
    .map(fold)
    .filter((guess) => guess.length >= SHORTEST_GUESS);
}

function byInitial(words: readonly string[]): WordsByInitial {
  return Map.groupBy(new Set(words), ([initial = '']) => initial);
}

/** Lengths of the walks that begin here. */
function runsAt(characters: readonly string[], at: number): readonly number[] {
  const lengths: number[] = [];
  for (let length = SHORTEST_RUN; at + length <= characters.length; length += 1) {
    if (!isRun(characters.slice(at, at + length).join(''))) break;
    lengths.push(length);
  }
  return lengths;
}

const isRun = (text: string): boolean => RUNS.some((run) => run.includes(text));

/** Where the words end that begin here; signs within a word count for nothing. */
function wordsAt(
  characters: readonly string[],
  at: number,
  vocabularies: readonly WordsByInitial[],
): readonly number[] {
  const letters = readingsOf(characters[at] ?? '');
  return letters.flatMap((letter) =>
    vocabularies.flatMap((vocabulary) =>
      (vocabulary.get(letter) ?? []).map((word) => endOf(word, characters, at)).filter((end) => end !== null),
    ),
  );
}

function endOf(word: string, characters: readonly string[], start: number): number | null {
  let at = start;
  for (const letter of word) {
    while (at > start && at < characters.length && isSeparator(characters[at] ?? '', letter)) at += 1;
    if (at >= characters.length || !readingsOf(characters[at] ?? '').includes(letter)) return null;
    at += 1;
  }
  return at;
}

function isSeparator(character: string, wanted: string): boolean {
  return isSign(character) && !readingsOf(character).includes(wanted);
}

function readingsOf(character: string): readonly string[] {
  return [character, ...(STAND_INS[character] ?? '')];
}
