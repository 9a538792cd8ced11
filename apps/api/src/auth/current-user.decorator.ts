import type { AuthenticatedUser } from '@genesis/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The user the request acts for: `{ id, legacyId, language }`. Not for public routes. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): AuthenticatedUser => {
    const { user } = context.switchToHttp().getRequest<FastifyRequest>();
    if (user === undefined) throw new TypeError('CurrentUser is used on a public route');
    return user;
  },
);
