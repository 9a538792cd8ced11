import type { ServiceRight } from '@genesis/config';
import { AccountsService, TokensService, Unauthorized } from '@genesis/identity';
import { RequestContext } from '@genesis/observability';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { SERVICE_RIGHT } from '../service/service-route.decorator.js';
import { SERVICE_SECRET_HEADER, ServiceSecrets } from '../service/service-secrets.js';
import { IS_PUBLIC } from './public.decorator.js';

const BEARER = /^bearer +(\S+)$/i;

/** Every route needs a token of an active account, unless it is marked `@Public()`, or `@ServiceRoute()`: then it needs
 *  the secret of a service, and a token does not help. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokensService,
    private readonly accounts: AccountsService,
    private readonly secrets: ServiceSecrets,
    private readonly context: RequestContext,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const right = this.reflector.get<ServiceRight | undefined>(SERVICE_RIGHT, execution.getHandler());
    if (right !== undefined) {
      this.secrets.check(request.headers[SERVICE_SECRET_HEADER], right);
      return true;
    }
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (isPublic === true) return true;

    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new Unauthorized('no bearer token');
    const user = await this.accounts.userBehind(await this.tokens.verify(token));
    request.user = user;
    this.context.setUser(user);
    return true;
  }
}
