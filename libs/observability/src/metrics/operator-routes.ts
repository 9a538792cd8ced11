import type { ErrorKind, Json } from '@genesis/kernel';

export interface OperatorAnswer {
  readonly status: number;
  readonly body: Json;
}

/** What an operator asks for. */
export interface OperatorCall {
  /** Of the path, as they were written. */
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  /** Who asks, as far as the socket knows. */
  readonly remoteAddress: string | null;
}

export interface OperatorRoute {
  /** Whoever changes something shows the OPERATOR_TOKEN: a POST never gets here without it. No route reads a body. */
  readonly method: 'GET' | 'POST';
  /** With parameters as in `/operators/runs/:runId`. */
  readonly path: `/${string}`;
  /** How a change gets into the audit log. Default: before it is done, and without that it is not done. `itself`: the act
   *  writes it in its own transaction. `if_possible`: it must work without a database too. */
  readonly audit?: 'itself' | 'if_possible';
  /** May throw an AppError, whose kind becomes the status and whose message the operator reads. */
  readonly answer: (call: OperatorCall) => Promise<OperatorAnswer> | OperatorAnswer;
}

/** A route that a request has met. */
export interface MetRoute {
  readonly route: OperatorRoute;
  readonly params: OperatorCall['params'];
}

/** The routes of operators, in the order in which they were added. */
export class OperatorRoutes {
  private readonly routes: { readonly pattern: URLPattern; readonly route: OperatorRoute }[] = [];

  add(route: OperatorRoute): void {
    this.routes.push({ pattern: new URLPattern({ pathname: route.path }), route });
  }

  /** @returns null where there is none */
  find(method: string, path: string): MetRoute | null {
    const wanted = method === 'HEAD' ? 'GET' : method;
    for (const { pattern, route } of this.routes) {
      const met = route.method === wanted ? pattern.exec({ pathname: path }) : null;
      if (met) return { route, params: met.pathname.groups };
    }
    return null;
  }
}

export const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  quota_exceeded: 403,
  rate_limited: 429,
  upstream_rejected: 503,
  upstream_unavailable: 503,
  timeout: 504,
  cancelled: 409,
  internal: 500,
};
