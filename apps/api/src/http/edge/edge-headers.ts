import type { Environment } from '@genesis/config';
import type { ServerResponse } from 'node:http';

/** The documentation pages run scripts and styles of their own. */
const DOCS_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
/** Nothing that an API answers should run, load or be framed. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
/** No page of ours, and no page that shows an answer of ours, needs a device. */
const NO_DEVICES = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

interface EdgeHeaderFacts {
  readonly requestId: string;
  readonly path: string;
  readonly environment: Environment;
}

/** Headers of every answer. Source: OWASP REST Security Cheat Sheet, security headers. */
export function edgeHeaders({
  requestId,
  path,
  environment,
}: EdgeHeaderFacts): Readonly<Record<string, string>> {
  const isDocs = path === '/docs' || path.startsWith('/docs/');
  const isEncrypted = environment === 'staging' || environment === 'production';
  return {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': isDocs ? DOCS_POLICY : API_POLICY,
    // For what does not read `frame-ancestors`.
    'x-frame-options': 'DENY',
    'permissions-policy': NO_DEVICES,
    'cross-origin-opener-policy': 'same-origin',
    // A page of another origin reads answers by CORS, and embeds none.
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(isEncrypted && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

/** Set on the raw response, so that streams carry them too. */
export function setEdgeHeaders(response: ServerResponse, facts: EdgeHeaderFacts): void {
  if (response.headersSent) return;
  for (const [name, value] of Object.entries(edgeHeaders(facts))) response.setHeader(name, value);
}
