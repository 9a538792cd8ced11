import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The committed document, which `npm run check` holds against the code. */
const DOCUMENT = path.resolve(import.meta.dirname, '../../../docs/openapi.json');

/** A schema of the document, as far as tests walk through it. */
export interface DocumentSchema {
  readonly $ref?: string;
  readonly allOf?: readonly DocumentSchema[];
  readonly anyOf?: readonly DocumentSchema[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, DocumentSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | DocumentSchema;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: DocumentSchema }>>;
}

export interface Operation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  /** What its requests are counted as; proven by `rate-limits.e2e-spec.ts`. */
  readonly 'x-rate-limit': string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: DocumentSchema;
  }[];
  readonly requestBody?: Required<Content>;
  readonly responses: Readonly<Record<string, Content>>;
}

/** Whom a route is for. */
export type Door = 'person' | 'service' | 'everybody';

export class ApiDocument {
  private constructor(
    readonly operations: readonly Operation[],
    readonly schemas: Readonly<Record<string, DocumentSchema>>,
  ) {}

  static async read(): Promise<ApiDocument> {
    const { paths, components } = JSON.parse(await readFile(DOCUMENT, 'utf8')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
      readonly components: { readonly schemas: Readonly<Record<string, DocumentSchema>> };
    };
    const operations = Object.entries(paths).flatMap(([route, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        ...operation,
        method: method.toUpperCase(),
        path: route,
      })),
    );
    return new ApiDocument(operations, components.schemas);
  }

  /** The schema itself, where it is named, may be null or is wrapped for the sake of a description. */
  resolve(schema: DocumentSchema): DocumentSchema {
    const [only, ...others] = schema.allOf ?? [];
    if (only !== undefined && others.length === 0) return this.resolve(only);
    const [value, ...more] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
    if (value !== undefined && more.length === 0) return this.resolve(value);
    if (schema.$ref === undefined) return schema;
    const found = this.schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`the document has no ${schema.$ref}`);
    return this.resolve(found);
  }
}

export function doorOf({ security }: Pick<Operation, 'security'>): Door {
  if (security.some((scheme) => 'bearer' in scheme)) return 'person';
  return security.some((scheme) => 'serviceSecret' in scheme) ? 'service' : 'everybody';
}
