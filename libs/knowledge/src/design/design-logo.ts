import { createHash } from 'node:crypto';
import type { BusinessBrief } from '../business-brief.js';
import type { Language } from '../language.js';
import type { LogoResult } from '../results/design-results.js';
import type { Sector } from '../sectors/sector-pack.js';
import type { Written } from '../writing/written.js';
import { type DrawnLogo, drawLogo, type LogoConcept, type LogoDrawing, type Palette } from './draw-logo.js';
import { LOGO_TEXTS } from './logo-texts.js';
import { TYPE_FAMILY } from './typeface.js';

export interface LogoFile {
  /** Workspace path, the `url` of the image in the result. */
  readonly path: '/logo/logo.svg' | '/logo/symbol.svg' | '/logo/logo-inverse.svg';
  readonly mediaType: 'image/svg+xml';
  readonly content: string;
}

export interface DesignedLogo extends Written<LogoResult> {
  readonly files: readonly LogoFile[];
}

export interface DesignLogoInput {
  readonly brief: BusinessBrief;
  readonly sector: Sector;
  readonly language: Language;
  readonly concept?: LogoConcept;
}

const MEDIA_TYPE = 'image/svg+xml';
const PROVIDER = 'knowledge';
const MAX_COLOURS = 5;

/** The logo block with its three drawings: for light grounds, without the name, for dark grounds. */
export function designLogo({ brief, sector, language, concept }: DesignLogoInput): DesignedLogo {
  const drawn = drawLogo({ ...concept, brief, sector });
  const files: readonly [LogoFile, LogoFile, LogoFile] = [
    { path: '/logo/logo.svg', mediaType: MEDIA_TYPE, content: drawn.primary.svg },
    { path: '/logo/symbol.svg', mediaType: MEDIA_TYPE, content: drawn.emblem.svg },
    { path: '/logo/logo-inverse.svg', mediaType: MEDIA_TYPE, content: drawn.inverse.svg },
  ];
  const [logo, symbol, inverse] = files;
  const texts = LOGO_TEXTS[language];
  const { letters } = drawn.primary.colours;
  const result: LogoResult = {
    primary_logo: imageOf(logo, drawn.primary, drawn),
    alternatives: [imageOf(symbol, drawn.emblem, drawn), imageOf(inverse, drawn.inverse, drawn)],
    color_palette: coloursOf(drawn),
    brand_guidelines: {
      ...upperCase(drawn.palette),
      fonts: [TYPE_FAMILY],
      usage_dos: texts.dos({ letters, ground: drawn.inverse.colours.ground }),
      usage_donts: [...texts.donts],
      clear_space: texts.clearSpace,
    },
    metadata: { prompt_hash: null, cached: false, is_mock: false },
  };
  const drawing = { origin: 'rule', note: texts.drawnByRule } as const;
  const colours = {
    origin: concept?.palette === undefined ? 'rule' : 'model',
    note: texts.coloursByRule,
  } as const;
  return {
    result,
    provenance: {
      primary_logo: drawing,
      alternatives: drawing,
      color_palette: colours,
      brand_guidelines: { origin: 'rule', note: texts.guidelinesByRule },
    },
    files,
  };
}

function imageOf(
  { path, content }: LogoFile,
  { width, height, hasTransparency }: LogoDrawing,
  { style }: DrawnLogo,
): LogoResult['primary_logo'] {
  return {
    asset_id: `${createHash('sha256').update(content).digest('hex')}.svg`,
    url: path,
    mime: MEDIA_TYPE,
    width,
    height,
    style,
    provider: PROVIDER,
    model: null,
    has_transparency: hasTransparency,
  };
}

function upperCase({ primary, secondary, accent }: Palette): Palette {
  return { primary: primary.toUpperCase(), secondary: secondary.toUpperCase(), accent: accent.toUpperCase() };
}

/** The palette, then what the drawings really show, without repetition. */
function coloursOf({ palette, primary, inverse, emblem }: DrawnLogo): string[] {
  const { primary: first, secondary, accent } = upperCase(palette);
  const shown = [
    primary.colours.letters,
    emblem.colours.tile ?? primary.colours.line,
    inverse.colours.letters,
  ];
  return [...new Set([first, secondary, accent, ...shown])].slice(0, MAX_COLOURS);
}
