const BASE64_RUN = /[A-Za-z0-9+/_-]{32,4096}={0,2}/g;
const HEX_RUN = /(?:[0-9a-fA-F]{2}){24,2048}/g;
const PERCENT_RUN = /(?:[\w.~+-]{0,20}%[0-9a-fA-F]{2}){6,500}[\w.~+-]{0,20}/g;
const ENTITIES = /(?:&#(?:x[0-9a-fA-F]{1,6}|\d{1,7});){6,1000}/g;
const ESCAPES = /(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}){6,1000}/g;
const MAX_RUNS = 20;
/** Prose has blanks, letters, and little else. */
const MIN_BLANKS = 2;
const LETTER_SHARE = 0.7;

/** Texts that a page carries in a form that people do not read; what decodes to no prose is left out, such as pictures. */
export function readableDecodings(text: string): readonly string[] {
  return [
    ...decoded(text, BASE64_RUN, (run) => Buffer.from(run, 'base64').toString('utf8')),
    ...decoded(text, HEX_RUN, (run) => Buffer.from(run, 'hex').toString('utf8')),
    ...decoded(text, PERCENT_RUN, decodePercent),
    ...decoded(text, ENTITIES, decodeEntities),
    ...decoded(text, ESCAPES, decodeEscapes),
  ];
}

function decoded(text: string, runs: RegExp, decode: (run: string) => string): readonly string[] {
  return Array.from(text.matchAll(runs), ([run]) => run)
    .slice(0, MAX_RUNS)
    .map(decode)
    .filter(isProse);
}

function isProse(text: string): boolean {
  if (text.includes('\ufffd') || (text.match(/\s/g) ?? []).length < MIN_BLANKS) return false;
  const letters = text.match(/[\p{L}\s]/gu) ?? [];
  return letters.length >= text.length * LETTER_SHARE;
}

function decodePercent(run: string): string {
  try {
    return decodeURIComponent(run.replaceAll('+', ' '));
  } catch {
    // Bytes that are no text hide no order.
    return '';
  }
}

function decodeEntities(run: string): string {
  return run.replace(/&#(x?)([0-9a-fA-F]+);/g, (_, isHex: string, digits: string) =>
    character(Number.parseInt(digits, isHex === 'x' ? 16 : 10)),
  );
}

function decodeEscapes(run: string): string {
  return run.replace(/\\[ux]([0-9a-fA-F]+)/g, (_, digits: string) => character(Number.parseInt(digits, 16)));
}

function character(codePoint: number): string {
  return codePoint > 0x10ffff ? '\ufffd' : String.fromCodePoint(codePoint);
}
