import { RateLimitSettings } from '@genesis/config';
import { CurrentPasswordWrong, InvalidCredentials } from '@genesis/identity';
import { RateLimits, type RatePolicy } from '@genesis/rate-limits';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { addressKey, refuse } from './request-limits.js';

const WINDOW_S = 900;

/** Wrong passwords from one address for one account. */
const FAILED: RatePolicy = { name: 'failed-sign-ins', limit: 5, windowSeconds: WINDOW_S };
/** Of an account that many addresses try: each has fewer tries, and none is without one. */
const FAILED_UNDER_ATTACK: RatePolicy = { ...FAILED, limit: 2 };
/** Wrong passwords for one account from everywhere; more than these are an attack. */
const ATTACK: RatePolicy = { name: 'failed-sign-ins-of-account', limit: 50, windowSeconds: 3_600 };

/**
 * Slows guessing of passwords, by pairs of account and address. Nobody is locked out by what others do at their
 * addresses (but by chance while Redis is away, ADR 26), and an account that does not exist behaves like one that does: what is counted is its name.
 */
@Injectable()
export class SignInLimits {
  constructor(
    private readonly settings: RateLimitSettings,
    private readonly limits: RateLimits,
  ) {}

  /** Runs `work`, which checks a password. It is counted before, so that tries at the same time are no way around.
   *  @param account names it, the same at every try. @throws RateLimited and what `work` throws */
  async attempt<T>(reply: FastifyReply, account: string, work: () => Promise<T>): Promise<T> {
    if (!this.settings.isEnabled) return work();
    const pair = `${account} ${addressKey(reply)}`;
    const failed = await this.limits.count(FAILED, pair);
    if (failed.used > failed.limit) refuse(reply, failed);
    const attack = await this.limits.count(ATTACK, account);
    if (attack.used > attack.limit && failed.used > FAILED_UNDER_ATTACK.limit) {
      refuse(reply, { ...failed, policy: FAILED_UNDER_ATTACK, limit: FAILED_UNDER_ATTACK.limit });
    }
    return this.settle(pair, account, work);
  }

  private async settle<T>(pair: string, account: string, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      await Promise.all([this.limits.forget(FAILED, pair), this.limits.uncount(ATTACK, account)]);
      return result;
    } catch (error) {
      const isWrong = error instanceof InvalidCredentials || error instanceof CurrentPasswordWrong;
      // Too busy to tell is no guess.
      if (!isWrong)
        await Promise.all([this.limits.uncount(FAILED, pair), this.limits.uncount(ATTACK, account)]);
      throw error;
    }
  }
}
