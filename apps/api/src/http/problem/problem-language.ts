import type { ProblemLanguage } from './problem-texts.js';

export const DEFAULT_LANGUAGE: ProblemLanguage = 'fr';

/** Accept-Language decides (RFC 9110, section 12.5.4), then what the user prefers, then French. */
export function problemLanguage(
  acceptLanguage: string | undefined,
  preferred: string | undefined,
): ProblemLanguage {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const language = tag.split('-', 1)[0];
    if (language === 'fr' || language === 'en') return language;
  }
  return preferred === 'en' ? 'en' : DEFAULT_LANGUAGE;
}

function readRange(range: string): { readonly tag: string; readonly quality: number } {
  const [tag = '', ...parameters] = range
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const number = quality === undefined ? 1 : Number(quality);
  return { tag, quality: Number.isFinite(number) ? number : 0 };
}
