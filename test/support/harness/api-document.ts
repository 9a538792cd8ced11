import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SchemaValidation } from './schema-validation.js';

/** The committed document, which `npm run check` holds against the code. */
const DOCUMENT = path.resolve(import.meta.dirname, '../../../docs/openapi.json');
const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'patch']);

/** What of JSON Schema the document uses, as far as tests walk through it and make values of it. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly example?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Header {
  readonly required?: boolean;
  readonly schema: Schema;
}

interface DeclaredAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
  readonly headers: Readonly<Record<string, Header>>;
}

/** Whom a route is for. */
type Door = 'person' | 'service' | 'everybody';

/** With what it refers to in its place. */
export interface Operation {
  readonly operationId: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly door: Door;
  /** What its requests are counted as; proven by `rate-limits.e2e-spec.ts`. */
  readonly rateLimit: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly mediaType: string; readonly schema: Schema; readonly isRequired: boolean } | null;
  /** By status. */
  readonly answers: Readonly<Record<string, DeclaredAnswer>>;
}

interface Reference {
  readonly $ref: string;
}

interface WrittenAnswer extends Pick<DeclaredAnswer, 'content'> {
  readonly headers?: Readonly<Record<string, Header | Reference>>;
}

interface WrittenOperation {
  readonly operationId: string;
  readonly 'x-rate-limit': string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, WrittenAnswer | Reference>>;
}

interface WrittenDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, WrittenOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The committed description of the service. */
export class ApiDocument {
  readonly operations: readonly Operation[];
  private validation: SchemaValidation | null = null;

  private constructor(private readonly document: WrittenDocument) {
    this.operations = Object.entries(document.paths).flatMap(([route, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method))
        .map(([method, written]) => this.operationOf(method, route, written)),
    );
  }

  static read(): ApiDocument {
    return new ApiDocument(JSON.parse(readFileSync(DOCUMENT, 'utf8')) as WrittenDocument);
  }

  /** By name. */
  get schemas(): Readonly<Record<string, Schema>> {
    return this.document.components.schemas;
  }

  /** The schema without references at its top. */
  resolve(schema: Schema): Schema {
    const { $ref, allOf, ...own } = schema;
    if ($ref !== undefined) return this.resolve({ ...this.follow<Schema>($ref), ...own });
    if (allOf === undefined) return schema;
    return allOf.map((part) => this.resolve(part)).reduce((all, part) => ({ ...all, ...part }), own);
  }

  /** The same, of the value alone where it may be null instead. */
  resolveValue(schema: Schema): Schema {
    const resolved = this.resolve(schema);
    const [value, ...others] = (resolved.anyOf ?? []).filter(({ type }) => type !== 'null');
    return value === undefined || others.length > 0 ? resolved : this.resolveValue(value);
  }

  /** What is wrong with a value; null when nothing is. */
  faultOf(value: unknown, schema: Schema): string | null {
    this.validation ??= new SchemaValidation(this.document);
    return this.validation.faultOf(value, schema);
  }

  private operationOf(method: string, route: string, written: WrittenOperation): Operation {
    const { operationId, 'x-rate-limit': rateLimit, requestBody, parameters = [], responses } = written;
    const [body] = Object.entries(requestBody?.content ?? {});
    return {
      operationId,
      method: method.toUpperCase(),
      path: route,
      door: doorOf(written),
      rateLimit,
      parameters: parameters.map((parameter) => this.found(parameter)),
      body: body
        ? { mediaType: body[0], schema: body[1].schema, isRequired: requestBody?.required === true }
        : null,
      answers: Object.fromEntries(
        Object.entries(responses).map(([status, answer]) => [status, this.answerOf(answer)]),
      ),
    };
  }

  private answerOf(written: WrittenAnswer | Reference): DeclaredAnswer {
    const { content, headers = {} } = this.found(written);
    return {
      content,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [name, this.found(header)]),
      ),
    };
  }

  private found<T extends object>(given: T | Reference): T {
    return '$ref' in given ? this.follow<T>(given.$ref) : given;
  }

  private follow<T>(reference: string): T {
    const steps = reference.replace(/^#\//, '').split('/');
    const found = steps.reduce<unknown>(
      (at, step) => (at as Readonly<Record<string, unknown>> | undefined)?.[step],
      this.document,
    );
    if (found === undefined) throw new Error(`the document has no ${reference}`);
    return found as T;
  }
}

function doorOf({ security = [] }: WrittenOperation): Door {
  if (security.some((scheme) => 'bearer' in scheme)) return 'person';
  return security.some((scheme) => 'serviceSecret' in scheme) ? 'service' : 'everybody';
}
