import { countryOfCity, resolveCountry } from '../countries/resolve-country.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { AnswerReading } from './answer-reading.js';

/** A place where an answer puts the business or its customers. */
export interface StatedLocation {
  /** As it was written. */
  readonly words: string;
  /** Of the country that is named, or of the town; null for a town of several countries. */
  readonly country: CountryCode | null;
  readonly isCountry: boolean;
}

/** Says where: of "bogolan de Ségou" nobody knows where it is sold. */
const LOCATIVE =
  /(?<![a-z])(?:a|au|aux|en|dans|in|at|around|near|autour de|pres de|base a|based in|centre de|marche de|quartiers? de)(?: la| le| l'| the)? ?$/u;
/** "Kano, Nigeria". */
const AFTER_TOWN = /[a-z], ?$/u;
/** Where goods or people go to, or where somebody learnt: told of the clause before the place. */
const ELSEWHERE =
  /(?<![a-z])(?:jusqu'|export[a-z]*|import[a-z]*|envo(?:y|i)[a-z]*|part(?:ir|ent|ons|ait)|amen[a-z]*|expedi[a-z]*|voyag[a-z]*|ship[a-z]*|send[a-z]*|travel[a-z]*|leav(?:e|ing)|hustling|appris[a-z]*|form[ée]e?s?|etudie[a-z]*|nee? |trained|studied|born|va de|from|to )[^.;:!?]{0,40}$/u;
const LOOK_BACK = 48;
const SHORTEST = 3;

/** Nothing but places, as somebody answers who was asked where. */
function isBare({ source, places }: AnswerReading): boolean {
  const rest = places.reduceRight(
    (text, { start, end }) => text.slice(0, start) + text.slice(end),
    source.plain,
  );
  return places.length > 0 && !/[a-z0-9]/u.test(rest.replace(/(?<![a-z])(?:a|au|en|in|at)(?![a-z])/gu, ''));
}

/** Known towns and countries that an answer names as its own location, each once. */
export function statedLocations(reading: AnswerReading): readonly StatedLocation[] {
  const { source, places } = reading;
  const isOnlyPlaces = isBare(reading);
  const stated = places.flatMap(({ start, end, value: { certainty, quote } }) => {
    const words = source.text.slice(source.from[start], source.from[end]);
    const named = resolveCountry(quote.text);
    const town = countryOfCity(quote.text);
    const before = source.plain.slice(Math.max(0, start - LOOK_BACK), start);
    const isLocated = isOnlyPlaces || LOCATIVE.test(before) || (named !== null && AFTER_TOWN.test(before));
    const isKnown = certainty === 'gazetteer' && (named ?? town) !== null && words.length >= SHORTEST;
    if (!isKnown || !isLocated || ELSEWHERE.test(before)) return [];
    return [{ words, country: (named ?? town)?.code ?? null, isCountry: named !== null }];
  });
  return stated.filter(
    ({ words }, index) =>
      stated.findIndex((other) => other.words.toLowerCase() === words.toLowerCase()) === index,
  );
}
