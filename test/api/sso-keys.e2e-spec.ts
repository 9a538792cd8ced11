import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { ApiCaller } from '../support/builders/api-caller.js';
import { aDc360UserId } from '../support/builders/service-caller.js';
import { Dc360Simulator } from '../support/simulators/dc360-simulator.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';
import { platformOf, VALIDATE } from './sso-platform.js';

describe('claims of a token that the platform has signed', () => {
  let dc360: Dc360Simulator;
  let server: ApiUnderTest;
  let privateKey: CryptoKey;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start();
    const pair = await generateKeyPair('RS256', { extractable: true });
    ({ privateKey } = pair);
    const body = {
      keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'the-key', alg: 'RS256', use: 'sig' }],
    };
    dc360.play({ behaviour: { kind: 'answer', status: 200, body: body as never }, times: null });
    server = await startApi({
      ...platformOf(dc360),
      DC360_JWKS_URL: dc360.jwksUrl,
      DC360_JWT_ISSUER: dc360.url,
    });
  });
  afterAll(async () => {
    await server.close();
    await dc360.stop();
  });

  const nowS = () => Math.floor(Date.now() / 1_000);
  async function statusFor(claims: object): Promise<number> {
    const token = await new SignJWT({
      user_id: aDc360UserId(),
      iss: dc360.url,
      aud: 'genesis',
      exp: nowS() + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'the-key' })
      .sign(privateKey);
    return (await new ApiCaller(server.url).call('/auth/dc360/token', { body: { token } })).status;
  }

  it.each([
    ['as they should be', {}, 200],
    ['with several audiences', { aud: ['other', 'genesis'] }, 200],
    ['that begin in half a minute', { nbf: Math.floor(Date.now() / 1_000) + 30 }, 200],
    ['that begin in an hour', { nbf: Math.floor(Date.now() / 1_000) + 3_600 }, 401],
    ['without an end', { exp: undefined }, 401],
    ['with an end that is a text', { exp: 'tomorrow' }, 401],
    ['without an issuer', { iss: undefined }, 401],
    ['without an audience', { aud: undefined }, 401],
    ['with an audience that only begins alike', { aud: 'genesis-admin' }, 401],
    ['without a user', { user_id: undefined }, 401],
  ])('%s', async (_, claims, status) => {
    expect(await statusFor(claims)).toBe(status);
  });
});

describe('single sign-on while the keys are not to be had', () => {
  let dc360: Dc360Simulator;
  let server: ApiUnderTest;
  let api: ApiCaller;

  beforeAll(async () => {
    dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    dc360.play({ behaviour: { kind: 'status', status: 503 }, times: null, routeIncludes: 'jwks.json' });
    server = await startApi({
      ...platformOf(dc360),
      DC360_JWKS_URL: dc360.jwksUrl,
      DC360_JWT_ISSUER: dc360.url,
    });
    api = new ApiCaller(server.url);
  });
  afterAll(async () => {
    await server.close();
    await dc360.stop();
  });

  const signIn = (token: string) => api.call('/auth/dc360/token', { body: { token } });

  it('asks the platform', async () => {
    const token = await dc360.mintToken({ user_id: aDc360UserId(), name: 'Awa' });

    expect((await signIn(token)).status).toBe(200);
    expect(dc360.receivedAt(VALIDATE).at(-1)?.body).toMatchObject({ token });
  });

  it('does not ask about a token that is for somebody else, too old or not signed', async () => {
    const before = dc360.receivedAt(VALIDATE).length;
    const refused = [
      await dc360.mintToken({ user_id: 1 }, { audience: 'another-service' }),
      await dc360.mintToken({ user_id: 1 }, { issuer: 'https://evil.example' }),
      await dc360.mintToken({ user_id: 1 }, { expiresInS: -120 }),
      new UnsecuredJWT({ user_id: 1, iss: dc360.url, aud: 'genesis' }).encode(),
      'a.b.c',
    ];

    for (const token of refused) expect((await signIn(token)).status).toBe(401);
    expect(dc360.receivedAt(VALIDATE)).toHaveLength(before);
  });

  it('believes the platform when it says no', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT({ user_id: 1 })
      .setProtectedHeader({ alg: 'RS256', kid: dc360.keys.ids.at(-1) })
      .setIssuer(dc360.url)
      .setAudience('genesis')
      .setExpirationTime('5m')
      .sign(privateKey);

    expect((await signIn(forged)).status).toBe(401);
  });

  it('answers 503, and lets nobody in, when the platform is away as well', async () => {
    dc360.play({ behaviour: { kind: 'status', status: 500 }, times: 5, routeIncludes: '/auth/validate' });

    const answer = await signIn(await dc360.mintToken({ user_id: aDc360UserId() }));
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ error: 'DEPENDENCY_UNAVAILABLE' });
  });
});

describe('single sign-on without keys', () => {
  it('asks the platform about every token', async () => {
    const dc360 = await Dc360Simulator.start({ isEveryoneKnown: true });
    const server = await startApi(platformOf(dc360));
    const api = new ApiCaller(server.url);
    try {
      const token = await dc360.mintToken({ user_id: aDc360UserId() });
      const signIn = (text: string) => api.call('/auth/dc360/token', { body: { token: text } });

      expect((await signIn(token)).status).toBe(200);
      expect((await signIn('opaque-token-of-nobody')).status).toBe(401);
      expect(server.rawLogs()).not.toContain(token);
    } finally {
      await server.close();
      await dc360.stop();
    }
  });

  it('answers 503 when there is nobody to ask', async () => {
    const server = await startApi();
    try {
      const answer = await new ApiCaller(server.url).call('/auth/dc360/token', { body: { token: 'x' } });

      expect(answer.status).toBe(503);
    } finally {
      await server.close();
    }
  });
});
