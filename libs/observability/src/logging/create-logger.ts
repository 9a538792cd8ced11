import { AppSettings, type LoadedSettings, ObservabilitySettings } from '@genesis/config';
import type { LoggerService } from '@nestjs/common';
import { Logger, type Params, PinoLogger } from 'nestjs-pino';
import { type DestinationStream, pino } from 'pino';
import pretty from 'pino-pretty';
import { errorReports } from '../errors/error-reports.js';
import { RequestContext } from '../request-context.js';
import { descriptorWriter } from './descriptor-writer.js';
import { describeError, redactFields, redactText } from './redaction.js';

const STANDARD_OUTPUT = 1;

/** Where lines go instead of standard output, for tests. */
export type LogDestination = Pick<DestinationStream, 'write'>;

export interface LoggingOptions {
  readonly app: AppSettings;
  readonly observability: ObservabilitySettings;
  readonly service: string;
  readonly destination?: LogDestination;
}

/** The logger of a process, before its modules exist. The first one made is the one that the modules share. */
export function createLogger(
  loaded: LoadedSettings,
  service: string,
  destination?: LogDestination,
): LoggerService {
  const params = loggingParams({
    app: loaded.get(AppSettings),
    observability: loaded.get(ObservabilitySettings),
    service,
    destination,
  });
  return new ServiceLogger(new PinoLogger(params), params);
}

/** Under these names the framework tells of each module and route that it has found. */
const FRAMEWORK: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** A start has a few lines of ours, which two hundred of the framework would hide. */
class ServiceLogger extends Logger {
  override log(message: unknown, ...optionalParams: unknown[]): void {
    const level = FRAMEWORK.has(optionalParams.at(-1)) ? 'debug' : 'log';
    super[level](message, ...optionalParams);
  }
}

/**
 * JSON lines with `time` (ISO 8601, UTC), `level` (text), `msg`, `service`, `version`, `env`, and the ids of the
 * request or run that wrote them. Requests are logged by the http edge, with the route pattern: never by address.
 */
export function loggingParams({ app, observability, service, destination }: LoggingOptions): Params {
  const context = new RequestContext();
  const reports = errorReports({ app, observability, service });
  return {
    // No middleware: the context travels by AsyncLocalStorage.
    forRoutes: [],
    pinoHttp: [
      {
        level: app.logLevel,
        autoLogging: false,
        // Else the library reads the error before we do, with all its fields.
        wrapSerializers: false,
        base: { service, version: app.appVersion, env: app.environment },
        timestamp: pino.stdTimeFunctions.isoTime,
        mixin: () => context.logFields(),
        serializers: { err: (error: unknown) => (error instanceof Error ? describeError(error) : error) },
        formatters: { level: (label) => ({ level: label }), log: redactFields },
        hooks: {
          logMethod(args, method, level) {
            // Here, because nobody can forget it: what is logged as an error is what somebody must look at.
            reports?.take(level, args, context.logFields());
            method.apply(this, cleanArguments(args) as Parameters<typeof method>);
          },
        },
      },
      destination ??
        (isPretty(app, observability)
          ? pretty({ sync: true, singleLine: true, ignore: 'version,env,settings.default' })
          : descriptorWriter(STANDARD_OUTPUT)),
    ],
  };
}

function isPretty({ environment }: AppSettings, { logPretty }: ObservabilitySettings): boolean {
  return logPretty ?? (environment === 'development' && process.stdout.isTTY);
}

/** Pino takes the message of a lone error over as it is: give it the cleaned one. */
function cleanArguments(args: readonly unknown[]): unknown[] {
  const cleaned = args.map((argument) => (typeof argument === 'string' ? redactText(argument) : argument));
  const [fields] = args;
  if (args.length > 1 || typeof fields !== 'object' || fields === null) return cleaned;
  const error = fields instanceof Error ? fields : 'err' in fields && fields.err;
  return error instanceof Error ? [fields, redactText(error.message)] : cleaned;
}
