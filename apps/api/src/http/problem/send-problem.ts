import { AppError } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../edge/request-path.js';
import { contractMembers, inDialect, isContract, type ProblemDialect } from './problem-dialects.js';
import { type ProblemFacts, problemFacts } from './problem-facts.js';
import { problemLanguage } from './problem-language.js';
import { fieldText, PROBLEM_TEXTS, type ProblemLanguage } from './problem-texts.js';
import type { Problem } from './problem.js';

/** Page of our documentation that explains the codes; `type` points into it. */
export const ERROR_DOCS_PATH = '/docs/errors';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const REALM = 'Bearer realm="genesis"';
/** RFC 9110, section 11.6.1: an answer 401 names a way in. */
const SERVICE_CHALLENGE = 'X-Service-Secret realm="genesis"';

const context = new RequestContext();
const logger = new Logger('Problem');

/** Answers with the one error shape, whatever was thrown and wherever: before a route, in it, or by the framework. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const dialect = dialectOf(request);
  const facts = inDialect(problemFacts(error), dialect);
  if (facts.status === 500) logger.error({ err: error, route: routeOf(request) }, 'request failed');
  else if (facts.status > 500)
    logger.warn({ err: error, code: facts.code }, 'request failed by a dependency');
  else logger.debug({ code: facts.code, reason: reasonOf(error) }, 'request refused');
  // A stream that has begun cannot be taken back.
  if (reply.sent || reply.raw.headersSent) return;

  if (facts.status === 401) reply.header('www-authenticate', challengeFor(facts, request));
  if (facts.retryAfterMs !== null) reply.header('retry-after', String(Math.ceil(facts.retryAfterMs / 1_000)));
  const language = problemLanguage(request.headers['accept-language'], context.user?.language);
  const body = problemBody(facts, { id: request.id, path: pathOf(request) }, language);
  void reply
    .code(facts.status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(isContract(dialect) ? Object.assign(body, contractMembers(body, language)) : body);
}

/** Its pattern; undefined where the router had not chosen one yet. */
function routeOf(request: FastifyRequest): string | undefined {
  const route = request.routeOptions as FastifyRequest['routeOptions'] | undefined;
  return route?.url;
}

/** Absent where the router had not chosen a route yet. */
function dialectOf(request: FastifyRequest) {
  const route = request.routeOptions as FastifyRequest['routeOptions'] | undefined;
  return (route?.config as { problemDialect?: ProblemDialect } | undefined)?.problemDialect;
}

/** The one error shape. */
export function problemBody(
  facts: ProblemFacts,
  request: { readonly id: string; readonly path: string },
  language: ProblemLanguage,
): Problem {
  const { title, detail } = PROBLEM_TEXTS[facts.textCode][language];
  return {
    type: `${ERROR_DOCS_PATH}#${facts.textCode}`,
    title,
    status: facts.status,
    detail,
    instance: request.path,
    error: facts.code,
    request_id: request.id,
    timestamp: Date.now() / 1_000,
    details: facts.details,
    ...(facts.errors.length > 0 && {
      errors: facts.errors.map(({ pointer, code, limit }) => ({
        pointer,
        code,
        detail: fieldText(code, limit, language),
      })),
    }),
  };
}

/** RFC 6750, section 3: an error only for a caller that tried. */
function challengeFor({ code }: ProblemFacts, request: FastifyRequest): string {
  if (isContract(dialectOf(request))) return SERVICE_CHALLENGE;
  const hasTried = request.headers.authorization !== undefined && code !== 'INVALID_CREDENTIALS';
  return hasTried ? `${REALM}, error="invalid_token"` : REALM;
}

/** Our own messages only: those of the frameworks repeat the address with its query. */
function reasonOf(error: unknown): string | undefined {
  return error instanceof AppError ? error.message : undefined;
}
