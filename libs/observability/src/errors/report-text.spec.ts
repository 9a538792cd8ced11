import { describe, expect, it } from '@jest/globals';
import { reportText } from './report-text.js';

describe('reportText', () => {
  it.each([
    [
      `Unexpected token 'A', "Awa vend des beignets" is not valid JSON`,
      `Unexpected token 'A', "…" is not valid JSON`,
    ],
    [`Unexpected token 'A', "Awa" is not valid JSON`, `Unexpected token 'A', "…" is not valid JSON`],
    ['invalid input syntax for type uuid: "Awa"', 'invalid input syntax for type uuid: "…"'],
    ['Key (email)=(awa@example.com) already exists.', 'Key (email)=(…) already exists.'],
    ['mail to awa.diop+x@example.com failed', 'mail to [redacted] failed'],
    ['connect postgresql://u:pa55word@db:5432/x', 'connect postgresql://[redacted]@db:5432/x'],
    ['key sk-proj-Ab12Cd34Ef56Gh78Ij90 refused', 'key … refused'],
    ['call +221 77 123 45 67 now', 'call … now'],
    ["cannot read 'mon idée de couture'", "cannot read '…'"],
    ['first line\nsecond line with a document', 'first line'],
  ])('hides what is somebody’s: %s', (text, told) => {
    expect(reportText(text)).toBe(told);
  });

  it.each([
    'relation "business_briefs" does not exist',
    'duplicate key value violates unique constraint "ux_users_email"',
    "Cannot read properties of undefined (reading 'agents')",
    'connect ECONNREFUSED 127.0.0.1:5432',
  ])('keeps what explains: %s', (text) => {
    expect(reportText(text)).toBe(text);
  });

  it('is short, whatever it is given', () => {
    expect(reportText('x '.repeat(100_000)).length).toBe(300);
    expect(reportText(`"${'a'.repeat(100_000)}`)).toBe('"…"');
  });
});
