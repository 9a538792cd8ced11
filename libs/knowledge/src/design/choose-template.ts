import { type BusinessBrief, IDEA_TEXTS } from '../business-brief.js';
import type { Bilingual, Language } from '../language.js';
import type { TemplateResult } from '../results/design-results.js';
import type { Sector } from '../sectors/sector-pack.js';
import { sectorPack } from '../sectors/sector-packs.js';
import type { Written } from '../writing/written.js';
import type { Palette } from './draw-logo.js';
import {
  type TemplateEntry,
  TEMPLATES,
  THEME_FONTS,
  THEME_IDS,
  THEME_WORDS,
  type ThemeId,
} from './template-catalogue.js';
import { wordsNamed } from './word-match.js';

export interface ChooseTemplateInput {
  readonly brief: BusinessBrief;
  readonly sector: Sector;
  readonly language: Language;
  /** Colours of a logo that exists already; the trade's own by default. */
  readonly palette?: Palette;
}

const ALTERNATIVES = 3;
/** Where a template starts before the idea speaks, and what one of its words adds, by where it was said. */
const BASE = { usual: 0.5, related: 0.4, foreign: 0.1 } as const;
const WORD = { name: 0.2, offer: 0.12, story: 0.05 } as const;
const MOST_FROM_WORDS = 0.5;
const DEFAULT_THEME: ThemeId = 'nova';

interface Rated {
  readonly template: TemplateEntry;
  /** 0..1, two decimals. */
  readonly score: number;
  /** Words of the idea that speak for it. */
  readonly reasons: readonly string[];
}

/** The page builder's template for an idea: the trade's usual one unless the person's own words ask for another. */
export function chooseTemplate({
  brief,
  sector,
  language,
  palette,
}: ChooseTemplateInput): Written<TemplateResult> {
  const pack = sectorPack(sector);
  const usual = [pack.template.id, ...pack.template.alternatives];
  const rated = TEMPLATES.map((template) => rate(template, brief, usual)).sort(
    (one, other) => other.score - one.score || rank(one, usual) - rank(other, usual),
  );
  const [first, ...others] = rated;
  if (first === undefined) throw new RangeError('the template catalogue is empty');
  const theme = themeOf(brief, pack.template.theme);
  const { primary, secondary, accent } = palette ?? pack.palette;
  const result: TemplateResult = {
    primary_template: described(first, language),
    alternatives: others
      .slice(0, ALTERNATIVES)
      .map((other) => ({ ...described(other, language), score: other.score })),
    customizations: {
      colors: { primary, secondary, accent },
      section_order: [...pack.template.sectionOrder],
      icons: [...pack.icons],
      cta_kind: pack.template.ctaKind,
      fonts: [...THEME_FONTS[theme.id]],
      theme: theme.id,
    },
  };
  return {
    result,
    provenance: {
      primary_template: { origin: 'rule', note: NOTES[language].chosen(first.reasons) },
      alternatives: { origin: 'rule', note: NOTES[language].alternatives },
      customizations: { origin: 'rule', note: NOTES[language].customised(theme.reasons) },
    },
  };
}

function rate(template: TemplateEntry, brief: BusinessBrief, usual: readonly string[]): Rated {
  const base =
    template.id === usual[0] ? BASE.usual : usual.includes(template.id) ? BASE.related : BASE.foreign;
  const weightOf = new Map<string, number>();
  for (const [weight, text] of weighted(brief)) {
    for (const word of wordsNamed(text, template.words))
      weightOf.set(word, Math.max(weight, weightOf.get(word) ?? 0));
  }
  const fromWords = [...weightOf.values()].reduce((sum, weight) => sum + weight, 0);
  const score = Math.round((base + Math.min(fromWords, MOST_FROM_WORDS)) * 100) / 100;
  return { template, score, reasons: [...weightOf.keys()] };
}

function weighted(brief: BusinessBrief): readonly (readonly [weight: number, text: string])[] {
  return [
    [WORD.name, `${brief.business_name} ${brief.sector}`],
    [WORD.offer, `${brief.value_proposition} ${brief.services.join(' ')}`],
    [WORD.story, `${brief.vision} ${brief.mission} ${brief.target_audience} ${brief.differentiation}`],
  ];
}

function rank({ template }: Rated, usual: readonly string[]): number {
  const place = usual.indexOf(template.id);
  return place === -1 ? usual.length : place;
}

function described({ template, reasons }: Rated, language: Language): TemplateResult['primary_template'] {
  const { id, name, category, features } = template;
  return {
    id,
    name: name[language],
    category,
    features: [...features],
    source: reasons.length > 0 ? 'rule' : 'default',
  };
}

function themeOf(
  brief: BusinessBrief,
  usual: string,
): { readonly id: ThemeId; readonly reasons: readonly string[] } {
  const idea = [brief.business_name, brief.sector, ...IDEA_TEXTS.map((text) => brief[text])].join(' ');
  for (const [id, words] of THEME_WORDS) {
    const reasons = wordsNamed(idea, words);
    if (reasons.length > 0) return { id, reasons };
  }
  return { id: THEME_IDS.find((id) => id === usual) ?? DEFAULT_THEME, reasons: [] };
}

interface Notes {
  readonly chosen: (reasons: readonly string[]) => string;
  readonly alternatives: string;
  readonly customised: (reasons: readonly string[]) => string;
}

const MOST_REASONS = 4;

const NOTES: Bilingual<Notes> = {
  fr: {
    chosen: (reasons) =>
      reasons.length === 0
        ? 'Modèle habituel du métier : rien dans l’idée n’en demande un autre.'
        : `Choisi parce que l’idée parle de ${reasons
            .slice(0, MOST_REASONS)
            .map((word) => `« ${word} »`)
            .join(', ')}.`,
    alternatives: 'Autres modèles, classés selon le métier et les mots de l’idée.',
    customised: (reasons) =>
      reasons.length === 0
        ? 'Couleurs, ordre des sections, icônes et thème habituels du métier.'
        : `Réglages habituels du métier ; thème choisi à cause de « ${reasons[0] ?? ''} ».`,
  },
  en: {
    chosen: (reasons) =>
      reasons.length === 0
        ? 'The trade’s usual template: nothing in the idea asks for another one.'
        : `Chosen because the idea speaks of ${reasons
            .slice(0, MOST_REASONS)
            .map((word) => `“${word}”`)
            .join(', ')}.`,
    alternatives: 'Other templates, ranked by the trade and the words of the idea.',
    customised: (reasons) =>
      reasons.length === 0
        ? 'Colours, order of sections, icons and theme that are usual in the trade.'
        : `The trade’s usual settings; the theme was chosen because of “${reasons[0] ?? ''}”.`,
  },
};
