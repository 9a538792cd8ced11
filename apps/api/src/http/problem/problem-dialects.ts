import type { JsonObject } from '@genesis/kernel';
import type { ProblemFacts } from './problem-facts.js';
import type { ProblemCode, ProblemLanguage } from './problem-texts.js';
import type { Problem } from './problem.js';

/** Whose words the errors of a route are in; a route without one speaks our own. Set with `@RouteConfig`. */
export type ProblemDialect =
  /** DigitalCloud360's contract 1.0.0. */
  | 'contract'
  | 'contract.generate'
  /** The former service's routes for people. */
  | 'genesis.generate'
  | 'genesis.read'
  | 'genesis.delete'
  | 'genesis.quota';

interface Wording {
  readonly code: ProblemCode;
  /** Default: stays. */
  readonly status?: number;
}

type Wordings = Readonly<Record<string, Wording>>;

/** Our own text speaks to people, of a token. */
const SECRET_REFUSED: Readonly<Record<ProblemLanguage, string>> = {
  fr: 'Le secret de service manque ou n’est pas valable.',
  en: 'The service secret is missing or not valid.',
};

const CONTRACT: Wordings = { BRIEF_EXPIRED: { code: 'BRIEF_EXPIRED', status: 404 } };
const GENESIS: Wordings = {
  NOT_FOUND: { code: 'GENESIS_BRIEF_NOT_FOUND' },
  QUOTA_EXCEEDED: { code: 'GENESIS_QUOTA_EXCEEDED' },
};

const DIALECTS: Readonly<Record<ProblemDialect, Wordings>> = {
  contract: CONTRACT,
  'contract.generate': {
    ...CONTRACT,
    BAD_REQUEST: { code: 'INVALID_PAYLOAD', status: 400 },
    VALIDATION_ERROR: { code: 'INVALID_PAYLOAD', status: 400 },
    INTERNAL_SERVER_ERROR: { code: 'GENERATION_FAILED' },
  },
  'genesis.generate': { ...GENESIS, INTERNAL_SERVER_ERROR: { code: 'GENESIS_BRIEF_GENERATION_FAILED' } },
  'genesis.read': { ...GENESIS, INTERNAL_SERVER_ERROR: { code: 'GENESIS_BRIEF_RETRIEVAL_FAILED' } },
  'genesis.delete': { ...GENESIS, INTERNAL_SERVER_ERROR: { code: 'GENESIS_BRIEF_DELETION_FAILED' } },
  'genesis.quota': { INTERNAL_SERVER_ERROR: { code: 'GENESIS_QUOTA_STATUS_FAILED' } },
};

/** The same error in the words of a route's callers. */
export function inDialect(facts: ProblemFacts, dialect: ProblemDialect | undefined): ProblemFacts {
  if (dialect === undefined) return facts;
  const wording = DIALECTS[dialect][facts.code];
  const details =
    isContract(dialect) && facts.code === 'QUOTA_EXCEEDED' ? contractQuota(facts.details) : null;
  return {
    ...facts,
    ...(wording && {
      code: wording.code,
      textCode: wording.code,
      status: wording.status ?? facts.status,
    }),
    ...(details && { details }),
  };
}

export function isContract(dialect: ProblemDialect | undefined): boolean {
  return dialect === 'contract' || dialect === 'contract.generate';
}

/** What the contract has beside our one shape: `message`, and a quota in the words of the route that generates.
 *  @param body an error in the contract's words already */
export function contractMembers(
  { error, details, detail }: Pick<Problem, 'error' | 'details' | 'detail'>,
  language: ProblemLanguage,
): JsonObject {
  if (error === 'UNAUTHORIZED')
    return { detail: SECRET_REFUSED[language], message: SECRET_REFUSED[language] };
  if (error !== 'QUOTA_EXCEEDED' || details === null) return { message: detail };
  const { plan, quota_used: used, quota_limit: limit, quota_reset_date: resetDate } = details as JsonObject;
  return { message: detail, quota_info: { plan, used, limit, reset_date: resetDate } };
}

function contractQuota(details: JsonObject | null): JsonObject | null {
  if (details === null) return null;
  const { plan, max_allowed: limit, current_usage: used, reset_date: resetDate, ...others } = details;
  return { plan, quota_limit: limit, quota_used: used, quota_reset_date: resetDate, ...others };
}
