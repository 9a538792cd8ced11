import { AccountsService, TokensService, Unauthorized } from '@genesis/identity';
import { RequestContext } from '@genesis/observability';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { IS_PUBLIC } from './public.decorator.js';

const BEARER = /^bearer +(\S+)$/i;

/** Every route needs a token of an active account, unless it is marked `@Public()`. */
@Injectable()
export class JwtGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokensService,
    private readonly accounts: AccountsService,
    private readonly context: RequestContext,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (isPublic === true) return true;

    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new Unauthorized('no bearer token');
    const user = await this.accounts.activeUser(await this.tokens.verify(token));
    request.user = user;
    this.context.setUser(user);
    return true;
  }
}
