import { RateLimitSettings } from '@genesis/config';
import type { AuthenticatedUser } from '@genesis/identity';
import { AppError } from '@genesis/kernel';
import { Plans } from '@genesis/quota';
import { addressBlock, RateLimits, type RatePolicy, type RateState } from '@genesis/rate-limits';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RateClass } from './rate-class.js';
import { tellRate } from './rate-headers.js';

const MINUTE_S = 60;

/** Who was let in; a person, a service, or anybody where a route is for everybody. */
export type Caller =
  | { readonly kind: 'person'; readonly user: AuthenticatedUser }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'anybody' };

/** More requests than the policy allows. */
export class RateLimited extends AppError {
  constructor({ policy, limit, resetMs }: RateState) {
    super({
      code: 'RATE_LIMITED',
      kind: 'rate_limited',
      message: `over the limit of ${policy.name}`,
      details: { policy: policy.name, limit, window_seconds: policy.windowSeconds },
      retryAfterMs: Math.max(1_000, resetMs),
    });
  }
}

/** Counts requests, tells callers what is left to them, and refuses what is too much. Where limits are off it does nothing. */
@Injectable()
export class RequestLimits {
  constructor(
    private readonly settings: RateLimitSettings,
    private readonly limits: RateLimits,
    private readonly plans: Plans,
  ) {}

  /** Before anybody is looked at: hashes and signatures are computed for those who are within their limits.
   *  @throws RateLimited */
  async arrived(reply: FastifyReply, rateClass: RateClass): Promise<void> {
    if (!this.settings.isEnabled || rateClass === 'none') return;
    if (rateClass === 'auth') {
      await this.count(reply, { name: 'auth', limit: this.settings.auth, windowSeconds: MINUTE_S });
      return;
    }
    const refused = this.limits.refused(this.calls, addressKey(reply));
    if (refused) refuse(reply, refused);
  }

  /** Somebody was not let in: who tries out tokens or secrets is counted by address. @throws RateLimited */
  async turnedAway(reply: FastifyReply, rateClass: RateClass): Promise<void> {
    if (!this.settings.isEnabled || rateClass === 'none' || rateClass === 'auth') return;
    await this.count(reply, this.calls);
  }

  /** @throws RateLimited */
  async admitted(reply: FastifyReply, rateClass: RateClass, caller: Caller): Promise<void> {
    if (!this.settings.isEnabled || rateClass === 'none' || rateClass === 'auth') return;
    if (caller.kind === 'service') {
      const policy = { name: 'services', limit: this.settings.service, windowSeconds: MINUTE_S };
      await this.count(reply, policy, `service:${caller.name}`);
    } else if (caller.kind === 'anybody') {
      await this.count(reply, this.calls);
    } else {
      const { user } = caller;
      await this.count(
        reply,
        rateClass === 'costly' ? await this.costly(user) : this.calls,
        `person:${user.id}`,
      );
    }
  }

  /** For what only a handler knows. @param key default: the address. @throws RateLimited */
  async count(reply: FastifyReply, policy: RatePolicy, key = addressKey(reply)): Promise<void> {
    if (!this.settings.isEnabled) return;
    const state = await this.limits.count(policy, key);
    if (state.used > state.limit) refuse(reply, state);
    tellRate(reply.raw, state);
  }

  private get calls(): RatePolicy {
    return { name: 'calls', limit: this.settings.calls, windowSeconds: MINUTE_S };
  }

  private async costly(user: AuthenticatedUser): Promise<RatePolicy> {
    const limit = this.settings.costly[await this.plans.atHand(user)];
    return { name: 'costly', limit, windowSeconds: MINUTE_S };
  }
}

/** @throws RateLimited always */
export function refuse(reply: FastifyReply, state: RateState): never {
  tellRate(reply.raw, state);
  throw new RateLimited(state);
}

/** The address as far as proxies are trusted: what a client says of itself changes nothing. */
export function addressKey({ request }: FastifyReply): string {
  return `address:${addressBlock(request.ip)}`;
}
