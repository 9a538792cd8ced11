import type { ServiceRight } from '@genesis/config';
import { AccountsService, AuditLog, TokensService, Unauthorized } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { RequestContext } from '@genesis/observability';
import { addressBlock } from '@genesis/rate-limits';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RATE_CLASS, type RateClass } from '../limits/rate-class.js';
import { type Caller, RequestLimits } from '../limits/request-limits.js';
import { SERVICE_RIGHT } from '../service/service-route.decorator.js';
import { SERVICE_SECRET_HEADER, ServiceSecrets } from '../service/service-secrets.js';
import { IS_PUBLIC } from './public.decorator.js';

const BEARER = /^bearer +(\S+)$/i;

/** Every route needs a token of an active account, unless it is marked `@Public()`, or `@ServiceRoute()`: then it needs
 *  the secret of a service, and a token does not help. Within the limits of the route's class, who asks too often is
 *  refused before anything is looked up for him. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokensService,
    private readonly accounts: AccountsService,
    private readonly secrets: ServiceSecrets,
    private readonly context: RequestContext,
    private readonly limits: RequestLimits,
    private readonly audit: AuditLog,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    const right = this.reflector.get<ServiceRight | undefined>(SERVICE_RIGHT, execution.getHandler());
    const places = [execution.getHandler(), execution.getClass()];
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, places) === true;
    const rateClass =
      this.reflector.getAllAndOverride<RateClass | undefined>(RATE_CLASS, places) ??
      (right === undefined ? 'calls' : 'services');

    await this.limits.arrived(reply, rateClass);
    const caller = await this.callerOf(request, { right, isPublic }).catch(async (error: unknown) => {
      // Our own trouble is nobody's try.
      if (isRefusal(error)) await this.limits.turnedAway(reply, rateClass);
      throw error;
    });
    await this.limits.admitted(reply, rateClass, caller);
    return true;
  }

  /** @throws Unauthorized | TokenExpired; AppError SERVICE_NOT_AUTHORIZED */
  private async callerOf(
    request: FastifyRequest,
    { right, isPublic }: { readonly right: ServiceRight | undefined; readonly isPublic: boolean },
  ): Promise<Caller> {
    if (right !== undefined) {
      return { kind: 'service', name: this.serviceBehind(request.headers[SERVICE_SECRET_HEADER], right) };
    }
    if (isPublic) return { kind: 'anybody' };
    // Of two, Node shows the first; a proxy in front may have looked at the last.
    const { authorization: [given = '', ...more] = [] } = request.raw.headersDistinct;
    const token = more.length === 0 ? BEARER.exec(given)?.[1] : undefined;
    if (token === undefined) throw new Unauthorized('no bearer token, or more than one');
    const user = await this.accounts.userBehind(await this.tokens.verify(token));
    request.user = user;
    this.context.setUser(user);
    return { kind: 'person', user };
  }

  private serviceBehind(header: string | string[] | undefined, right: ServiceRight): string {
    const place = addressBlock(this.context.address ?? '');
    try {
      const { service, isPrevious } = this.secrets.check(header, right);
      if (isPrevious) {
        this.audit.recordLater(
          { act: 'service_secret_previous_used', actor: `service:${service}`, details: { right } },
          'service_secret_previous_used',
        );
      }
      return service;
    } catch (error) {
      const code = error instanceof AppError ? error.code : null;
      this.audit.recordLater(
        { act: 'service_refused', outcome: 'refused', details: { right, code } },
        `service_refused ${place}`,
      );
      throw error;
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof AppError && (error.kind === 'unauthenticated' || error.kind === 'forbidden');
