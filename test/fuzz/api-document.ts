import type { ErrorObject } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What of JSON Schema the document uses, as far as requests are made of it. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
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

interface WrittenAnswer extends Pick<DeclaredAnswer, 'content'> {
  readonly headers?: Readonly<Record<string, Header | { readonly $ref: string }>>;
}

type Door = 'person' | 'service' | 'everybody';

export interface Operation {
  readonly operationId: string;
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly door: Door;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly mediaType: string; readonly schema: Schema; readonly isRequired: boolean } | null;
  readonly answers: Readonly<Record<string, DeclaredAnswer>>;
}

interface WrittenOperation {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, WrittenAnswer | { readonly $ref: string }>>;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'patch']);
const DOCUMENT_ID = 'openapi';

/** The formats of which the document speaks. Those of requests are wider than the standards: what they refuse, every
 *  reader of the standard refuses. */
const FORMATS: Readonly<Record<string, RegExp | true | ((text: string) => boolean)>> = {
  uuid: /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i,
  email: /^[^\s@]+@[^\s@]+$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  uri: (text) => URL.canParse(text),
  'uri-reference': /^[^\s<>"{}|\\^`]*$/,
  password: true,
  binary: true,
  byte: true,
  int32: true,
  int64: true,
  float: true,
  double: true,
};

/** The committed description of the service. */
export class ApiDocument {
  readonly operations: readonly Operation[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly document: Readonly<Record<string, unknown>>;

  constructor(file = path.resolve(import.meta.dirname, '../../docs/openapi.json')) {
    this.document = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
    for (const [name, format] of Object.entries(FORMATS)) this.ajv.addFormat(name, format);
    this.ajv.addSchema(this.document, DOCUMENT_ID);
    const paths = this.document.paths as Readonly<Record<string, Readonly<Record<string, WrittenOperation>>>>;
    this.operations = Object.entries(paths).flatMap(([route, methods]) =>
      Object.entries(methods)
        .filter(([method]) => METHODS.has(method))
        .map(([method, written]) => this.read(method, route, written)),
    );
  }

  /** The schema without references at its top. */
  resolve(schema: Schema): Schema {
    const { $ref, allOf, ...own } = schema;
    if ($ref !== undefined) return this.resolve({ ...this.follow<Schema>($ref), ...own });
    if (allOf === undefined) return schema;
    return allOf.map((part) => this.resolve(part)).reduce((all, part) => ({ ...all, ...part }), own);
  }

  /** What is wrong with a value; null when nothing is. */
  faultOf(value: unknown, schema: Schema): string | null {
    const key = JSON.stringify(schema);
    let validate = this.compiled.get(key);
    if (validate === undefined) {
      validate = this.ajv.compile(withAbsoluteReferences(schema));
      this.compiled.set(key, validate);
    }
    if (validate(value)) return null;
    return (validate.errors ?? []).map(written).join('; ');
  }

  private read(method: string, route: string, written: WrittenOperation): Operation {
    const { security = [], requestBody } = written;
    const [body] = Object.entries(requestBody?.content ?? {});
    return {
      operationId: written.operationId,
      method: method.toUpperCase(),
      path: route,
      door: security.some((scheme) => 'bearer' in scheme)
        ? 'person'
        : security.some((scheme) => 'serviceSecret' in scheme)
          ? 'service'
          : 'everybody',
      parameters: (written.parameters ?? []).map((parameter) => this.found(parameter)),
      body: body
        ? { mediaType: body[0], schema: body[1].schema, isRequired: requestBody?.required === true }
        : null,
      answers: Object.fromEntries(
        Object.entries(written.responses).map(([status, answer]) => [status, this.answer(answer)]),
      ),
    };
  }

  private answer(written: WrittenAnswer | { readonly $ref: string }): DeclaredAnswer {
    const { content, headers = {} } = this.found(written);
    return {
      content,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [name, this.found(header)]),
      ),
    };
  }

  private found<T extends object>(given: T | { readonly $ref: string }): T {
    return '$ref' in given ? this.follow<T>(given.$ref) : given;
  }

  private follow<T>(reference: string): T {
    const steps = reference.replace(/^#\//, '').split('/');
    return steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], this.document) as T;
  }
}

function withAbsoluteReferences(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${DOCUMENT_ID}#/`)) as object;
}

function written({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === '' ? '/' : instancePath} ${message ?? ''} ${JSON.stringify(params)}`;
}
