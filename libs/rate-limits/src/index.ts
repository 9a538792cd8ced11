export { addressBlock } from './address-block.js';
export { RateLimits, type RatePolicy, type RateState } from './rate-limits.js';
export { RateLimitsModule } from './rate-limits.module.js';
