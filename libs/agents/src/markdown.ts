const ESCAPED: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** Signs that CommonMark or GitHub's dialect gives a meaning wherever they stand; "&" only where it opens an entity, "#"
 *  only where it would close a heading. */
const ANYWHERE = /[\\`*_[\]|<]|~(?=~)|(?<=~)~|&(?=#?[\p{L}\p{N}]+;)|(?<=\s)#(?=#*$)/gu;
/** Signs that make a heading, a quotation, a list, a rule or a fence, at the beginning of a line only. */
const AT_START = /^(?:(?<number>\p{N}{1,9})(?=[.)](?:\s|$))|(?=#|>|[=~-]{2,}|[+=-](?:\s|$)))/u;

/** Text of a person or a model as Markdown that shows exactly that text: no markup, link, picture or HTML of theirs
 *  comes alive. Ordinary prose (apostrophes, hyphens, prices, accents) stays as it was written. */
export function markdownText(text: string): string {
  return text
    .split(/\r\n?|\n/u)
    .map((line) =>
      line
        .trim()
        .replace(ANYWHERE, (sign) => ESCAPED[sign] ?? `\\${sign}`)
        .replace(AT_START, (number) => `${number}\\`),
    )
    .join('\n');
}

/** Text on one line, for headings and items of lists. */
export function markdownLine(text: string): string {
  return markdownText(text.replace(/\s+/gu, ' '));
}

export function markdownList(items: readonly string[]): string {
  return items.map((item) => `- ${markdownLine(item)}`).join('\n');
}
