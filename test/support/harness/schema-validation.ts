import type { ErrorObject } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const DOCUMENT_ID = 'openapi';
/** What of the document is no keyword of JSON Schema. */
const OTHER_WORDS = ['openapi', 'info', 'servers', 'tags', 'paths', 'components', 'example'];

/** The formats of which the document speaks. Those of requests are wider than the standards: what they refuse, every
 *  reader of the standard refuses. */
const FORMATS: Readonly<Record<string, RegExp | true | ((text: string) => boolean)>> = {
  uuid: /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i,
  email: /^[^\s@]+@[^\s@]+$/,
  date: /^\d{4}-\d\d-\d\d$/,
  hostname: /^[a-z\d.-]+$/i,
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

/** Values held against schemas of a document. */
export class SchemaValidation {
  // Strict: a format that nobody has described here would otherwise hold for every text.
  private readonly ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(document: object) {
    this.ajv.addVocabulary(OTHER_WORDS);
    for (const [name, format] of Object.entries(FORMATS)) this.ajv.addFormat(name, format);
    this.ajv.addSchema(document, DOCUMENT_ID);
  }

  /** What is wrong with a value; null when nothing is. @param schema its references are into the document. @throws when it has a word or a format that is not known */
  faultOf(value: unknown, schema: object): string | null {
    const key = JSON.stringify(schema);
    let validate = this.compiled.get(key);
    if (validate === undefined) {
      validate = this.ajv.compile(withAbsoluteReferences(key));
      this.compiled.set(key, validate);
    }
    if (validate(value)) return null;
    return (validate.errors ?? []).map(told).join('; ');
  }
}

const withAbsoluteReferences = (schema: string): object =>
  JSON.parse(schema.replaceAll('"$ref":"#/', `"$ref":"${DOCUMENT_ID}#/`)) as object;

function told({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === '' ? '/' : instancePath} ${message ?? ''} ${JSON.stringify(params)}`;
}
