/** Characters that show nothing, or that make a text read otherwise than it is: format characters (bidirectional marks,
 *  zero width, tags), fillers, variation selectors, private use. Emoji lose their joiners; meaning loses nothing. */
const INVISIBLE =
  /[\p{Cf}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0000}-\u{e0fff}]/gu;

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** More marks on one letter than any language writes. */
const MARK_FLOOD = /(\p{M}{4})\p{M}+/gu;
const BLANKS = /[^\S\n]+/g;
const BLANK_LINES = /\n(?:[ ]?\n){2,}/g;
/** How much longer the raw text may be before it is cut for the sake of time. */
const RAW_FACTOR = 4;

/** A text of a stranger without what cannot be seen, blanks folded, at most `maxChars` UTF-16 units. Its words stay
 *  untrusted: whoever shows it to a model puts it into a fence. */
export function cleanUntrusted(text: string, maxChars: number): string {
  const visible = text
    .slice(0, maxChars * RAW_FACTOR)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(MARK_FLOOD, '$1')
    .replace(BLANKS, ' ')
    .replace(BLANK_LINES, '\n\n')
    .trim();
  return cutWellFormed(visible, maxChars);
}

/** The same on one line. */
export function cleanUntrustedLine(text: string, maxChars: number): string {
  return cleanUntrusted(text.slice(0, maxChars * RAW_FACTOR).replace(/\s+/g, ' '), maxChars);
}

function cutWellFormed(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? maxChars - 1 : maxChars).trimEnd();
}
