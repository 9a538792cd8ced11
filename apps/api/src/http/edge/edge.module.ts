import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ProblemFilter } from '../problem/problem.filter.js';
import { requestValidation } from '../validation/request-validation.js';
import { AllowedMethods } from './allowed-methods.js';
import { InFlightRequests } from './in-flight-requests.js';

/** What holds for every route: one error shape, strict bodies, a count of open requests. */
@Global()
@Module({
  providers: [
    AllowedMethods,
    InFlightRequests,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: requestValidation },
  ],
  exports: [AllowedMethods, InFlightRequests],
})
export class EdgeModule {}
