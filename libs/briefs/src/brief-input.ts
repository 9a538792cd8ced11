import type { RunInput } from '@genesis/agents';
import {
  type Bilingual,
  type BusinessBrief,
  countryOfLocation,
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

/** What the agents are given: the brief as the person wrote it, its sector and country resolved once. */
export function resolveInput(brief: BusinessBrief, language: Language): RunInput {
  return {
    brief,
    language,
    sector: resolveSector(brief.sector).sector,
    country: countryOfLocation(brief.location)?.code ?? null,
  };
}

/** What the input leaves open. Unknown text is kept and named, never refused and never guessed. */
export function notesOnInput({ brief, language, country }: RunInput): InputNotes {
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
  return { warnings, missing };
}

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
