import type { BusinessBrief } from '../business-brief.js';
import type { CountryCode } from '../countries/country-pack.js';
import type { Language } from '../language.js';
import type { IdeaReading } from '../reading/idea-reading.js';
import { readIdea } from '../reading/read-idea.js';
import { sectorPack } from '../sectors/sector-packs.js';
import { type Sector, type SectorPack, SECTORS } from '../sectors/sector-pack.js';
import { fold } from '../text/fold.js';
import { type AudienceVoice, hearAudience } from './hear-audience.js';
import { type DifferenceVoice, hearDifference } from './hear-difference.js';
import { hearOffer, type OfferVoice } from './hear-offer.js';
import { hearPlace, type PlaceVoice } from './hear-place.js';
import { hearVision, type VisionVoice } from './hear-vision.js';
import { Ear, type Passage } from './passage.js';
import { tidy } from './prose.js';
import { languageOf } from './text-language.js';
import { Variety } from './variety.js';

/** The idea as the writers tell it. */
export interface IdeaVoice {
  readonly language: Language;
  readonly brief: BusinessBrief;
  readonly name: string;
  readonly sector: Sector;
  readonly pack: SectorPack;
  readonly country: CountryCode | null;
  readonly place: PlaceVoice;
  /** The trade in the person's own words when they fit the language, else the sector's name. Lower case. */
  readonly trade: string;
  readonly offer: OfferVoice;
  readonly vision: VisionVoice;
  readonly mission: Passage;
  readonly audience: AudienceVoice;
  readonly difference: DifferenceVoice;
  readonly services: readonly string[];
  /** Price as the person said it in the offer or a service, e.g. "à partir de 25 000 FCFA"; null when none. */
  readonly price: string | null;
  /** Sentences that promise a remedy or something for free. */
  readonly guarantees: readonly string[];
  /** Sentences that name a diploma, a licence, a training. */
  readonly credentials: readonly string[];
  /** Sentences that tell what customers did or said. */
  readonly socialProof: readonly string[];
  readonly reading: IdeaReading;
  readonly variety: Variety;
}

export interface HeardInput {
  readonly brief: BusinessBrief;
  readonly language: Language;
  readonly sector: Sector;
  readonly country: CountryCode | null;
}

const GUARANTEE =
  /garanti|rembours|(?:est|sont|sera) (?:offert|remplac|échang|repris|report|payé|rabot)|retouches? gratuit|(?:^| )sinon [^.]*(?:offert|gratuit|rembours)|offerts? (?:la|le|les|si|en cas|pendant)|n['’]est pas facturé|pour changer d['’]avis|se rend pendant|guarantee|refund|money back|pay back|paid back|again (?:for )?free|free of charge|at no cost|warranty|or the last|credited|is repaired or paid|returns? (?:is|are) (?:accepted|free)|is replaced/iu;
const CREDENTIAL =
  /diplôm|certifi|agréé|licenci[ée]|breveté|homologu|(?:enseignante?|professeure?|infirmi[eè]re?|médecin|sage-femme|avocate?|ingénieure?) (?:de|du|depuis|à|au)|qualified|licensed|accredited|chartered|trained at|degree in|diploma|registered (?:nurse|with)/iu;
/** What somebody does not give is no proof: "nobody gives a guarantee", "sans garantie", "je ne rembourse pas". */
const DENIED =
  /(?:nobody|no one|none|personne|aucune?|without|sans|no|not|never|pas de|jamais de|n['’]t)(?!\p{L})[^.;,]{0,30}(?:guarant|garanti|refund|rembours|warrant|diplom|diplôm|certif|licen|trained)|(?:rembours|garanti|échang|repren)\p{L}* (?:pas|jamais|rien)(?!\p{L})/iu;
const SOCIAL_PROOF =
  /(?:déjà|plus de|nos|mes) [\p{N} ]*(?:clients?|clientes?|familles?|élèves|commandes)[^.]{0,60}(?:servi|recommand|fidèl|confi|content|satisfait|revien)|déjà \p{N}+|already (?:serve|have|trained|sold)|(?:customers|clients|families) (?:recommend|come back|return|trust)|we have (?:served|trained|repaired|sold) /iu;

function hearTrade(
  { sector: written }: BusinessBrief,
  pack: SectorPack,
  sector: Sector,
  language: Language,
): string {
  const words = tidy(written);
  const isId = (SECTORS as readonly string[]).includes(fold(words));
  const spoken = languageOf(words);
  const fits =
    /[\p{L}\p{N}]/u.test(words) && words.length <= 60 && !isId && (spoken === null || spoken === language);
  const trade = fits ? words : sector === 'other' ? '' : pack.label[language];
  return /^\p{Lu}\p{Ll}/u.test(trade) ? trade.charAt(0).toLowerCase() + trade.slice(1) : trade;
}

const PRICE_ENDING =
  /^ (?:(?:guinéens?|congolais|rwandais|CFA) ?)?(?:(?:par|le|la|les|l['’]|a|an|the|per|each) ?\p{L}+)?/iu;

/** The words of the offer's price, with "à partir de" and its unit when the person said them. */
function hearPrice(brief: BusinessBrief, reading: IdeaReading): string | null {
  const inOffer = [...reading.prices, ...reading.otherMoney].find(
    ({ quote }) => quote.field === 'value_proposition',
  );
  const stated = inOffer ?? reading.prices[0];
  if (!stated) return null;
  const rest = inOffer ? (PRICE_ENDING.exec(brief.value_proposition.slice(stated.quote.end))?.[0] ?? '') : '';
  const isUnit =
    /^ (?:guinéen|congolais|rwandais|CFA|par |per |each|l['’])/iu.test(rest) ||
    (/^ (?:le|la|a|an) (?!half\b)\p{L}+$/iu.test(rest) && stated.unit === null);
  return tidy(stated.quote.text + (isUnit ? rest : ''));
}

/** Reads the brief once, for all writers: what was said, as the site can say it. */
export function hearIdea({ brief, language, sector, country }: HeardInput): IdeaVoice {
  const ear = new Ear(brief, language);
  const reading = readIdea(brief, language);
  const pack = sectorPack(sector);
  const place = hearPlace(brief, country, language);
  const price = hearPrice(brief, reading);
  const mission = ear.hear(brief.mission);
  const difference = hearDifference(ear.hear(brief.differentiation), language);
  const offer = hearOffer(ear.hear(brief.value_proposition), ear, place, price);
  const vision = hearVision(ear.hear(brief.vision), language);
  const audience = hearAudience(ear.hear(brief.target_audience), language, reading);
  const told = [...difference.own, ...mission.sentences, ...offer.sentences].filter(
    (sentence) => !/^[«“]/u.test(sentence),
  );
  const said = [...mission.sentences, ...difference.own, ...vision.sentences, ...audience.sentences];
  const found = (pattern: RegExp, among: readonly string[]): string[] => [
    ...new Set(among.filter((sentence) => pattern.test(sentence) && !DENIED.test(sentence))),
  ];
  return {
    language,
    brief,
    name: tidy(brief.business_name),
    sector,
    pack,
    country,
    place,
    trade: hearTrade(brief, pack, sector, language),
    offer,
    vision,
    mission,
    audience,
    difference,
    services: brief.services.map(tidy).filter((service) => /[\p{L}\p{N}]/u.test(service)),
    price,
    guarantees: found(GUARANTEE, told),
    credentials: found(CREDENTIAL, said),
    socialProof: found(SOCIAL_PROOF, said),
    reading,
    variety: new Variety(JSON.stringify([language, brief])),
  };
}
