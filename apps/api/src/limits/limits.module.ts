import { RateLimitsModule } from '@genesis/rate-limits';
import { Module } from '@nestjs/common';
import { RequestLimits } from './request-limits.js';
import { SignInLimits } from './sign-in-limits.js';

/** How many requests are answered. Needs the global QuotaModule, which knows plans. */
@Module({
  imports: [RateLimitsModule],
  providers: [RequestLimits, SignInLimits],
  exports: [RequestLimits, SignInLimits],
})
export class LimitsModule {}
