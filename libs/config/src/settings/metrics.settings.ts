import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { integer, key } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

const TOKEN_MIN_LENGTH = 32;
/** What a header can carry. */
const VISIBLE_ASCII = /^[!-~]+$/;

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

  @Setting({
    name: 'OPERATOR_TOKEN',
    doc: 'Bearer token of operators who change something on the metrics ports, at least 32 characters without spaces. Without one nothing can be changed there.',
    type: key,
    secret: true,
    ownSecret: { leastBytes: TOKEN_MIN_LENGTH },
    example: 'change-me-to-at-least-32-characters',
  })
  @IsOptional()
  @IsString()
  readonly operatorToken: string | null;

  static complete({ operatorToken }: MetricsSettings, context: SettingsContext): void {
    if (operatorToken === null) return;
    if (operatorToken.length < TOKEN_MIN_LENGTH || !VISIBLE_ASCII.test(operatorToken)) {
      context.problem(
        'OPERATOR_TOKEN',
        `must have at least ${TOKEN_MIN_LENGTH} visible ASCII characters, and no space`,
      );
    }
  }
}
