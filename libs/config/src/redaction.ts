import { inspect } from 'node:util';

export const REDACTED = '[redacted]';

/**
 * Makes `JSON.stringify` and `util.inspect` (and with them loggers and assertion messages) show secrets as
 * `[redacted]`. The properties themselves stay readable.
 */
export function redactWhenPrinted(settings: object, secretProperties: ReadonlySet<string>): void {
  const printable = (): object =>
    Object.fromEntries(
      Object.entries(settings).map(([property, value]: [string, unknown]) => [
        property,
        secretProperties.has(property) && value !== null ? REDACTED : value,
      ]),
    );
  Object.defineProperties(settings, {
    toJSON: { value: printable },
    [inspect.custom]: { value: printable },
  });
}
