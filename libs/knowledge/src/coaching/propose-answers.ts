import type { CountryCode } from '../countries/country-pack.js';
import { COUNTRY_PACKS, countryPack, spelling } from '../countries/country-packs.js';
import type { Language } from '../language.js';
import type { Sector } from '../sectors/sector-pack.js';
import { atTown, inCountry } from '../writing/french-voice.js';
import { tidy } from '../writing/prose.js';
import type { ProposalStyle } from './coach-texts.js';
import type { CoachingStep } from './coaching-step.js';
import { AGRICULTURE_PROPOSALS } from './proposals/agriculture.proposals.js';
import { ARTISANAT_PROPOSALS } from './proposals/artisanat.proposals.js';
import { ECOMMERCE_PROPOSALS } from './proposals/ecommerce.proposals.js';
import { EDUCATION_PROPOSALS } from './proposals/education.proposals.js';
import { HEALTH_PROPOSALS } from './proposals/health.proposals.js';
import { OTHER_PROPOSALS } from './proposals/other.proposals.js';
import { RESTAURANT_PROPOSALS } from './proposals/restaurant.proposals.js';
import { SALON_PROPOSALS } from './proposals/salon.proposals.js';
import { SERVICES_PROPOSALS } from './proposals/services.proposals.js';
import type { SectorProposals } from './proposals/sector-proposals.js';
import { TECHNOLOGY_PROPOSALS } from './proposals/technology.proposals.js';
import { TRANSPORT_PROPOSALS } from './proposals/transport.proposals.js';

/** What is known of the business when proposals are made. */
export interface ProposalContext {
  readonly language: Language;
  readonly sector: Sector;
  readonly city: string | null;
  readonly country: CountryCode | null;
  readonly businessName: string | null;
  readonly services: readonly string[];
  /** Answers settled so far, in the person's words. */
  readonly answers: Readonly<Partial<Record<CoachingStep, string>>>;
}

/** A complete answer to a step, offered for a click. */
export interface Proposal {
  readonly style: ProposalStyle;
  /** One to three sentences in the first person. */
  readonly content: string;
}

/** The type makes a missing sector a compile error. */
const SECTOR_PROPOSALS: Readonly<Record<Sector, SectorProposals>> = {
  restaurant: RESTAURANT_PROPOSALS,
  salon: SALON_PROPOSALS,
  ecommerce: ECOMMERCE_PROPOSALS,
  services: SERVICES_PROPOSALS,
  artisanat: ARTISANAT_PROPOSALS,
  transport: TRANSPORT_PROPOSALS,
  agriculture: AGRICULTURE_PROPOSALS,
  education: EDUCATION_PROPOSALS,
  health: HEALTH_PROPOSALS,
  technology: TECHNOLOGY_PROPOSALS,
  other: OTHER_PROPOSALS,
};

/** A longer name would make a sentence of its own; the text then does without it. */
const LONGEST_NAME = 40;

const SLOT = /\{(\p{L}+)\|([^{}]+)\}/gu;

/** What a slot becomes, by the word that opens it; null where the thing is not known. */
type Slots = Readonly<Record<string, string | null>>;

/** Three complete answers to a step, one per style, made without a model. */
export function proposeAnswers(
  step: CoachingStep,
  context: ProposalContext,
): readonly [Proposal, Proposal, Proposal] {
  const propose = (style: ProposalStyle): Proposal => ({ style, content: answerOf(step, style, context) });
  return [propose('ambitious'), propose('pragmatic'), propose('community')];
}

/** What somebody of the trade would usually answer: stands in where a person skips a step. */
export function usualAnswer(step: CoachingStep, context: ProposalContext): string {
  return answerOf(step, 'pragmatic', context);
}

function answerOf(step: CoachingStep, style: ProposalStyle, context: ProposalContext): string {
  const slots = slotsOf(context);
  return SECTOR_PROPOSALS[context.sector][step][context.language][style].replace(
    SLOT,
    (_slot, word: string, otherwise: string) => slots[word] ?? otherwise,
  );
}

function slotsOf({ language, city, country, businessName }: ProposalContext): Slots {
  const town = city === null ? null : townName(city);
  const within = town === null ? null : language === 'fr' ? atTown(town) : `in ${town}`;
  const capital = within === null ? null : within.charAt(0).toUpperCase() + within.slice(1);
  const nation = country === null ? null : countryPack(country).name[language];
  return {
    à: within,
    À: capital,
    in: within,
    In: capital,
    country:
      country === null || nation === null
        ? null
        : language === 'fr'
          ? inCountry(country, nation)
          : `in ${nation}`,
    name: businessName === null ? null : shortName(businessName),
  };
}

/** The town without its country, spelt as the maps do: people type "dakar, senegal" on a phone. */
function townName(written: string): string | null {
  const [first = ''] = written.split(/[,;/()\n]/u);
  const name = shortName(first.trim().replace(/^(?:à|in|at)\s+/iu, ''));
  if (name === null) return null;
  const folded = spelling(name);
  const known = COUNTRY_PACKS.flatMap(({ cities }) => cities).find((city) => spelling(city) === folded);
  return known ?? name.charAt(0).toUpperCase() + name.slice(1);
}

function shortName(written: string): string | null {
  const name = tidy(written).replace(/[.!?{}]+$/u, '');
  return /[\p{L}\p{N}]/u.test(name) && name.length <= LONGEST_NAME ? name : null;
}
