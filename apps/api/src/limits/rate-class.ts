import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/**
 * What a route's requests are counted as (ADR 26).
 *
 * `auth`: by address, before anything is looked at: whatever computes a password's hash or hands out tokens.
 * `costly`: by person, by the plan: what asks a model or the web, publishes, or reads everything.
 * `services`: by service.
 * `calls`: everything else, by person, and by address where nobody has to show who they are.
 * `none`: probes, which come from everywhere at fixed times.
 */
export type RateClass = 'auth' | 'costly' | 'services' | 'calls' | 'none';

export const RATE_CLASS = 'genesis:rate-class';
/** The class in the API document. */
export const RATE_CLASS_EXTENSION = 'x-rate-limit';

/** Gives a route (or the routes of a controller) its class. Without one it is `services` behind a service's secret,
 *  else `calls`. */
export const Rated = (rateClass: RateClass): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(RATE_CLASS, rateClass), ApiExtension(RATE_CLASS_EXTENSION, rateClass));
