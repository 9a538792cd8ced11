import { describe, expect, it } from '@jest/globals';
import { countryOfCity, countryOfLocation, resolveCountry } from './resolve-country.js';

describe('resolveCountry', () => {
  it.each([
    ['Sénégal', 'SN'],
    ['SENEGAL', 'SN'],
    ["Côte d'Ivoire", 'CI'],
    ['cote d’ivoire', 'CI'],
    ['Ivory Coast', 'CI'],
    ['RCI', 'CI'],
    ['ci', 'CI'],
    ['CIV', 'CI'],
    ['Le Mali, à Bamako', 'ML'],
    ['burkina', 'BF'],
    ['Bénin', 'BJ'],
    ['Niger', 'NE'],
    ['Nigeria', 'NG'],
    ['Guinée Conakry', 'GN'],
    ['RDC', 'CD'],
    ['DRC', 'CD'],
    ['Kinshasa RDC', 'CD'],
    ['Congo-Kinshasa', 'CD'],
    ['République démocratique du Congo', 'CD'],
    ['Congo-Brazzaville', 'CG'],
    ['République du Congo', 'CG'],
    ['Tanzania', 'TZ'],
    ['Kigali (Rwanda)', 'RW'],
    ['Accra / Ghana', 'GH'],
  ])('reads %s as %s', (text, code) => {
    expect(resolveCountry(text)?.code).toBe(code);
  });

  it.each([
    '',
    'France',
    'Congo',
    'Guinée équatoriale',
    'Guinea-Bissau',
    'Benin City',
    'Niger Delta',
    'Sénégal et Mali',
  ])('does not guess from "%s"', (text) => {
    expect(resolveCountry(text)).toBeNull();
  });

  it('takes a code only when it stands alone', () => {
    expect(resolveCountry('il ne vend rien ci et là, ken')).toEqual({ code: 'KE', matched: 'ken' });
    expect(resolveCountry('il ne vend rien ici')).toBeNull();
  });

  it('tells what it matched', () => {
    expect(resolveCountry("République de Côte d'Ivoire")).toEqual({
      code: 'CI',
      matched: 'republique de cote d ivoire',
    });
  });
});

describe('countryOfCity', () => {
  it.each([
    ['Dakar', 'SN'],
    ['à bobo dioulasso', 'BF'],
    ['Dar es Salaam', 'TZ'],
    ['Benin City', 'NG'],
    ['Saint Louis', 'SN'],
  ])('recognises %s', (text, code) => {
    expect(countryOfCity(text)?.code).toBe(code);
  });

  it.each(['Paris', 'man', 'de Lomé à Cotonou'])('does not place "%s"', (text) => {
    expect(countryOfCity(text)).toBeNull();
  });
});

describe('countryOfLocation', () => {
  it('tells the two Congos apart by the town', () => {
    expect(countryOfLocation({ country: 'Congo', city: 'Kinshasa' })?.code).toBe('CD');
    expect(countryOfLocation({ country: 'congo', city: 'Pointe-Noire' })?.code).toBe('CG');
    expect(countryOfLocation({ country: 'Congo' })).toBeNull();
    expect(countryOfLocation({ country: 'Congo', city: 'Dakar' })).toBeNull();
  });

  it('finds a country written into another field, and takes a town for no country', () => {
    expect(countryOfLocation({ city: 'Dakar, Sénégal' })?.code).toBe('SN');
    expect(countryOfLocation({ city: 'Dakar' })).toBeNull();
    expect(countryOfLocation({})).toBeNull();
  });
});
