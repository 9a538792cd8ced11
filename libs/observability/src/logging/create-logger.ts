import { AppSettings, type LoadedSettings, ObservabilitySettings } from '@genesis/config';
import type { LoggerService } from '@nestjs/common';
import { Logger, type Params, PinoLogger } from 'nestjs-pino';
import { type DestinationStream, pino } from 'pino';
import pretty from 'pino-pretty';
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
  return new Logger(new PinoLogger(params), params);
}

/**
 * JSON lines with `time` (ISO 8601, UTC), `level` (text), `msg`, `service`, `version`, `env`, and the ids of the
 * request or run that wrote them. Requests are logged by the http edge, with the route pattern: never by address.
 */
export function loggingParams({ app, observability, service, destination }: LoggingOptions): Params {
  const context = new RequestContext();
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
          logMethod(args, method) {
            method.apply(this, cleanArguments(args) as Parameters<typeof method>);
          },
        },
      },
      destination ??
        (observability.logPretty
          ? pretty({ sync: true, ignore: 'pid,hostname' })
          : descriptorWriter(STANDARD_OUTPUT)),
    ],
  };
}

/** Pino takes the message of a lone error over as it is: give it the cleaned one. */
function cleanArguments(args: readonly unknown[]): unknown[] {
  const cleaned = args.map((argument) => (typeof argument === 'string' ? redactText(argument) : argument));
  const [fields] = args;
  if (args.length > 1 || typeof fields !== 'object' || fields === null) return cleaned;
  const error = fields instanceof Error ? fields : 'err' in fields && fields.err;
  return error instanceof Error ? [fields, redactText(error.message)] : cleaned;
}
