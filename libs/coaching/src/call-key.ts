import { createHash } from 'node:crypto';
import type { Session } from './session-store.js';

/** Stable name of a call to a model: what it is about and a hash of its content. A vendor that knows the key answers the
 *  same, so another content must have another key. */
export function callKey(session: Pick<Session, 'id' | 'version'>, name: string, content: string): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return `${session.id}:${name}:${session.version}:${hash}`;
}
