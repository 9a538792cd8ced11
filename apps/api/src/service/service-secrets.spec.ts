import { describe, expect, it } from '@jest/globals';
import {
  AppSettings,
  Dc360Settings,
  type EnvironmentVariables,
  loadSettings,
  ServiceSettings,
} from '@genesis/config';
import { ServiceSecrets } from './service-secrets.js';

const OURS = 'the-canary-secret-of-the-service-0123456789';
const BEFORE = 'the-canary-secret-that-was-there-before-01';
const THEIRS = 'the-canary-secret-that-we-send-to-dc360-01';

const secretsOf = (env: EnvironmentVariables) => {
  const loaded = loadSettings({ env: { ENVIRONMENT: 'development', ...env } });
  return new ServiceSecrets(loaded.get(ServiceSettings), loaded.get(Dc360Settings), loaded.get(AppSettings));
};
/** Production without what else it needs: the settings are as they would be there. */
const inProduction = (env: EnvironmentVariables) => {
  const loaded = loadSettings({ env: { ENVIRONMENT: 'development', ...env } });
  const app = Object.assign(Object.create(AppSettings.prototype) as AppSettings, loaded.get(AppSettings), {
    environment: 'production' as const,
  });
  return new ServiceSecrets(loaded.get(ServiceSettings), loaded.get(Dc360Settings), app);
};
const answerTo = (secrets: ServiceSecrets, header: string | readonly string[] | undefined): unknown => {
  try {
    secrets.check(header, 'briefs.read');
    return 'let in';
  } catch (error) {
    const { code, kind, message } = error as { code: string; kind: string; message: string };
    return { code, kind, message };
  }
};
const refused = (message: string) => expect.objectContaining({ kind: 'unauthenticated', message });

describe('Secrets: whoever calls as a service', () => {
  const ours = () => secretsOf({ GENESIS_SERVICE_SECRET: OURS });

  it('is let in with the secret', () => {
    expect(answerTo(ours(), OURS)).toBe('let in');
  });

  it.each([
    ['another', OURS.replace('0', '1')],
    ['a part of it', OURS.slice(0, -1)],
    ['more than it', `${OURS}0`],
    ['another case', OURS.toUpperCase()],
    ['nothing', ''],
    ['1 MB', 'a'.repeat(1_000_000)],
  ])('is refused with %s', (_, header) => {
    expect(answerTo(ours(), header)).toEqual(refused('the service secret is wrong'));
  });

  it.each([
    ['no header', undefined],
    ['the header twice', [OURS, OURS]],
    ['the header in a list', [OURS]],
  ])('is refused with %s', (_, header) => {
    expect(answerTo(ours(), header)).toEqual(refused('no service secret'));
  });

  it('may use the secret before, while there is one', () => {
    const both = secretsOf({ GENESIS_SERVICE_SECRET: OURS, GENESIS_SERVICE_SECRET_PREVIOUS: BEFORE });
    expect([OURS, BEFORE].map((header) => answerTo(both, header))).toEqual(['let in', 'let in']);
    expect(answerTo(ours(), BEFORE)).toEqual(refused('the service secret is wrong'));
  });

  it('may use the secret of the other direction where there is no other, and never in production', () => {
    const theirs = { DIGITALCLOUD360_SERVICE_SECRET: THEIRS };
    expect(answerTo(secretsOf(theirs), THEIRS)).toBe('let in');
    expect(answerTo(secretsOf({ ...theirs, GENESIS_SERVICE_SECRET: OURS }), THEIRS)).toEqual(
      refused('the service secret is wrong'),
    );
    expect(answerTo(inProduction(theirs), THEIRS)).toEqual(refused('the service secret is wrong'));
    expect(answerTo(inProduction({ ...theirs, GENESIS_SERVICE_SECRET: OURS }), OURS)).toBe('let in');
  });

  it('is refused where no secret is set, with an empty one too', () => {
    expect(answerTo(secretsOf({}), '')).toEqual(refused('the service secret is wrong'));
  });

  it('may do what it has a right to, and hears that it may not do the rest', () => {
    const reader = secretsOf({ GENESIS_SERVICE_SECRET: OURS, GENESIS_SERVICE_RIGHTS: 'briefs.read' });
    expect(() => reader.check(OURS, 'briefs.read')).not.toThrow();
    expect(() => reader.check(OURS, 'sso')).toThrow(
      expect.objectContaining({
        code: 'SERVICE_NOT_AUTHORIZED',
        kind: 'forbidden',
        message: 'the service has no right to sso',
      }),
    );
    // A stranger is not told what there would be to do.
    expect(() => reader.check(BEFORE, 'sso')).toThrow(expect.objectContaining({ kind: 'unauthenticated' }));
  });
});
