/** Every path of DigitalCloud360 that we call, in the one place where a change of style is made. Three styles stand in
 *  its papers: `/v1/users/{id}` (the seed), `/api/v1/users/{id}/profile` (later, and used here) and
 *  `/api/users/{id}/subscription` (the contract). The look-up of a website by its reference is in none of them: where
 *  the platform answers 404 or 405, the idempotency key and 409 alone keep a publication single. */
export const DC360_PATHS = {
  health: '/health',
  profile: (userId: string) => `/api/v1/users/${encodeURIComponent(userId)}/profile`,
  subscription: (userId: string) => `/api/v1/users/${encodeURIComponent(userId)}/subscription`,
  usage: (userId: string) => `/api/v1/users/${encodeURIComponent(userId)}/genesis-usage`,
  validateToken: '/api/v1/auth/validate',
  websites: '/api/v1/websites',
  websitesByReference: (reference: string) => `/api/v1/websites?reference=${encodeURIComponent(reference)}`,
  websitesByBrief: (briefId: string) => `/api/v1/websites?brief_id=${encodeURIComponent(briefId)}`,
  website: (websiteId: string) => `/api/v1/websites/${encodeURIComponent(websiteId)}`,
  websiteStatus: (websiteId: string) => `/api/v1/websites/${encodeURIComponent(websiteId)}/status`,
} as const;

/** The address of a path: the base's own path, where it may have one, goes before it. */
export function dc360Url(base: string, path: string): URL {
  return new URL(`${base.replace(/(?<!\/)\/+$/, '')}${path}`);
}
