import type { BriefHints, RunInput } from '@genesis/agents';
import {
  type Bilingual,
  type BusinessBrief,
  countryOfLocation,
  type IdeaText,
  type Language,
  type MissingInformation,
  resolveSector,
} from '@genesis/knowledge';

/** Something that was accepted although it was not understood. */
export interface BriefWarning {
  readonly code: 'SECTOR_UNKNOWN' | 'COUNTRY_UNKNOWN';
  /** Dotted path in the brief. */
  readonly field: string;
  /** In the brief's language. */
  readonly message: string;
}

export interface InputNotes {
  readonly warnings: readonly BriefWarning[];
  readonly missing: readonly MissingInformation[];
}

/** What is known of a brief beside its texts. */
export interface BriefOrigin {
  readonly hints?: BriefHints;
  /** Texts that all hold one description: see `RunInput`. */
  readonly derived?: readonly IdeaText[];
}

/** What the agents are given: the brief as the person wrote it, its sector and country resolved once. */
export function resolveInput(
  brief: BusinessBrief,
  language: Language,
  { hints, derived }: BriefOrigin = {},
): RunInput {
  return {
    brief,
    language,
    sector: resolveSector(brief.sector).sector,
    country: countryOfLocation(brief.location)?.code ?? null,
    ...(hints && { hints }),
    ...(derived && { derived }),
  };
}

/** What the input leaves open. Unknown text is kept and named, never refused and never guessed. */
export function notesOnInput({ brief, language, country, coaching, derived = [] }: RunInput): InputNotes {
  const isSectorUnknown = resolveSector(brief.sector).confidence === 'none';
  const namedCountry = brief.location.country?.trim() ?? '';
  const isCountryUnknown = country === null && namedCountry !== '';
  const warnings: BriefWarning[] = [];
  const missing: MissingInformation[] = [];
  if (isSectorUnknown) {
    warnings.push({ code: 'SECTOR_UNKNOWN', field: 'sector', message: SECTOR[language].warning });
    missing.push({ field: 'sector', question: SECTOR[language].question });
  }
  if (isCountryUnknown) {
    warnings.push({
      code: 'COUNTRY_UNKNOWN',
      field: 'location.country',
      message: COUNTRY[language].warning,
    });
  }
  if (country === null) missing.push({ field: 'location.country', question: COUNTRY[language].question });
  // The coach asks for these by itself.
  for (const field of coaching ? [] : ASKED_WHEN_UNTOLD) {
    const isTold = brief[field].trim() !== '' && !derived.includes(field);
    if (!isTold) missing.push({ field, question: UNTOLD[language][field] });
  }
  return { warnings, missing };
}

/** Texts that are drawn from others, or left out, where nobody was asked for them. */
const ASKED_WHEN_UNTOLD = ['mission', 'differentiation', 'value_proposition'] as const;

const UNTOLD: Bilingual<Readonly<Record<(typeof ASKED_WHEN_UNTOLD)[number], string>>> = {
  fr: {
    mission: 'Concrètement, que faites-vous chaque jour pour vos clients ?',
    differentiation: 'Que faites-vous autrement que les autres ?',
    value_proposition: 'Que reçoivent vos clients, et à quel prix ?',
  },
  en: {
    mission: 'In practice, what do you do for your customers every day?',
    differentiation: 'What do you do differently from the others?',
    value_proposition: 'What do your customers get, and at what price?',
  },
};

interface Wording {
  readonly warning: string;
  readonly question: string;
}

const SECTOR: Bilingual<Wording> = {
  fr: {
    warning: "Le secteur n'a pas été reconnu : le brief est traité comme « autre ».",
    question:
      'En quelques mots simples, quel métier exercez-vous (par exemple couture, restaurant, transport) ?',
  },
  en: {
    warning: 'The sector was not recognised: the brief is treated as "other".',
    question: 'In a few plain words, what is your trade (for example tailoring, restaurant, transport)?',
  },
};

const COUNTRY: Bilingual<Wording> = {
  fr: {
    warning:
      "Le pays n'est pas de ceux que nous connaissons : il est gardé tel quel, sans monnaie ni indicatif.",
    question: 'Dans quel pays votre activité se trouve-t-elle ?',
  },
  en: {
    warning: 'The country is not one that we know: it is kept as written, without currency or dialling code.',
    question: 'In which country is your business?',
  },
};
