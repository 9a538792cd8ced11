import type { RateState } from '@genesis/rate-limits';
import type { ServerResponse } from 'node:http';

export const RATE_LIMIT = 'ratelimit';
export const RATE_LIMIT_POLICY = 'ratelimit-policy';

/**
 * Says on the answer what a count allows: lists of quoted policies with integer parameters (RFC 9651). Set on the raw
 * response, so that streams carry them too. Source: draft-ietf-httpapi-ratelimit-headers-10.
 */
export function tellRate(response: ServerResponse, { policy, limit, used, resetMs }: RateState): void {
  if (response.headersSent) return;
  const left = Math.max(0, limit - used);
  add(response, RATE_LIMIT_POLICY, `"${policy.name}";q=${limit};w=${policy.windowSeconds}`);
  add(response, RATE_LIMIT, `"${policy.name}";r=${left};t=${Math.max(0, Math.ceil(resetMs / 1_000))}`);
}

function add(response: ServerResponse, name: string, item: string): void {
  const before = response.getHeader(name);
  response.setHeader(name, before === undefined ? item : `${String(before)}, ${item}`);
}
