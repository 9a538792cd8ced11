import { SERVICE_SECRET } from '../support/builders/service-caller.js';
import { Dc360Simulator, SIMULATED_DC360_SECRET } from '../support/simulators/dc360-simulator.js';

/** Where the platform says whether a token is good. */
export const VALIDATE = 'POST /api/v1/auth/validate';

/** Settings of an api beside a simulated DigitalCloud360. */
export function platformOf(dc360: Dc360Simulator) {
  return {
    GENESIS_SERVICE_SECRET: SERVICE_SECRET,
    DIGITALCLOUD360_API_URL: dc360.url,
    DIGITALCLOUD360_SERVICE_SECRET: SIMULATED_DC360_SECRET,
  };
}
