import type { BriefReader, BriefView } from '@genesis/briefs';
import { entityTag, requireMatch } from '../http/conditional/entity-tag.js';

interface MatchedBrief {
  readonly briefId: string;
  readonly ownerId: string;
  readonly ifMatch: string | undefined;
  /** What the caller has read, which the entity tag is made from. */
  readonly represent: (brief: BriefView) => object;
}

/** The last version of a brief that the caller has read, for a write that must not hit a later one; null when the caller
 *  does not say. @throws AppError PRECONDITION_FAILED; BriefNotFoundError */
export async function matchedVersion(
  reader: BriefReader,
  { briefId, ownerId, ifMatch, represent }: MatchedBrief,
): Promise<number | null> {
  if (ifMatch === undefined) return null;
  // Before the brief: a version that comes in between shows in its status.
  const { version } = await reader.status(briefId, ownerId);
  requireMatch(ifMatch, entityTag(JSON.stringify(represent(await reader.find(briefId, ownerId)))));
  return version;
}
