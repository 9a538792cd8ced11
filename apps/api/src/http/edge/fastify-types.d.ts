import type { AuthenticatedUser } from '@genesis/identity';
import 'fastify';
import type { ProblemDialect } from '../problem/problem-dialects.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    user?: AuthenticatedUser;
  }

  interface FastifyInstance {
    /** Counts and logs a request that no hook sees, because the router answers it. Set before the first request. */
    requestAnswered?: (request: FastifyRequest, reply: FastifyReply) => void;
  }

  interface FastifyContextConfig {
    /** The route takes a form instead of JSON; set with `@RouteConfig`. */
    acceptsForm?: boolean;
    /** Whose words the route's errors are in; set with `@RouteConfig`. */
    problemDialect?: ProblemDialect;
  }
}
