import { contentStems, type Language } from '@genesis/knowledge';

/** A longer line is looked at in pieces, so that one endless line does not take all the room. */
const LONGEST_PIECE = 600;
const FIGURE_BONUS = 1;

/** The lines of a page that are about the words asked for, in their order, at most so many characters; lines with figures
 *  first among equals. The whole page where it fits. Pure. */
export function excerptOf(
  text: string,
  { about, language, chars }: { readonly about: string; readonly language: Language; readonly chars: number },
): string {
  if (text.length <= chars) return text;
  const wanted = new Set(contentStems(about, language));
  const pieces = text
    .split('\n')
    .flatMap((line) => piecesOf(line.trim()))
    .filter((piece) => piece !== '')
    .map((piece, at) => ({ piece, at, score: scoreOf(piece, wanted, language) }));
  let left = chars;
  const kept = pieces
    .toSorted((one, other) => other.score - one.score || one.at - other.at)
    .filter(({ piece }) => {
      const isFit = piece.length + 1 <= left;
      if (isFit) left -= piece.length + 1;
      return isFit;
    });
  return kept
    .sort((one, other) => one.at - other.at)
    .map(({ piece }) => piece)
    .join('\n');
}

function piecesOf(line: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < line.length; at += LONGEST_PIECE) {
    pieces.push(line.slice(at, at + LONGEST_PIECE).toWellFormed());
  }
  return pieces;
}

function scoreOf(piece: string, wanted: ReadonlySet<string>, language: Language): number {
  const stems = new Set(contentStems(piece, language));
  const shared = [...stems].filter((stem) => wanted.has(stem)).length;
  return shared + (/\d/u.test(piece) ? FIGURE_BONUS : 0);
}
