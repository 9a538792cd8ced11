import { FirstSchema1764000000000 } from './1764000000000-first-schema.js';
import { RunSteps1764200000000 } from './1764200000000-run-steps.js';
import { Coaching1764300000000 } from './1764300000000-coaching.js';
import { RunProviders1764400000000 } from './1764400000000-run-providers.js';
import { Quota1764410000000 } from './1764410000000-quota.js';
import { SingleSignOn1764440000000 } from './1764440000000-single-sign-on.js';
import { Assets1764450000000 } from './1764450000000-assets.js';
import { Publishing1764460000000 } from './1764460000000-publishing.js';
import { SessionAge1764470000000 } from './1764470000000-session-age.js';
import { Quarantine1764500000000 } from './1764500000000-quarantine.js';
import { FairAdmission1764510000000 } from './1764510000000-fair-admission.js';
import { FailedWebhooks1764520000000 } from './1764520000000-failed-webhooks.js';
import { Retention1764530000000 } from './1764530000000-retention.js';
import { SignIns1764600000000 } from './1764600000000-sign-ins.js';
import { Erasures1764610000000 } from './1764610000000-erasures.js';
import { KnownDevices1764630000000 } from './1764630000000-known-devices.js';
import { AuditStays1764640000000 } from './1764640000000-audit-stays.js';
import { LeftWebsites1764650000000 } from './1764650000000-left-websites.js';

/** Every migration in the order in which it is applied. Named one by one: a folder scan would differ between src and dist. */
export const MIGRATIONS = [
  FirstSchema1764000000000,
  RunSteps1764200000000,
  Coaching1764300000000,
  RunProviders1764400000000,
  Quota1764410000000,
  SingleSignOn1764440000000,
  Assets1764450000000,
  Publishing1764460000000,
  SessionAge1764470000000,
  Quarantine1764500000000,
  FairAdmission1764510000000,
  FailedWebhooks1764520000000,
  Retention1764530000000,
  SignIns1764600000000,
  Erasures1764610000000,
  KnownDevices1764630000000,
  AuditStays1764640000000,
  LeftWebsites1764650000000,
] as const;
