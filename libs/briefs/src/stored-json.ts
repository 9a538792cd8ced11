/** A jsonb parameter. PostgreSQL refuses NUL and lone surrogates in jsonb, and a vendor's text may hold both. */
export function jsonb(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'string' ? item.replaceAll('\u0000', '').toWellFormed() : item,
  );
}
