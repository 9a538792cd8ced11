import type { Environment } from '@genesis/config';
import type { ServerResponse } from 'node:http';

/** The documentation pages run scripts and styles of their own. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
/** Nothing that an API answers should run, load or be framed. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Headers of every answer, set on the raw response so that streams carry them too. */
export function setEdgeHeaders(
  response: ServerResponse,
  { requestId, path, environment }: { requestId: string; path: string; environment: Environment },
): void {
  if (response.headersSent) return;
  const isDocs = path === '/docs' || path.startsWith('/docs/');
  response.setHeader('x-request-id', requestId);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('content-security-policy', isDocs ? DOCS_POLICY : API_POLICY);
  response.setHeader('cache-control', 'no-store');
  if (environment === 'staging' || environment === 'production') {
    response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
  }
}
