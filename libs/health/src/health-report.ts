import type { AppSettings } from '@genesis/config';

/** The shape that container checks of the former service read. */
export interface HealthReport {
  readonly status: 'healthy';
  readonly service: string;
  readonly version: string;
  readonly environment: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
}

/** Says that the process lives; touches nothing. */
export function healthReport(app: AppSettings, now: Date): HealthReport {
  return {
    status: 'healthy',
    service: app.appName,
    version: app.appVersion,
    environment: app.environment,
    timestamp: now.getTime() / 1_000,
  };
}
