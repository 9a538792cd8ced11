import { IsBoolean, IsIn, IsInt, IsNotEmpty, Matches, MaxLength } from 'class-validator';
import { boolean, oneOf, seconds, text } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

const ENVIRONMENTS = ['development', 'testing', 'staging', 'production'] as const;
/** Where the process runs; decides what is allowed, never what is computed. */
export type Environment = (typeof ENVIRONMENTS)[number];

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MUST_BE_FALSE = { text: 'must be false', isRefused: (isOn: boolean) => isOn } as const;

/** The service as a whole: its name, its environment and how talkative it is. */
export class AppSettings {
  @Setting({
    name: 'APP_NAME',
    doc: 'Name of the service in health, logs and metrics.',
    type: text,
    default: 'genesis-ai-service',
  })
  @IsNotEmpty()
  @MaxLength(100)
  readonly appName: string;

  @Setting({
    name: 'APP_VERSION',
    doc: 'Version in health and in the User-Agent of outgoing calls.',
    type: text,
    default: '1.0.0',
  })
  @Matches(/^[\w.+-]{1,64}$/, {
    message: 'must consist of letters, digits and . _ + - (at most 64 characters)',
  })
  readonly appVersion: string;

  @Setting({
    name: 'DEBUG',
    doc: 'Serves the API documentation; refused in production.',
    type: boolean,
    default: false,
    refusals: [MUST_BE_FALSE],
  })
  @IsBoolean()
  readonly debug: boolean;

  @Setting({
    name: 'ENVIRONMENT',
    doc: 'Where the process runs; testing_docker and testing_local mean testing. Staging and production must be named by the process environment.',
    type: oneOf(ENVIRONMENTS, { aliases: { testing_docker: 'testing', testing_local: 'testing' } }),
    default: 'development',
  })
  @IsIn(ENVIRONMENTS)
  readonly environment: Environment;

  @Setting({
    name: 'LOG_LEVEL',
    doc: 'Least severe level that is logged, in any case; WARNING means warn, CRITICAL means error.',
    type: oneOf(LOG_LEVELS, { anyCase: true, aliases: { warning: 'warn', critical: 'error' } }),
    fallback: {
      doc: '`WARN` in testing, `INFO` elsewhere',
      from: (_settings: AppSettings, { environment }) => (environment === 'testing' ? 'warn' : 'info'),
    },
    example: 'INFO',
  })
  @IsIn(LOG_LEVELS)
  readonly logLevel: LogLevel;

  @Setting({
    name: 'API_V1_STR',
    doc: 'Prefix of all routes; starts with / and does not end with it.',
    type: text,
    default: '/api/v1',
  })
  @Matches(/^(\/[\w.~-]+)+$/, { message: 'must be a path that starts with / and does not end with it' })
  readonly apiPrefix: string;

  @Setting({
    name: 'TESTING_MODE',
    doc: 'Allows fault injection and simulated vendors, and skips the checks of external services; refused in production.',
    type: boolean,
    default: false,
    refusals: [MUST_BE_FALSE],
  })
  @IsBoolean()
  readonly testingMode: boolean;

  @Setting({
    name: 'START_TIMEOUT_S',
    doc: 'Seconds that a start waits for the database, Redis and pending migrations before it gives up.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  readonly startTimeoutMs: number;
}
