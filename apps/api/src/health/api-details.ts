import { HealthDetails } from '@genesis/health';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InFlightRequests } from '../http/edge/in-flight-requests.js';

/** What the api alone knows, for `/health/detailed`. */
@Injectable()
export class ApiDetails implements OnModuleInit {
  constructor(
    private readonly details: HealthDetails,
    private readonly requests: InFlightRequests,
  ) {}

  onModuleInit(): void {
    this.details.add('at_work', () => ({ requests: this.requests.count }));
  }
}
