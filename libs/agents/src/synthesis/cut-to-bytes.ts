/** The text itself if it fits, else cut at a word, with an ellipsis; a single longer word is cut between characters.
 *  Limits of files count bytes: 4,000 characters may be 16,000 of them, and more once they are escaped.
 *  @param bytesOf what one character takes in the file. */
export function cutToBytes(text: string, maxBytes: number, bytesOf: (character: string) => number): string {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += bytesOf(character);
    if (size > maxBytes) break;
    end += character.length;
  }
  if (end === text.length) return text;
  const atWord = /^.*\S(?=\s)/su.exec(text.slice(0, end + 1))?.[0] ?? text.slice(0, end);
  // A joiner that nothing follows would show as a box.
  return `${atWord.replace(/(?<![\s\u200D])[\s\u200D]+$/u, '')}…`;
}
