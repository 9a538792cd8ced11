import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../load-settings.js';
import { SettingsError } from '../settings-error.js';
import { Dc360Settings } from './dc360.settings.js';
import { PublishingSettings } from './publishing.settings.js';

const WEBHOOK = { DC360_WEBHOOK_URL: 'https://hub.example/hooks' };
const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 9).toString('base64')}`;

function namesOfProblems(env: Record<string, string>): readonly (string | undefined)[] {
  try {
    loadSettings({ env });
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map((problem) => problem.split(' ')[0]);
    throw error;
  }
  return [];
}

describe('Dc360Settings', () => {
  it.each(['https://hub.example/api', 'http://localhost:3000/api/', 'https://hub.example?x=1'])(
    'refuses a base with more than an origin: %s',
    (url) => {
      expect(namesOfProblems({ DIGITALCLOUD360_API_URL: url })).toEqual(['DIGITALCLOUD360_API_URL']);
    },
  );

  it('takes a base with a path when told to', () => {
    const env = {
      DIGITALCLOUD360_API_URL: 'http://localhost:3000/proxy/',
      DIGITALCLOUD360_ALLOW_BASE_PATH: 'true',
    };

    expect(loadSettings({ env }).get(Dc360Settings).apiUrl).toBe('http://localhost:3000/proxy');
  });

  it.each(['https://hub.example', 'https://hub.example/', 'http://127.0.0.1:9000'])('takes %s', (url) => {
    expect(namesOfProblems({ DIGITALCLOUD360_API_URL: url })).toEqual([]);
  });

  it('is not configured with a placeholder', () => {
    expect(loadSettings({ env: {} }).get(Dc360Settings).serviceSecret).toBeNull();
  });

  it.each([
    ['none', undefined],
    ['a placeholder', 'change-me'],
    ['a text', 'whsec_not base64'],
    ['a short one', secretOf(23)],
    ['a long one', secretOf(65)],
    ['one without its prefix', Buffer.alloc(32, 9).toString('base64')],
  ])('refuses webhooks whose secret is %s', (_what, secret) => {
    const env = { ...WEBHOOK, ...(secret !== undefined && { DC360_WEBHOOK_SECRET: secret }) };

    expect(namesOfProblems(env)).toEqual(['DC360_WEBHOOK_SECRET']);
  });

  it.each([24, 32, 64])('signs webhooks with a secret of %i bytes', (bytes) => {
    expect(namesOfProblems({ ...WEBHOOK, DC360_WEBHOOK_SECRET: secretOf(bytes) })).toEqual([]);
  });
});

describe('security: webhooks, DC360_WEBHOOK_SECRET_PREVIOUS', () => {
  const present = { ...WEBHOOK, DC360_WEBHOOK_SECRET: secretOf(32) };

  it.each([
    ['no secret', 'a text'],
    ['too short', secretOf(23)],
    ['the present one', secretOf(32)],
  ])('is refused where it is %s', (_what, previous) => {
    expect(namesOfProblems({ ...present, DC360_WEBHOOK_SECRET_PREVIOUS: previous })).toEqual([
      'DC360_WEBHOOK_SECRET_PREVIOUS',
    ]);
  });

  it('is another secret', () => {
    expect(namesOfProblems({ ...present, DC360_WEBHOOK_SECRET_PREVIOUS: secretOf(48) })).toEqual([]);
  });
});

describe('PublishingSettings', () => {
  it('leaves the choice of a hosting to what is configured', () => {
    expect(loadSettings({ env: {} }).get(PublishingSettings).hosting).toBeNull();
  });

  it('refuses DigitalCloud360 as hosting without its secret', () => {
    expect(namesOfProblems({ HOSTING: 'dc360' })).toEqual(['HOSTING']);
    expect(namesOfProblems({ HOSTING: 'dc360', DIGITALCLOUD360_SERVICE_SECRET: 'a real secret' })).toEqual(
      [],
    );
  });
});
