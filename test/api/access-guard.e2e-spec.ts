import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BriefsModule } from '@genesis/briefs';
import { AuthSettings, ConfigModule, loadSettings } from '@genesis/config';
import { DatabaseModule } from '@genesis/database';
import { AccountsService, IdentityModule, SignIns } from '@genesis/identity';
import { newId } from '@genesis/kernel';
import { ObservabilityModule, RequestContext } from '@genesis/observability';
import { QueueModule } from '@genesis/queue';
import { QuotaModule } from '@genesis/quota';
import { Controller, Get, type Type } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test, type TestingModule } from '@nestjs/testing';
import { SignJWT } from 'jose';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { AccessGuard } from '../../apps/api/src/auth/access.guard.js';
import { CurrentUser } from '../../apps/api/src/auth/current-user.decorator.js';
import { Public } from '../../apps/api/src/auth/public.decorator.js';
import { LimitsModule } from '../../apps/api/src/limits/limits.module.js';
import { Rated } from '../../apps/api/src/limits/rate-class.js';
import { ServiceRoute } from '../../apps/api/src/service/service-route.decorator.js';
import { ServiceSecrets } from '../../apps/api/src/service/service-secrets.js';
import { waitFor } from '../support/harness/wait-for.js';

const SECRET = 'the-canary-secret-of-the-guard-test-0123456';

@Controller()
class Routes {
  @Get()
  closed(): void {
    return undefined;
  }

  @Public()
  @Get()
  open(): void {
    return undefined;
  }

  @ServiceRoute('briefs.read')
  @Get()
  service(): void {
    return undefined;
  }

  @Public()
  @Rated('auth')
  @Get()
  signIn(): void {
    return undefined;
  }

  @Public()
  @Rated('none')
  @Get()
  probe(): void {
    return undefined;
  }

  @ServiceRoute('sso')
  @Get()
  otherRight(): void {
    return undefined;
  }

  @Public()
  @ServiceRoute('briefs.read')
  @Get()
  openService(): void {
    return undefined;
  }
}

@Public()
@Controller()
class OpenRoutes {
  @Get()
  any(): void {
    return undefined;
  }
}

type Answer = { readonly isLetIn: boolean; readonly user?: unknown } | { readonly refused: string };

function handlerOf(controller: Type, route: string): () => void {
  return Object.getOwnPropertyDescriptor(controller.prototype, route)?.value as () => void;
}

