import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { getCountryCallingCode, getExampleNumber, isValidPhoneNumber } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';
import { COUNTRY_CODES } from './country-pack.js';
import { COUNTRY_PACKS, countryPack, spelling } from './country-packs.js';

const regionName = (language: string, code: string): string =>
  new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? '';

describe('country packs', () => {
  it('holds one pack a country', () => {
    expect(COUNTRY_PACKS.map(({ code }) => code)).toEqual(COUNTRY_CODES);
  });

  it('gives no spelling and no town to two countries', () => {
    const aliases = COUNTRY_PACKS.flatMap((pack) => pack.aliases);
    const cities = COUNTRY_PACKS.flatMap((pack) => [...new Set(pack.cities.map(spelling))]);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(new Set(cities).size).toBe(cities.length);
  });
});

describe.each(COUNTRY_CODES)('%s', (code) => {
  const pack = countryPack(code);

  it('bears the name that Node knows', () => {
    expect(spelling(pack.name.fr)).toBe(spelling(regionName('fr', code)));
    expect(spelling(pack.name.en)).toBe(spelling(regionName('en', code)));
  });

  it('has folded aliases, its codes and names among them', () => {
    expect(pack.aliases.filter((alias) => alias !== spelling(alias))).toEqual([]);
    expect(pack.aliases).toEqual(
      expect.arrayContaining([code.toLowerCase(), spelling(pack.name.fr), spelling(pack.name.en)]),
    );
  });

  it('has a currency and languages that Node can name', () => {
    const currency = new Intl.DisplayNames(['en'], { type: 'currency', fallback: 'none' });
    const language = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
    expect(currency.of(pack.currency.value)).toBeDefined();
    expect(pack.languages.value.filter((spoken) => language.of(spoken) === undefined)).toEqual([]);
    expect(pack.languages.value).toContain(['KE', 'TZ', 'NG', 'GH'].includes(code) ? 'en' : 'fr');
  });

  it('has the calling code and the example number of libphonenumber', () => {
    const { callingCode, example } = pack.phone.value;
    expect(callingCode).toBe(getCountryCallingCode(code));
    expect(example).toBe(getExampleNumber(code, examples)?.formatInternational());
    expect(isValidPhoneNumber(example)).toBe(true);
  });

  it('names the data and the version behind its facts', () => {
    const installed = createRequire(import.meta.url).resolve('libphonenumber-js/package.json');
    const { version } = JSON.parse(readFileSync(installed, 'utf8')) as { version: string };
    expect(pack.phone.source).toEqual({ name: 'libphonenumber-js', version });
    expect(pack.currency.source).toEqual({ name: 'Unicode CLDR', version: '48' });
    expect(pack.languages.source).toEqual(pack.currency.source);
  });

  it('lists towns to recognise', () => {
    expect(pack.cities.length).toBeGreaterThanOrEqual(8);
  });
});
