import type { Language } from '../language.js';
import { tokens } from '../text/fold.js';

/** Words that belong to one of the two languages only ("a", "on", "plus", "client" do not). */
const TELLING: Readonly<Record<Language, ReadonlySet<string>>> = {
  fr: new Set(
    `le la les un une des du de et est sont qui que dans pour avec sur chez nous vous je ils elles notre nos leur leurs
    pas ne au aux ce cette ces mais ou dont en par sans mon mes gagner vendre faire tout tous monde choses prix bonne
    qualite produits`.split(/\s+/u),
  ),
  en: new Set(
    `the and of to in is are we our you your they their who that with for from at by not an this these those but which
    want sell make money everyone people things good price quality i my have has will can do help`.split(
      /\s+/u,
    ),
  ),
};

/** The language a text is written in; null when its words do not tell. */
export function languageOf(text: string): Language | null {
  const words = tokens(text);
  const score = (language: Language): number => words.filter((word) => TELLING[language].has(word)).length;
  const french = score('fr');
  const english = score('en');
  if (french > english * 1.5) return 'fr';
  if (english > french * 1.5) return 'en';
  return null;
}
