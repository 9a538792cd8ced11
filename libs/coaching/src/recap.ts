import { type CoachingStep, extractFacts, fold } from '@genesis/knowledge';
import { countryOf, knownOf, sectorOf } from './coach-voice.js';
import type { FactsOfPlace } from './session-content.js';
import { sessionAnswered, stepMoved } from './session-state.js';
import type { Session, SessionChange } from './session-store.js';

/** What a text at the recap makes of a session. */
export interface RecapChange {
  readonly after: Session;
  readonly change: SessionChange;
}

const CORRECTS = /\b(?:corrig\w*|chang\w*|modifi\w*|repren\w*|refai\w*|correct\w*|redo|edit\w*|rewrite)\b/u;
const STEP_WORDS: Readonly<Record<CoachingStep, RegExp>> = {
  vision: /\bvision\b/u,
  mission: /\bmission\b/u,
  clientele: /\b(?:clienteles?|clients?|customers?)\b/u,
  differentiation: /\b(?:differences?|differenciation|differentiation)\b/u,
  offre: /\b(?:offres?|offers?)\b/u,
};

/** The step that somebody asks to correct, or null. Short texts only: a long one tells something. */
export function stepToCorrect(text: string): CoachingStep | null {
  const plain = fold(text);
  if (plain.split(/\s+/u).length > 8 || !CORRECTS.test(plain)) return null;
  const named = Object.entries(STEP_WORDS).filter(([, word]) => word.test(plain));
  return named.length === 1 ? (named[0]?.[0] as CoachingStep) : null;
}

/** The step is asked again; its answer stays until another one is there. */
export function reopen(session: Session, step: CoachingStep): RecapChange {
  const { state } = session.steps[step];
  const row = {
    ...session.steps[step],
    state: stepMoved(state, 'asking'),
    clarificationCount: 0,
    best: null,
  };
  const status = sessionAnswered(session.status, 'in_progress');
  return {
    after: {
      ...session,
      version: session.version + 1,
      storedStatus: status,
      status,
      currentStep: step,
      steps: { ...session.steps, [step]: row },
    },
    change: { status, currentStep: step, steps: [row] },
  };
}

/** What the person tells of the business beside the five answers. */
export function told(session: Session, text: string): RecapChange {
  const facts = { ...session.facts, recap: { ...session.facts.recap, ...factsIn(session, text) } };
  return { after: { ...session, version: session.version + 1, facts }, change: { facts } };
}

const NAME_WORDS = 5;
const NAME_CHARACTERS = 120;
/** Words that open a reply, and replies as a whole; a name does neither. */
const NO_NAME =
  /^(?:(?:oui|ouais|non|d accord|yes|yeah|no|nope|je|j|i|tu|on|nous|we|c est|it s|merci|thanks|thank|pas|not|aucun\w*|none|rien|nothing|confirm\w*|corrig\w*|chang\w*|modifi\w*|repren\w*|refai\w*|correct\w*|quoi|what|comment|how|pourquoi|why|peut-etre|maybe|plus tard|later|ne|sais|idk)(?!\p{L})|(?:ok|okay|super|parfait|stop|hello|hi|bonjour)$)/u;

/** The first question of the recap is the name: a short text that tells nothing else, asks nothing and is no reply to
 *  something else is one. */
function factsIn(session: Session, text: string): FactsOfPlace {
  const known = knownOf(session);
  const facts = extractFacts(text, {
    step: 'offre',
    language: session.language,
    sector: sectorOf(known),
    country: countryOf(known),
  });
  const found: FactsOfPlace = {
    ...(facts.businessName !== null && { business_name: facts.businessName }),
    ...(facts.sector !== null && known.sector === undefined && { sector: facts.sector }),
    ...(facts.city !== null && { city: facts.city }),
    ...(facts.country !== null && { country: facts.country }),
    ...(facts.services.length > 0 && { services: facts.services }),
  };
  const name = text.trim();
  const isName =
    known.business_name === undefined &&
    Object.keys(found).length === 0 &&
    /\p{L}/u.test(name) &&
    !/[?\n]/u.test(name) &&
    [...name].length <= NAME_CHARACTERS &&
    name.split(/\s+/u).length <= NAME_WORDS &&
    !NO_NAME.test(fold(name));
  return isName ? { business_name: name } : found;
}
