import type { Language } from '../language.js';
import { ENGLISH_CONTENT } from './content-phrases.en.js';
import { FRENCH_CONTENT } from './content-phrases.fr.js';
import type { IdeaVoice } from './idea-voice.js';

type Line = readonly ((idea: IdeaVoice) => string)[];
type LineWith = readonly ((idea: IdeaVoice, said: string) => string)[];

/**
 * Wordings around the person's own words, at least five of each, so that two sites of one trade do not read alike.
 * They state nothing about the business that was not said: no figure, no proof, no promise of theirs.
 */
export interface ContentPhrases {
  /** After a question to the customer. */
  readonly heroBridge: Line;
  /** Where no question could be made. */
  readonly heroWelcome: Line;
  /** `said`: who it is for, with article. */
  readonly forWhom: LineWith;
  /** `said`: the price in the person's words. */
  readonly price: LineWith;
  /** `said`: who it is for, with article and what is said of them. */
  readonly audience: LineWith;
  readonly wish: LineWith;
  readonly goal: LineWith;
  readonly statement: LineWith;
  /** Stands in for a vision that says nothing to a visitor. */
  readonly noVision: Line;
  /** `said`: the sentences of the mission. */
  readonly journey: LineWith;
  /** `said`: "les femmes … à avoir …", "women … get …": what the business helps with. */
  readonly helpMission: LineWith;
  /** `said`: the sentence of the offer. */
  readonly offerMission: LineWith;
  readonly aboutCall: Line;
  readonly servicesIntro: Line;
  /** Where no service was given; `said`: the offer. */
  readonly offerOnly: LineWith;
  /** `said`: the service. About a service of which nothing more is known. */
  readonly service: LineWith;
  readonly serviceCall: LineWith;
  /** `said`: how the business works. */
  readonly approach: LineWith;
  /** `said`: the services as a list, else the offer's heading. */
  readonly contactIntro: LineWith;
  readonly replyPromise: Line;
  readonly nameLabels: readonly string[];
  readonly phoneLabels: readonly string[];
  /** `said`: what the message may be about. */
  readonly messageLabels: LineWith;
  readonly tone: LineWith;
  /** Headings of values by the theme that the person's words show. */
  readonly themes: Readonly<Record<ValueTheme, readonly string[]>>;
  /** Headings where no theme shows, one for each source of words. */
  readonly plainValues: Readonly<Record<'difference' | 'mission' | 'offer' | 'vision' | 'audience' | 'place', readonly string[]>>;
  /** Fillers from what is known when the texts hold too little for three benefits. */
  readonly placeBenefit: Line;
  readonly servicesBenefit: LineWith;
  readonly nameBenefit: Line;
}

export type ValueTheme =
  | 'time'
  | 'guarantee'
  | 'proof'
  | 'learning'
  | 'local'
  | 'care'
  | 'price'
  | 'nearness'
  | 'fresh'
  | 'craft'
  | 'safety'
  | 'language';

export const CONTENT_PHRASES: Readonly<Record<Language, ContentPhrases>> = {
  fr: FRENCH_CONTENT,
  en: ENGLISH_CONTENT,
};

/** Words that show a theme; tried in this order on each of the person's sentences. */
export const THEME_SIGNS: readonly (readonly [ValueTheme, RegExp])[] = [
  ['guarantee', /garanti|rembours|rempla[cç]|repris|échang|offert|rabot|se rend|gratuit|refund|guarantee|pay back|paid for|credited|swap|free\b|returns/iu],
  ['proof', /photo|film|vidéo|reçu|écrit|carnet|fiche|pesé|signé|relev|receipt|video|written|write|proof|report|sheet|print|card|record|photograph/iu],
  ['learning', /appren|enseign|form(?:é|ons|er)|école|cours|lecture|teach|train|learn|lesson|class|apprentice/iu],
  ['time', /délai|retard|heure|jour|minute|avant|matin|soir|semaine|rendez-vous|hour|minute|same day|before|dawn|morning|week|month|evening|time/iu],
  ['fresh', /frais|fraîche|sans sucre|légume|poisson|cueill|propre|fresh|picked|raw|clean|leaves/iu],
  ['safety', /sûr|sécur|tranquill|carte d['’]identité|safe|afraid|test|check|wound/iu],
  ['language', /langue|mooré|dioula|baoulé|lingala|wolof|bambara|swahili|tamasheq|kinyarwanda|language/iu],
  ['craft', /main\b|bois|teck|tiss|coton|couture|tressons|cousons|brod|hand|weav|dye|wood|bead|indigo|cook/iu],
  ['care', /soin|soign|santé|conseil|suivi|accompagn|care|heal|health|follow|help/iu],
  ['price', /prix|FCFA|francs?\b|crédit|payer|paie|naira|shilling|cedi|price|pay|cost/iu],
  ['nearness', /à domicile|chez (?:vous|elles|eux|lui)|quartier|sur place|au stand|au marché|at home|on site|neighbour|counter|at school|door/iu],
  ['local', /village|local|d['’]ici|du pays|région|femmes|jeunes|enfants|familles|mothers|women|children|families|farmers|local/iu],
];
