import { createHash } from 'node:crypto';

/** Id of the workspace in which a user keeps files of their own: always the same for a user, and no run's or session's, for
 *  those are random. No caller can name it. */
export function userWorkspaceId(userId: string): string {
  const digest = createHash('sha256').update(`genesis user files ${userId}`).digest('hex');
  // The form of a random UUID (RFC 9562, version 4), which is the only one that a workspace takes.
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `4${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
