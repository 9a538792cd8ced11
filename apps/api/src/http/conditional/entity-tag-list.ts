/** What `If-Match` and `If-None-Match` name: anything there is, or these tags. */
export type NamedTags = '*' | readonly NamedTag[];

export interface NamedTag {
  /** With its quotes, without `W/`. */
  readonly tag: string;
  readonly isWeak: boolean;
}

/** Visible ASCII but the quote, and bytes above ASCII, which Node reads as Latin-1. Source: RFC 9110, section 8.8.3. */
const TAG = /\s*(?:(W\/)?("[!#-~\x80-\xff]*")\s*)?(?:,|$)/y;
const MAX_TAGS = 100;

/** Reads a list of entity tags; commas may stand within a tag, and items may be empty. What is no such list names
 *  nothing. Source: RFC 9110, sections 5.6.1, 13.1.1 and 13.1.2. */
export function namedTags(header: string): NamedTags {
  if (header.trim() === '*') return '*';
  const tags: NamedTag[] = [];
  const item = new RegExp(TAG);
  while (item.lastIndex < header.length && tags.length < MAX_TAGS) {
    const [, weak, tag] = item.exec(header) ?? [];
    // The expression stands at the beginning again when nothing has fitted.
    if (item.lastIndex === 0) return [];
    if (tag !== undefined) tags.push({ tag, isWeak: weak !== undefined });
  }
  return tags;
}
