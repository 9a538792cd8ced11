import type { Bilingual } from '../language.js';

export const SECTORS = [
  'restaurant',
  'salon',
  'ecommerce',
  'services',
  'artisanat',
  'transport',
  'agriculture',
  'education',
  'health',
  'technology',
  'other',
] as const;
export type Sector = (typeof SECTORS)[number];

export type Impact = 'high' | 'medium' | 'low';
export type LogoStyle = 'modern' | 'minimalist' | 'elegant' | 'bold' | 'traditional' | 'creative' | 'tech';

/** A kind of rival that exists in this trade; never a named firm. */
export interface CompetitorKind {
  /** Noun phrase, e.g. "les maquis et gargotes de quartier" / "neighbourhood canteens". */
  readonly kind: Bilingual;
  readonly strengths: Bilingual<readonly string[]>;
  readonly weaknesses: Bilingual<readonly string[]>;
}

export interface MarketOpening {
  readonly opportunity: Bilingual;
  readonly potential_impact: Impact;
  readonly difficulty: Impact;
  readonly timeframe: Bilingual;
}

/** What is known about a trade without asking anyone. Everything here is editorial: a rule, never shown as a fact. */
export interface SectorPack {
  readonly sector: Sector;
  /** Noun phrase with article-free lower case, e.g. "restauration" / "food and restaurants". */
  readonly label: Bilingual;
  /** Words and phrases that name the trade in either language; folded (no accents, lower case) by the matcher. */
  readonly aliases: readonly string[];
  /** What the trade's customers try to get done; infinitive phrases, at least five. */
  readonly jobs: Bilingual<readonly string[]>;
  /** What goes wrong for them today; noun phrases, at least five. */
  readonly pains: Bilingual<readonly string[]>;
  /** At least four. */
  readonly competitors: readonly CompetitorKind[];
  readonly pricing: {
    /** How the trade charges, e.g. "au plat, avec une formule du midi". */
    readonly model: Bilingual;
    readonly sensitivity: Impact;
    /** How to think about the price; full sentences, at least four, no figures. */
    readonly advice: Bilingual<readonly string[]>;
  };
  /** At least five. */
  readonly openings: readonly MarketOpening[];
  /** Full sentences, at least four each. */
  readonly risks: Bilingual<readonly string[]>;
  readonly successFactors: Bilingual<readonly string[]>;
  /** What buyers of the trade look at before they trust; noun phrases, at least four. */
  readonly trustFactors: Bilingual<readonly string[]>;
  /** Usual services of the trade, offered as questions only, never claimed for the business. */
  readonly usualServices: Bilingual<readonly string[]>;
  readonly callToAction: Bilingual<{ readonly primary: string; readonly secondary: string }>;
  /** Search phrases people type, without a place, at least eight. */
  readonly keywords: Bilingual<readonly string[]>;
  /** Most specific fitting schema.org type under LocalBusiness. */
  readonly schemaType: string;
  /** Hex colours (#RRGGBB). */
  readonly palette: { readonly primary: string; readonly secondary: string; readonly accent: string };
  readonly logoStyle: LogoStyle;
  /** Names of icons for the site, from the set that the page builder knows. */
  readonly icons: readonly string[];
  readonly template: {
    readonly id: string;
    readonly alternatives: readonly string[];
    readonly category: string;
    readonly sectionOrder: readonly string[];
    readonly ctaKind: string;
    readonly theme: string;
  };
}
