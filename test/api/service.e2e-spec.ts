import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { ApiCaller } from '../support/builders/api-caller.js';
import {
  aDc360UserId,
  anOrder,
  PREVIOUS_SECRET,
  SERVICE_SECRET,
  ServiceCaller,
} from '../support/builders/service-caller.js';
import { type RegisteredUser, registerUser } from '../support/builders/user.builder.js';
import { type ApiUnderTest, startApi } from './api-under-test.js';

const UNKNOWN = '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21';
const LIST = '/api/v1/business-brief/user/42';
/** Every route for services, with a request that would pass. */
const ROUTES = [
  ['POST', '/api/genesis/generate-brief/'],
  ['POST', '/api/genesis/generate-brief'],
  ['POST', '/api/v1/business-brief/generate'],
  ['POST', '/api/v1/genesis/sso/codes'],
  ['GET', LIST],
  ['GET', `/api/v1/business-brief/${UNKNOWN}`],
  ['GET', `/api/v1/business-brief/${UNKNOWN}/status`],
  ['GET', `/api/v1/business-brief/${UNKNOWN}/files/logo/logo.svg`],
  ['GET', `/api/v1/business-brief/${UNKNOWN}/pictures/x.png`],
] as const;

describe('the service secret', () => {
  let server: ApiUnderTest;
  let service: ServiceCaller;
  let awa: RegisteredUser;

  beforeAll(async () => {
    server = await startApi({
      GENESIS_SERVICE_SECRET: SERVICE_SECRET,
      GENESIS_SERVICE_SECRET_PREVIOUS: PREVIOUS_SECRET,
      DIGITALCLOUD360_SERVICE_SECRET: 'the secret of the other direction, long enough',
    });
    service = new ServiceCaller(server.url);
    awa = await registerUser(new ApiCaller(server.url));
  });
  afterAll(() => server.close());

  describe.each(ROUTES)('%s %s', (method, path) => {
    // An empty body: who is let in gets another error than 401.
    const call = (secret: string | null, headers: Record<string, string> = {}) =>
      service.call(path, { method, secret, headers, ...(method === 'POST' && { body: {} }) });

    it.each([
      ['no secret', null],
      ['an empty one', ''],
      ['a wrong one', 'wrong'],
      ['a part of it', SERVICE_SECRET.slice(0, -1)],
      ['more than it', `${SERVICE_SECRET}x`],
      ['both in a list', `${SERVICE_SECRET}, ${SERVICE_SECRET}`],
      ['the secret of the other direction', 'the secret of the other direction, long enough'],
    ])('answers 401 to %s', async (_, secret) => {
      const answer = await call(secret);

      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('X-Service-Secret realm="genesis"');
      expect(answer.json()).toMatchObject({
        error: 'UNAUTHORIZED',
        message: 'Le secret de service manque ou n’est pas valable.',
        detail: 'Le secret de service manque ou n’est pas valable.',
        details: null,
        status: 401,
        request_id: expect.any(String),
      });
    });

    it('answers 401 to the token of a person', async () => {
      const answer = await call(null, { authorization: `Bearer ${awa.token}` });

      expect(answer.status).toBe(401);
    });

    it.each([
      ['the secret', SERVICE_SECRET],
      ['the one before', PREVIOUS_SECRET],
    ])('takes %s', async (_, secret) => {
      expect((await call(secret)).status).not.toBe(401);
    });
  });

  it('answers 401 to two headers with the right secret', async () => {
    const answer = await rawRequest(server.url, [
      `GET ${LIST} HTTP/1.1`,
      'Host: localhost',
      `X-Service-Secret: ${SERVICE_SECRET}`,
      `X-Service-Secret: ${SERVICE_SECRET}`,
      'Connection: close',
    ]);

    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('does not open a route for people', async () => {
    for (const path of ['/api/v1/auth/me', '/api/v1/business/briefs', '/api/v1/genesis/quota/status']) {
      expect((await service.call(path)).status).toBe(401);
    }
  });

  it('comes before the look at the body', async () => {
    const answer = await service.call('/api/genesis/generate-brief/', {
      secret: null,
      body: { user_id: 'x' },
    });

    expect(answer.status).toBe(401);
  });

  it('appears in no log line', async () => {
    await service.call(LIST);
    await service.call(LIST, { secret: 'a wrong secret that must not be logged' });

    expect(server.rawLogs()).not.toContain(SERVICE_SECRET);
    expect(server.rawLogs()).not.toContain('a wrong secret that must not be logged');
  });

  it('is named in the API document', async () => {
    const { buildApiDocument } = await import('../../apps/api/src/http/docs/api-document.js');
    const { AppSettings } = await import('@genesis/config');
    const document = buildApiDocument(server.app, server.app.get(AppSettings));

    expect(document.components?.securitySchemes?.serviceSecret).toEqual({
      type: 'apiKey',
      in: 'header',
      name: 'X-Service-Secret',
    });
    expect(document.paths['/api/genesis/generate-brief']?.post?.security).toEqual([{ serviceSecret: [] }]);
    expect(document.paths['/api/v1/business-brief/{briefId}']?.get?.security).toEqual([
      { serviceSecret: [] },
    ]);
    expect(document.paths['/api/v1/genesis/business-brief']?.post?.security).toEqual([{ bearer: [] }]);
  });
});

describe('a service without a right', () => {
  let server: ApiUnderTest;
  let service: ServiceCaller;

  beforeAll(async () => {
    server = await startApi({
      GENESIS_SERVICE_SECRET: SERVICE_SECRET,
      GENESIS_SERVICE_RIGHTS: 'briefs.read',
    });
    service = new ServiceCaller(server.url);
  });
  afterAll(() => server.close());

  it('gets 403 for what it may not do', async () => {
    for (const path of ['/api/genesis/generate-brief/', '/api/v1/genesis/sso/codes']) {
      const answer = await service.call(path, { body: anOrder(aDc360UserId()) });

      expect(answer.status).toBe(403);
      expect(answer.json()).toMatchObject({ error: 'SERVICE_NOT_AUTHORIZED', message: expect.any(String) });
    }
  });

  it('still does what it may', async () => {
    expect((await service.call(LIST)).status).toBe(200);
  });
});

describe('without a secret of its own', () => {
  const other = 'the secret of the other direction, long enough';

  it('takes the one of the other direction outside production', async () => {
    const server = await startApi({ DIGITALCLOUD360_SERVICE_SECRET: other });
    try {
      const service = new ServiceCaller(server.url);

      expect((await service.call(LIST, { secret: other })).status).toBe(200);
      expect((await service.call(LIST, { secret: null })).status).toBe(401);
    } finally {
      await server.close();
    }
  });

  it('lets nobody in when there is none at all', async () => {
    const server = await startApi();
    try {
      const service = new ServiceCaller(server.url);

      for (const secret of [null, '', 'change-me-in-production', 'null', 'undefined']) {
        expect((await service.call(LIST, { secret })).status).toBe(401);
      }
    } finally {
      await server.close();
    }
  });
});

/** Sends what `fetch` would tidy up first. */
async function rawRequest(url: string, lines: readonly string[]): Promise<string> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('end', () => resolve(received));
    socket.on('error', reject);
  });
}
