import { AppError } from '@genesis/kernel';
import type { PublicationFailure, WebsiteView } from '@genesis/publishing';
import type { WebsitePublishedResponse, WebsiteResponse } from './dto/website.responses.js';

export function toWebsite(view: WebsiteView): WebsiteResponse {
  return {
    website_id: view.websiteId,
    brief_id: view.briefId,
    status: view.status,
    version: view.version,
    live_version: view.liveVersion,
    url: view.url,
    hosted_status: view.hostedStatus,
    error: view.error?.code ?? null,
    updated_at: view.updatedAt.toISOString(),
  };
}

export function toPublished(view: WebsiteView): WebsitePublishedResponse {
  return {
    success: true,
    message: 'The website is published.',
    data: toWebsite(view),
    timestamp: Date.now() / 1_000,
  };
}

/** What a caller is told of a publication that failed: what the brief lacks, or that the platform is not there. */
export function publicationError({ code, kind, details, retry_after_ms }: PublicationFailure): AppError {
  if (kind === 'invalid' || kind === 'not_found') return new AppError({ code, kind, details });
  if (kind === 'internal') return new AppError({ code, kind });
  return new AppError({
    code: 'DEPENDENCY_UNAVAILABLE',
    kind: 'upstream_unavailable',
    details: { reason: code },
    retryAfterMs: retry_after_ms ?? 30_000,
  });
}
