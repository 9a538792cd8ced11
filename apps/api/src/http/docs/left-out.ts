import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  $ref?: string;
  type?: string | string[];
  nullable?: boolean;
  enum?: unknown[];
  description?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** Says what holds for all bodies: null in a field that may be left out stands for leaving it out, and where all fields
 *  may be, so may the body. */
export function describeLeftOut(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const seen = new Set<Schema>();
  const named = (reference: string) => schemas[reference.split('/').at(-1) ?? ''];
  const required = ({ $ref, required: own = [] }: Schema) => ($ref ? named($ref)?.required : own) ?? [];
  const visit = (schema: Schema | undefined): void => {
    if (schema === undefined || seen.has(schema)) return;
    seen.add(schema);
    if (schema.$ref !== undefined) visit(named(schema.$ref));
    for (const part of [...(schema.allOf ?? []), schema.items]) visit(part);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      visit(property);
      if (!(schema.required ?? []).includes(name)) allowNull(property);
    }
  };
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.post, item.put, item.patch, item.delete]) {
      const { requestBody } = operation ?? {};
      if (!requestBody || !('content' in requestBody)) continue;
      const schema = requestBody.content['application/json']?.schema;
      visit(schema);
      if (schema !== undefined && required(schema).length === 0) requestBody.required = false;
    }
  }
}

function allowNull(schema: Schema): void {
  if (schema.type !== undefined) {
    schema.type = [...new Set([schema.type, 'null'].flat())];
    delete schema.nullable;
    if (schema.enum && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
    return;
  }
  const { description: _kept, ...own } = schema;
  for (const name of Object.keys(own)) Reflect.deleteProperty(schema, name);
  const [only, ...others] = own.allOf ?? [];
  schema.anyOf = [only !== undefined && others.length === 0 ? only : own, { type: 'null' }];
}
