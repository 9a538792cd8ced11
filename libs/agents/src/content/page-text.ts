/** A page as Markdown: its texts in reading order, lists as lists. Keys are not shown: the texts speak for themselves. */
export function pageText(page: object): string {
  return `${blocks(page).join('\n\n')}\n`;
}

function blocks(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string')
      ? [value.map((item) => `- ${String(item)}`).join('\n')].filter((list) => list !== '')
      : value.flatMap(blocks);
  }
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(blocks);
  return [];
}
