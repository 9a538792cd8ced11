const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A random UUID (version 4, RFC 9562), lower case: the form of every public id. */
export function newId(): string {
  return crypto.randomUUID();
}

/** True for a lower-case UUID as `newId` makes them. */
export function isId(text: string): boolean {
  return UUID_PATTERN.test(text);
}
