import { IsInt, Max, Min } from 'class-validator';
import { integer } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** The listeners for metrics and operators. */
export class MetricsSettings {
  @Setting({
    name: 'PROMETHEUS_PORT',
    doc: 'Metrics port of the api; 0 means any free port.',
    type: integer,
    default: 8001,
  })
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly prometheusPort: number;

  @Setting({
    name: 'WORKER_PROMETHEUS_PORT',
    doc: 'Health and metrics port of the worker; 0 means any free port.',
    type: integer,
    fallback: {
      doc: 'PROMETHEUS_PORT + 1, or 0 when that is 0',
      from: ({ prometheusPort }: MetricsSettings) => (prometheusPort === 0 ? 0 : prometheusPort + 1),
    },
    example: '8002',
  })
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly workerPrometheusPort: number;
}
