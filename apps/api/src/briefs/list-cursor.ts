import type { ListPosition } from '@genesis/briefs';
import { isId } from '@genesis/kernel';
import { validationFailed } from '../http/validation/validation-failed.js';

/** The opaque form of a place in the list. */
export function encodeCursor({ createdAtMicros, briefId }: ListPosition): string {
  return Buffer.from(`${createdAtMicros}.${briefId}`).toString('base64url');
}

/** @throws AppError VALIDATION_ERROR for a cursor that we did not make */
export function decodeCursor(cursor: string): ListPosition {
  const [micros = '', briefId = ''] = Buffer.from(cursor, 'base64url').toString().split('.');
  const createdAtMicros = Number(micros);
  const position = { createdAtMicros, briefId };
  const isPosition = /^\d{1,16}$/.test(micros) && Number.isSafeInteger(createdAtMicros) && isId(briefId);
  // One place has one cursor: what was added to it, or written in another way, is none of ours.
  if (!isPosition || encodeCursor(position) !== cursor) {
    throw validationFailed([{ pointer: '/cursor', code: 'INVALID' }]);
  }
  return position;
}
