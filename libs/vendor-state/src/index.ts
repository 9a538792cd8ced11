export { SharedCache } from './shared-cache.js';
export { type AcquireOptions, type AccountLimit, type LimitPermit, SharedLimits } from './shared-limits.js';
export { VendorStateModule } from './vendor-state.module.js';
