import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Says of every object whose fields are listed that it has no others: bodies that have are refused, and answers are
 *  allow-lists. An object that says what else it may hold stays as it is. Source: OWASP API Security Top 10 2023, API3. */
export function closeSchemas(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('properties' in schema) schema.additionalProperties ??= false;
  }
}
