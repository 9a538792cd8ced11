import { redactText } from '../logging/redaction.js';

/** Longer texts are cut: what explains an error is short, what repeats a document is long. */
const MAX_CHARS = 300;
const HIDDEN = '…';

/** Keys, tokens, hashes, ids: letters and digits mixed, and longer than a word. */
const LONG_TOKEN = /\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}/gi;
const LONG_NUMBER = /\+?\d(?:[\s.-]?\d){7,}/g;
/** PostgreSQL quotes names of ours like the values of others; the word before tells which it is. */
const QUOTED =
  /(\b(?:constraint|relation|column|table|function|type|index|schema|property|parameter|field)\s+)?(["“«])(?:[^"”»\n]*)(["”»]|$)/gi;
const NAME = /^["“«][\w.$-]{1,64}["”»]$/;
/** A quoted word is a name of ours, a quoted phrase is somebody's. */
const SINGLE_QUOTED = /'([^'\n]*)'/g;
const WORD = /^[\w.$@/:-]{0,64}$/;
/** `Key (email)=(x@y.z) already exists`, and lists of parameters. */
const KEY_VALUE = /=\([^)\n]*\)/g;

/**
 * The text of an error as it may leave the house: without what logs hide either, keys, long numbers, and without what a
 * parser or a database quotes of its input. At most 300 characters of one line.
 */
export function reportText(text: string): string {
  const [line = ''] = text.slice(0, 4 * MAX_CHARS).split('\n');
  const cleaned = redactText(line)
    .replace(KEY_VALUE, `=(${HIDDEN})`)
    .replace(QUOTED, hideQuoted)
    .replace(SINGLE_QUOTED, (quoted, inner: string) => (WORD.test(inner) ? quoted : `'${HIDDEN}'`))
    .replace(LONG_TOKEN, HIDDEN)
    .replace(LONG_NUMBER, HIDDEN);
  return cleaned.length > MAX_CHARS ? `${cleaned.slice(0, MAX_CHARS - 1)}${HIDDEN}` : cleaned;
}

function hideQuoted(quoted: string, before: string | undefined): string {
  const prefix = before ?? '';
  const isName = prefix !== '' && NAME.test(quoted.slice(prefix.length));
  return isName ? quoted : `${prefix}"${HIDDEN}"`;
}
