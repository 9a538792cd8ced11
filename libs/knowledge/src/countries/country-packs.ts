import type { Bilingual } from '../language.js';
import type { FactSource } from '../provenance.js';
import { tokens } from '../text/fold.js';
import { COUNTRY_CODES, type CountryCode, type CountryPack } from './country-pack.js';

/** Tables `currencyData` (legal tender today) and `territoryInfo` (languages): CLDR as in Node's own ICU. */
const CLDR: FactSource = { name: 'Unicode CLDR', version: '48' };
/** Its metadata are Google's libphonenumber; the example is that data's own mobile example, nobody's number. */
const LIBPHONENUMBER: FactSource = { name: 'libphonenumber-js', version: '1.13.16' };

const WEST_AFRICAN_FRANC = { code: 'XOF', name: { fr: 'FCFA', en: 'CFA francs' } } as const;
const CENTRAL_AFRICAN_FRANC = { code: 'XAF', name: { fr: 'FCFA', en: 'CFA francs' } } as const;

interface CountryRow {
  readonly name: Bilingual;
  /** Folded; the codes and both names are added. */
  readonly aliases: readonly string[];
  readonly iso3: string;
  readonly currency: { readonly code: string; readonly name: Bilingual };
  /** Official ones, de facto ones, then any that at least 20 % of the people speak; by number of speakers within each. */
  readonly languages: readonly string[];
  readonly callingCode: string;
  readonly phone: string;
  readonly cities: readonly string[];
  readonly districts?: readonly string[];
}

