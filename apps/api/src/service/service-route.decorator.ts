import type { ServiceRight } from '@genesis/config';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiSecurity } from '@nestjs/swagger';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import type { ProblemDialect } from '../http/problem/problem-dialects.js';

export const SERVICE_RIGHT = 'genesis:service-right';
/** Name of the scheme in the API document. */
export const SERVICE_SECURITY = 'serviceSecret';

/** A route for services: it takes `X-Service-Secret` and nothing else, and answers errors in the contract's words. */
export const ServiceRoute = (right: ServiceRight, dialect: ProblemDialect = 'contract'): MethodDecorator =>
  applyDecorators(
    SetMetadata(SERVICE_RIGHT, right),
    RouteConfig({ problemDialect: dialect }),
    ApiSecurity(SERVICE_SECURITY),
    ApiProblem(401, 'The service secret is missing or wrong.'),
    ApiProblem(403, 'The service may not do this.'),
  );
