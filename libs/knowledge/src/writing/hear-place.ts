import type { BusinessBrief } from '../business-brief.js';
import { countryPack } from '../countries/country-packs.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import { fold } from '../text/fold.js';
import * as french from './french-voice.js';
import { tidy } from './prose.js';

export interface PlaceVoice {
  readonly city: string | null;
  readonly region: string | null;
  /** As the person wrote it. */
  readonly country: string | null;
  /** "à Dakar", "au Sénégal", "in Lagos"; empty when nothing is known. */
  readonly within: string;
  /** The town, else the country, else the region; null when nothing is known. */
  readonly name: string | null;
}

export function hearPlace(
  { location }: BusinessBrief,
  country: CountryCode | null,
  language: Language,
): PlaceVoice {
  const part = (text: string | undefined): string | null => {
    const clean = tidy(text ?? '');
    return /[\p{L}\p{N}]/u.test(clean) ? clean : null;
  };
  const city = part(location.city);
  const written = part(location.country);
  const region = part(location.region);
  const ownRegion = region !== null && city !== null && fold(region) === fold(city) ? null : region;
  const countryName = country === null ? null : countryPack(country).name[language];
  const isShort = city !== null && city.length <= 40;
  const within = isShort
    ? language === 'fr'
      ? french.atTown(city)
      : `in ${city}`
    : countryName !== null && country !== null
      ? language === 'fr'
        ? french.inCountry(country, countryName)
        : `in ${countryName}`
      : '';
  return {
    city,
    region: ownRegion,
    country: written ?? countryName,
    within,
    name: (isShort ? city : null) ?? countryName ?? written ?? ownRegion,
  };
}
