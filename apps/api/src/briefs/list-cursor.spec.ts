import { newId } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './list-cursor.js';

describe('list cursor', () => {
  it('comes back as it went', () => {
    const position = { createdAtMicros: 1_772_443_800_123_456, briefId: newId() };

    expect(decodeCursor(encodeCursor(position))).toEqual(position);
  });

  it.each(['', 'x', 'bm90LWEtY3Vyc29y', Buffer.from(`9999999999999999.${newId()}`).toString('base64url')])(
    'refuses %j',
    (cursor) => {
      expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
    },
  );
});
