import type { AuthenticatedUser } from '@genesis/identity';
import 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that is not public. */
    user?: AuthenticatedUser;
  }

  interface FastifyContextConfig {
    /** The route takes a form instead of JSON; set with `@RouteConfig`. */
    acceptsForm?: boolean;
  }
}