const ROWS: Readonly<Record<CountryCode, CountryRow>> = {
  SN: {
    name: { fr: 'Sénégal', en: 'Senegal' },
    aliases: ['republique du senegal', 'republic of senegal', 'sunugal'],
    iso3: 'sen',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr', 'wo', 'ff'],
    callingCode: '221',
    phone: '+221 70 123 45 67',
    cities: [
      ...[
        'Dakar',
        'Pikine',
        'Guédiawaye',
        'Rufisque',
        'Thiès',
        'Mbour',
        'Saint-Louis',
        'Kaolack',
        'Touba',
        'Diourbel',
      ],
      ...['Ziguinchor', 'Tambacounda', 'Kolda', 'Louga', 'Fatick', 'Tivaouane', 'Saly', 'Richard-Toll'],
    ],
    districts: [
      'Grand Yoff',
      'Yoff',
      'HLM',
      'Ouakam',
      'Ngor',
      'Almadies',
      'Fann',
      'Grand Dakar',
      'Parcelles Assainies',
    ],
  },
  CI: {
    name: { fr: "Côte d'Ivoire", en: "Côte d'Ivoire" },
    aliases: ['ivory coast', 'cote divoire', 'rci', 'republique de cote d ivoire'],
    iso3: 'civ',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr'],
    callingCode: '225',
    phone: '+225 01 23 45 6789',
    cities: [
      ...[
        'Abidjan',
        'Bouaké',
        'Yamoussoukro',
        'Daloa',
        'Korhogo',
        'San-Pédro',
        'San Pedro',
        'Gagnoa',
        'Abengourou',
      ],
      ...['Grand-Bassam', 'Bingerville', 'Divo', 'Soubré', 'Odienné', 'Bondoukou', 'Dabou'],
    ],
    districts: [
      'Adjamé',
      'Cocody',
      'Yopougon',
      'Treichville',
      'Marcory',
      'Koumassi',
      'Abobo',
      'Port-Bouët',
      'Riviera',
    ],
  },
  ML: {
    name: { fr: 'Mali', en: 'Mali' },
    aliases: ['republique du mali', 'republic of mali'],
    iso3: 'mli',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr', 'bm'],
    callingCode: '223',
    phone: '+223 65 01 23 45',
    cities: [
      ...[
        'Bamako',
        'Sikasso',
        'Ségou',
        'Kayes',
        'Mopti',
        'Koutiala',
        'Kati',
        'Gao',
        'Tombouctou',
        'Timbuktu',
      ],
      ...['Kidal', 'Koulikoro', 'Bougouni', 'Djenné'],
    ],
    districts: ['Hamdallaye', 'Badalabougou', 'Kalaban Coura', 'Lafiabougou', 'Sogoniko'],
  },
  BF: {
    name: { fr: 'Burkina Faso', en: 'Burkina Faso' },
    aliases: ['burkina', 'bourkina faso'],
    iso3: 'bfa',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr', 'mos', 'dyu'],
    callingCode: '226',
    phone: '+226 70 12 34 56',
    cities: [
      ...[
        'Ouagadougou',
        'Ouaga',
        'Bobo-Dioulasso',
        'Bobo Dioulasso',
        'Bobo',
        'Koudougou',
        'Ouahigouya',
        'Banfora',
      ],
      ...['Kaya', 'Tenkodogo', "Fada N'Gourma", 'Dédougou', 'Houndé', 'Dori', 'Gaoua'],
    ],
    districts: ['Ouaga 2000', 'Tanghin', 'Gounghin', 'Dassasgho', 'Cissin'],
  },
  BJ: {
    name: { fr: 'Bénin', en: 'Benin' },
    aliases: ['republique du benin', 'republic of benin'],
    iso3: 'ben',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr', 'fon'],
    callingCode: '229',
    phone: '+229 01 95 12 34 56',
    cities: [
      ...[
        'Cotonou',
        'Porto-Novo',
        'Parakou',
        'Abomey-Calavi',
        'Calavi',
        'Djougou',
        'Bohicon',
        'Abomey',
        'Natitingou',
      ],
      ...['Ouidah', 'Lokossa', 'Kandi', 'Malanville', 'Grand-Popo'],
    ],
    districts: ['Dantokpa', 'Akpakpa', 'Fidjrossè', 'Cadjèhoun', 'Godomey'],
  },
  TG: {
    name: { fr: 'Togo', en: 'Togo' },
    aliases: ['republique togolaise', 'togolese republic'],
    iso3: 'tgo',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr'],
    callingCode: '228',
    phone: '+228 90 11 23 45',
    cities: [
      ...['Lomé', 'Sokodé', 'Kara', 'Kpalimé', 'Atakpamé', 'Dapaong', 'Tsévié', 'Aného', 'Bassar', 'Mango'],
      ...['Notsé', 'Vogan'],
    ],
    districts: ['Agoè', 'Adidogomé', 'Bè', 'Tokoin', 'Assigamé', 'Baguida'],
  },
  NE: {
    name: { fr: 'Niger', en: 'Niger' },
    aliases: ['republique du niger', 'republic of niger', 'republic of the niger'],
    iso3: 'ner',
    currency: WEST_AFRICAN_FRANC,
    languages: ['fr', 'ha'],
    callingCode: '227',
    phone: '+227 93 12 34 56',
    cities: [
      ...[
        'Niamey',
        'Zinder',
        'Maradi',
        'Agadez',
        'Tahoua',
        'Dosso',
        'Diffa',
        'Tillabéri',
        'Arlit',
        'Birni-N’Konni',
      ],
      ...['Gaya', 'Tessaoua'],
    ],
    districts: ['Lazaret', 'Yantala', 'Goudel', 'Wadata'],
  },
  GN: {
    name: { fr: 'Guinée', en: 'Guinea' },
    aliases: ['guinee conakry', 'guinea conakry', 'republique de guinee', 'republic of guinea'],
    iso3: 'gin',
    currency: { code: 'GNF', name: { fr: 'francs guinéens', en: 'Guinean francs' } },
    languages: ['fr', 'ff', 'man'],
    callingCode: '224',
    phone: '+224 601 12 34 56',
    cities: [
      ...[
        'Conakry',
        'Kankan',
        'Nzérékoré',
        'Kindia',
        'Labé',
        'Mamou',
        'Boké',
        'Kissidougou',
        'Guéckédou',
        'Faranah',
      ],
      ...['Siguiri', 'Macenta', 'Kamsar', 'Coyah', 'Dubréka'],
    ],
    districts: ['Kaloum', 'Ratoma', 'Matoto', 'Dixinn', 'Matam', 'Madina'],
  },
  CM: {
    name: { fr: 'Cameroun', en: 'Cameroon' },
    aliases: ['republique du cameroun', 'republic of cameroon', 'camerun', 'kamerun'],
    iso3: 'cmr',
    currency: CENTRAL_AFRICAN_FRANC,
    languages: ['fr', 'en'],
    callingCode: '237',
    phone: '+237 6 71 23 45 67',
    cities: [
      ...[
        'Douala',
        'Yaoundé',
        'Bafoussam',
        'Bamenda',
        'Garoua',
        'Maroua',
        'Ngaoundéré',
        'Kribi',
        'Limbé',
        'Limbe',
      ],
      ...['Buea', 'Bertoua', 'Edéa', 'Kumba', 'Dschang', 'Nkongsamba', 'Ebolowa', 'Foumban'],
    ],
    districts: ['Bonapriso', 'Akwa', 'Bonanjo', 'Deido', 'Bonamoussadi', 'Bastos', 'Makepe', 'Mvog-Ada'],
  },
  GA: {
    name: { fr: 'Gabon', en: 'Gabon' },
    aliases: ['republique gabonaise', 'gabonese republic'],
    iso3: 'gab',
    currency: CENTRAL_AFRICAN_FRANC,
    languages: ['fr'],
    callingCode: '241',
    phone: '+241 06 03 12 34',
    cities: [
      ...[
        'Libreville',
        'Port-Gentil',
        'Franceville',
        'Oyem',
        'Moanda',
        'Mouila',
        'Lambaréné',
        'Tchibanga',
        'Koulamoutou',
      ],
      ...['Makokou', 'Akanda', 'Owendo'],
    ],
    districts: ['Glass', 'Nzeng-Ayong', 'Akébé', 'Lalala'],
  },
  CG: {
    name: { fr: 'Congo-Brazzaville', en: 'Congo-Brazzaville' },
    aliases: ['republique du congo', 'republic of congo', 'republic of the congo', 'congo brazza'],
    iso3: 'cog',
    currency: CENTRAL_AFRICAN_FRANC,
    languages: ['fr'],
    callingCode: '242',
    phone: '+242 06 123 4567',
    cities: [
      'Brazzaville',
      'Pointe-Noire',
      'Dolisie',
      'Nkayi',
      'Impfondo',
      'Ouesso',
      'Madingou',
      'Owando',
      'Sibiti',
    ],
    districts: ['Poto-Poto', 'Bacongo', 'Moungali', 'Ouenzé', 'Talangaï'],
  },
  CD: {
    name: { fr: 'Congo-Kinshasa', en: 'Congo-Kinshasa' },
    aliases: [
      ...[
        'rdc',
        'drc',
        'rd congo',
        'dr congo',
        'congo rdc',
        'congo drc',
        'republique democratique du congo',
        'zaire',
      ],
      ...['democratic republic of congo', 'democratic republic of the congo', 'congo kin'],
    ],
    iso3: 'cod',
    currency: { code: 'CDF', name: { fr: 'francs congolais', en: 'Congolese francs' } },
    languages: ['fr', 'sw'],
    callingCode: '243',
    phone: '+243 991 234 567',
    cities: [
      ...[
        'Kinshasa',
        'Lubumbashi',
        'Goma',
        'Bukavu',
        'Kisangani',
        'Matadi',
        'Mbuji-Mayi',
        'Kananga',
        'Likasi',
      ],
      ...['Kolwezi', 'Bunia', 'Uvira', 'Butembo', 'Beni', 'Boma', 'Mbandaka', 'Kikwit'],
    ],
    districts: ['Gombe', 'Limete', 'Ngaliema', 'Bandalungwa', 'Kintambo', 'Lemba', 'Masina', 'Matete'],
  },
  KE: {
    name: { fr: 'Kenya', en: 'Kenya' },
    aliases: ['republic of kenya', 'republique du kenya'],
    iso3: 'ken',
    currency: { code: 'KES', name: { fr: 'shillings kényans', en: 'Kenyan shillings' } },
    languages: ['sw', 'en'],
    callingCode: '254',
    phone: '+254 712 123456',
    cities: [
      ...[
        'Nairobi',
        'Mombasa',
        'Kisumu',
        'Nakuru',
        'Eldoret',
        'Thika',
        'Malindi',
        'Kitale',
        'Garissa',
        'Kakamega',
      ],
      ...['Nyeri', 'Machakos', 'Naivasha', 'Kericho'],
    ],
    districts: ['Kibera', 'Westlands', 'Eastleigh', 'Kasarani', 'Gikomba', 'Kayole', 'Umoja'],
  },
  TZ: {
    name: { fr: 'Tanzanie', en: 'Tanzania' },
    aliases: ['republique unie de tanzanie', 'united republic of tanzania', 'zanzibar'],
    iso3: 'tza',
    currency: { code: 'TZS', name: { fr: 'shillings tanzaniens', en: 'Tanzanian shillings' } },
    languages: ['sw', 'en'],
    callingCode: '255',
    phone: '+255 621 234 567',
    cities: [
      ...[
        'Dar es Salaam',
        'Dar es Salam',
        'Dodoma',
        'Arusha',
        'Mwanza',
        'Mbeya',
        'Morogoro',
        'Tanga',
        'Moshi',
      ],
      ...['Stone Town', 'Kigoma', 'Tabora', 'Iringa', 'Bagamoyo'],
    ],
    districts: ['Kariakoo', 'Ilala', 'Kinondoni', 'Temeke', 'Mikocheni', 'Sinza'],
  },
  NG: {
    name: { fr: 'Nigeria', en: 'Nigeria' },
    aliases: ['federal republic of nigeria', 'naija'],
    iso3: 'nga',
    currency: { code: 'NGN', name: { fr: 'nairas', en: 'naira' } },
    languages: ['en', 'yo', 'pcm'],
    callingCode: '234',
    phone: '+234 802 123 4567',
    cities: [
      ...[
        'Lagos',
        'Abuja',
        'Kano',
        'Ibadan',
        'Port Harcourt',
        'Benin City',
        'Kaduna',
        'Enugu',
        'Onitsha',
        'Aba',
      ],
      ...['Abeokuta', 'Jos', 'Ilorin', 'Warri', 'Calabar', 'Uyo', 'Owerri', 'Maiduguri'],
    ],
    districts: ['Yaba', 'Ikeja', 'Lekki', 'Surulere', 'Victoria Island', 'Ajah', 'Oshodi', 'Wuse', 'Garki'],
  },
  GH: {
    name: { fr: 'Ghana', en: 'Ghana' },
    aliases: ['republic of ghana', 'republique du ghana'],
    iso3: 'gha',
    currency: { code: 'GHS', name: { fr: 'cédis', en: 'cedis' } },
    languages: ['en', 'ak'],
    callingCode: '233',
    phone: '+233 23 123 4567',
    cities: [
      ...['Accra', 'Kumasi', 'Tamale', 'Takoradi', 'Sekondi', 'Cape Coast', 'Tema', 'Sunyani', 'Koforidua'],
      ...['Bolgatanga', 'Techiman', 'Obuasi'],
    ],
    districts: ['Osu', 'Madina', 'Kaneshie', 'Makola', 'East Legon', 'Adabraka', 'Kejetia'],
  },
  RW: {
    name: { fr: 'Rwanda', en: 'Rwanda' },
    aliases: ['republic of rwanda', 'republique du rwanda', 'ruanda'],
    iso3: 'rwa',
    currency: { code: 'RWF', name: { fr: 'francs rwandais', en: 'Rwandan francs' } },
    languages: ['rw', 'en', 'fr'],
    callingCode: '250',
    phone: '+250 720 123 456',
    cities: [
      'Kigali',
      'Butare',
      'Huye',
      'Gisenyi',
      'Rubavu',
      'Musanze',
      'Ruhengeri',
      'Muhanga',
      'Rwamagana',
      'Nyagatare',
    ],
    districts: ['Nyamirambo', 'Kimironko', 'Remera', 'Nyabugogo', 'Kicukiro', 'Gasabo'],
  },
};

/** Folded words of a name with single spaces: the form in which names of places are compared. */
export function spelling(name: string): string {
  return tokens(name).join(' ');
}

function toPack(code: CountryCode): CountryPack {
  const row = ROWS[code];
  return {
    code,
    name: row.name,
    aliases: [
      ...new Set([code.toLowerCase(), row.iso3, ...[row.name.fr, row.name.en].map(spelling), ...row.aliases]),
    ],
    currency: { value: row.currency.code, source: CLDR },
    currencyName: row.currency.name,
    languages: { value: row.languages, source: CLDR },
    phone: { value: { callingCode: row.callingCode, example: row.phone }, source: LIBPHONENUMBER },
    cities: row.cities,
    ...(row.districts && { districts: row.districts }),
  };
}

export const COUNTRY_PACKS: readonly CountryPack[] = COUNTRY_CODES.map(toPack);

/** What is known about a country. */
export function countryPack(code: CountryCode): CountryPack {
  return COUNTRY_PACKS.find((pack) => pack.code === code) ?? toPack(code);
}