describe('the guard of all routes', () => {
  let module: TestingModule;
  let guard: AccessGuard;
  let userId: string;
  let token: string;
  /** Another one for each test: limits of one are none of the others'. */
  let address: string;
  let answer: ServerResponse;
  let tests = 0;

  beforeEach(async () => {
    tests += 1;
    address = `192.0.2.${String(tests)}`;
    answer = new ServerResponse(new IncomingMessage(new Socket()));
    userId = await aPerson();
    token = await aToken(userId);
  });

  beforeAll(async () => {
    const loaded = loadSettings({
      env: {
        ...process.env,
        ENVIRONMENT: 'testing',
        LOG_LEVEL: 'error',
        SECRET_KEY: 'a key of the guard test that is long enough',
        GENESIS_SERVICE_SECRET: SECRET,
        GENESIS_SERVICE_RIGHTS: 'briefs.read',
        PROMETHEUS_PORT: '0',
        RATE_LIMIT_ENABLED: 'true',
        RATE_LIMIT_AUTH: '2',
        RATE_LIMIT_CALLS: '3',
        RATE_LIMIT_SERVICE: '4',
        REDIS_KEY_PREFIX: `genesis:guard:${newId()}`,
      },
    });
    module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ loaded }),
        ObservabilityModule.forRoot({ service: 'genesis-api' }),
        DatabaseModule.forRoot('genesis-test'),
        QueueModule.forProducers(),
        IdentityModule,
        // Its tables belong to those of runs and briefs.
        BriefsModule,
        QuotaModule,
        LimitsModule,
      ],
      controllers: [Routes, OpenRoutes],
      providers: [AccessGuard, ServiceSecrets],
    }).compile();
    await module.init();
    guard = module.get(AccessGuard);
  }, 60_000);

  async function aPerson(): Promise<string> {
    const accounts = module.get(AccountsService, { strict: false });
    const email = `awa.${newId()}@example.com`;
    return (await accounts.register({ email, name: 'Awa', password: 'trois baobabs au bord du fleuve' })).id;
  }

  afterAll(() => module.close());

  async function aToken(of: string): Promise<string> {
    const tokens = await module.get(SignIns, { strict: false }).begin(of, { how: 'code' });
    return tokens!.token;
  }

  async function ask(
    route: string,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
    controller: Type = Routes,
  ): Promise<Answer> {
    const { authorization } = headers;
    const headersDistinct = authorization === undefined ? {} : { authorization: [authorization].flat() };
    const request: { headers: typeof headers; user?: unknown } = { headers };
    const reply = { request: { ip: address }, raw: answer };
    Object.assign(request, { raw: { headersDistinct } });
    try {
      const context = new ExecutionContextHost([request, reply], controller, handlerOf(controller, route));
      const isLetIn = await guard.canActivate(context);
      return request.user === undefined ? { isLetIn } : { isLetIn, user: request.user };
    } catch (error) {
      const { code, message } = error as { readonly code: string; readonly message: string };
      return { refused: `${code}: ${message}` };
    }
  }

  const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

  it('lets a person in with a token of an account, and says who it is', async () => {
    const known = { isLetIn: true, user: expect.objectContaining({ id: userId, language: 'fr' }) };
    expect(await ask('closed', bearer(token))).toEqual(known);
    expect(await ask('closed', { authorization: `bearer  ${token}` })).toEqual(known);
  });

  it('tells the log who it is', async () => {
    const context = module.get(RequestContext, { strict: false });
    const seen = await context.runWith({ requestId: newId() }, async () => {
      await ask('closed', bearer(token));
      return context.user;
    });
    expect(seen).toMatchObject({ id: userId });
  });

  it.each<[string, () => Record<string, string | string[]>]>([
    ['nothing', () => ({})],
    ['an empty header', () => ({ authorization: '' })],
    ['another scheme', () => ({ authorization: `Basic ${token}` })],
    ['a scheme that ends alike', () => ({ authorization: `X-Bearer ${token}` })],
    ['more than a token', () => ({ authorization: `Bearer ${token} more` })],
    ['no blank', () => ({ authorization: `Bearer${token}` })],
    ['a scheme without a token', () => ({ authorization: 'Bearer ' })],
    ['two headers', () => ({ authorization: [`Bearer ${token}`, `Bearer ${token}`] })],
    ['the secret of a service', () => ({ 'x-service-secret': SECRET })],
  ])('is closed with %s', async (_, headers) => {
    expect(await ask('closed', headers())).toEqual({
      refused: 'UNAUTHORIZED: no bearer token, or more than one',
    });
  });

  it('is closed with a token that is none, or of nobody', async () => {
    expect(await ask('closed', bearer('none'))).toEqual({
      refused: 'UNAUTHORIZED: token is not in our form',
    });
    const { signingKeys } = module.get(AuthSettings, { strict: false });
    const stranger = await new SignJWT({ typ: 'access' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(newId())
      .setIssuer('genesis')
      .setAudience('genesis')
      .setIssuedAt()
      .setExpirationTime('1m')
      .setJti(newId())
      .sign(Buffer.from(signingKeys[0]));
    expect(await ask('closed', bearer(stranger))).toEqual({
      refused: 'UNAUTHORIZED: account is gone or disabled',
    });
  });

  it('lets everybody in where a route or its controller is open, without looking at what they show', async () => {
    expect(await ask('open')).toEqual({ isLetIn: true });
    expect(await ask('open', bearer('none'))).toEqual({ isLetIn: true });
    expect(await ask('any', {}, OpenRoutes)).toEqual({ isLetIn: true });
  });

  it('lets a service in with its secret, and nobody with a token', async () => {
    expect(await ask('service', { 'x-service-secret': SECRET })).toEqual({ isLetIn: true });
    expect(await ask('service', bearer(token))).toEqual({ refused: 'UNAUTHORIZED: no service secret' });
    expect(await ask('service', { ...bearer(token), 'x-service-secret': 'wrong' })).toEqual({
      refused: 'UNAUTHORIZED: the service secret is wrong',
    });
    expect(await ask('openService')).toEqual({ refused: 'UNAUTHORIZED: no service secret' });
  });

  it('keeps a service from what it has no right to', async () => {
    expect(await ask('otherRight', { 'x-service-secret': SECRET })).toEqual({
      refused: 'SERVICE_NOT_AUTHORIZED: the service has no right to sso',
    });
  });

  const policy = () => answer.getHeader('ratelimit-policy') ?? null;

  it('counts people, services and whoever is let in without either', async () => {
    await ask('closed', bearer(token));
    expect(policy()).toBe('"calls";q=3;w=60');
    answer = new ServerResponse(new IncomingMessage(new Socket()));
    await ask('service', { 'x-service-secret': SECRET });
    expect(policy()).toBe('"services";q=4;w=60');
    answer = new ServerResponse(new IncomingMessage(new Socket()));
    await ask('open');
    expect(policy()).toBe('"calls";q=3;w=60');
    answer = new ServerResponse(new IncomingMessage(new Socket()));
    await ask('probe');
    expect(policy()).toBeNull();
  });

  it('counts sign-ins before anything is looked at', async () => {
    expect([await ask('signIn'), await ask('signIn')]).toEqual([{ isLetIn: true }, { isLetIn: true }]);
    expect(await ask('signIn')).toEqual({ refused: 'RATE_LIMITED: over the limit of auth' });
  });

  it('counts who is turned away, and looks at no token of theirs once they were too many', async () => {
    const refused = { refused: 'UNAUTHORIZED: token is not in our form' };
    for (let n = 0; n < 3; n += 1) expect(await ask('closed', bearer('none'))).toEqual(refused);
    const over = { refused: 'RATE_LIMITED: over the limit of calls' };
    expect(await ask('closed', bearer('none'))).toEqual(over);
    expect(await ask('closed', bearer(token))).toEqual(over);
    address = '198.51.100.1';
    expect(await ask('closed', bearer(token))).toMatchObject({ isLetIn: true });
  });

  it('writes down a service that is refused', async () => {
    await ask('otherRight', { 'x-service-secret': SECRET });
    const written = () =>
      module.get(DataSource, { strict: false }).query<object[]>(
        `SELECT details FROM audit_entries WHERE act = 'service_refused' AND details->>'right' = 'sso'
              AND details->>'code' = 'SERVICE_NOT_AUTHORIZED' AND at > now() - interval '1 minute'`,
      );
    await waitFor(async () => (await written()).length > 0, { timeoutMs: 5_000, what: 'the entry' });
  });

  it('lets no handler speak of a person where there is none', () => {
    class Reading {
      read(@CurrentUser() user: unknown): unknown {
        return user;
      }
    }
    const metadata: Readonly<Record<string, { readonly factory: (data: unknown, of: unknown) => unknown }>> =
      Reflect.getMetadata('__routeArguments__', Reading, 'read');
    const [{ factory } = { factory: () => undefined }] = Object.values(metadata);
    const requestOf = (request: object) => new ExecutionContextHost([request, {}]);
    expect(factory(undefined, requestOf({ user: { id: 'a' } }))).toEqual({ id: 'a' });
    expect(() => factory(undefined, requestOf({}))).toThrow('CurrentUser is used on a public route');
  });
});
