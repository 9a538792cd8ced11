import { fold } from '../text/fold.js';
import type { IdeaVoice } from './idea-voice.js';

/** Words that keep their capital in English wherever they stand. */
const ALWAYS_CAPITAL =
  /^(?:English|French|Swahili|Kinyarwanda|Arabic|Hausa|Yoruba|Igbo|Maasai|African|Christian|Muslim|Ramadan|Christmas|Easter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|September|October|November|December|I)$/u;

/**
 * A heading, a service or a sentence as it stands inside a sentence: its first letter small, unless the word is a name.
 * A word counts as a name when the brief shows it with a capital where no sentence begins, or as its town.
 */
export function inline(text: string, { brief, language }: Pick<IdeaVoice, 'brief' | 'language'>): string {
  const first = /^\p{Lu}[\p{Ll}\p{M}]*(?=$|[^\p{L}])/u.exec(text)?.[0];
  if (!first) return text;
  if (language === 'en' && ALWAYS_CAPITAL.test(first)) return text;
  const { city, region, country } = brief.location;
  const names = [city, region, country].flatMap((place) => place?.split(/[\s-]+/u) ?? []);
  if (names.some((name) => fold(name) === fold(first))) return text;
  const told = [
    brief.vision,
    brief.mission,
    brief.target_audience,
    brief.differentiation,
    brief.value_proposition,
  ].join(' ');
  const isName = first.length > 1 && new RegExp(`[\\p{Ll},] ${first}(?!\\p{L})`, 'u').test(told);
  return isName ? text : first.charAt(0).toLowerCase() + text.slice(1);
}
