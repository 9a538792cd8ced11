import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../problem/problem-facts.js';
import type { FieldCode } from '../problem/problem-texts.js';
import { HUMAN_TEXT } from './human-text.decorator.js';
import { inheritedNames } from './inherited-names.js';
import { validationFailed } from './validation-failed.js';

/** A body of 10,000 unknown fields is answered briefly. */
const MAX_REPORTED = 50;

/** In the order in which one is chosen for a field that breaks several rules. */
const CODES: ReadonlyMap<string, FieldCode> = new Map([
  ['whitelistValidation', 'UNKNOWN_FIELD'],
  ['isDefined', 'REQUIRED'],
  ['isString', 'WRONG_TYPE'],
  ['isInt', 'WRONG_TYPE'],
  ['isNumber', 'WRONG_TYPE'],
  ['isBoolean', 'WRONG_TYPE'],
  ['isArray', 'WRONG_TYPE'],
  ['isObject', 'WRONG_TYPE'],
  ['isNotEmpty', 'EMPTY'],
  ['arrayNotEmpty', 'EMPTY'],
  ['nestedValidation', 'WRONG_TYPE'],
  ['minLength', 'TOO_SHORT'],
  ['arrayMinSize', 'TOO_SHORT'],
  ['maxLength', 'TOO_LONG'],
  ['arrayMaxSize', 'TOO_LONG'],
  ['min', 'TOO_SMALL'],
  ['max', 'TOO_LARGE'],
  ['isIn', 'NOT_ALLOWED'],
  ['isEnum', 'NOT_ALLOWED'],
  ['isEmail', 'WRONG_FORMAT'],
  ['isUuid', 'WRONG_FORMAT'],
  ['matches', 'WRONG_FORMAT'],
  ['isUrl', 'WRONG_FORMAT'],
  ['isISO8601', 'WRONG_FORMAT'],
]);

/** Unknown fields are refused, known ones are made instances of the DTO; no value ever comes back in an answer. */
export function requestValidation(): ValidationPipe {
  return new StrictValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    // For the translation below; neither leaves it.
    validationError: { target: true, value: true },
    exceptionFactory: (errors) =>
      validationFailed(errors.flatMap((error) => problemsOf(error, '')).slice(0, MAX_REPORTED)),
  });
}

/** What the library lets pass: it drops a field that every object inherits, and makes many errors of an array. */
@Injectable()
class StrictValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A body that is not there lacks its fields; one that says null is no object.
    if (metadata.type === 'body' && value === null) throw notAnObject();
    if (metadata.type === 'body' || metadata.type === 'query') refuseOddShape(value);
    return super.transform(value, metadata);
  }
}

const notAnObject = () => validationFailed([{ pointer: '', code: 'WRONG_TYPE' }]);

function refuseOddShape(value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw notAnObject();
  }
  const unknown = inheritedNames(value).slice(0, MAX_REPORTED);
  if (unknown.length > 0) {
    throw validationFailed(unknown.map((path) => ({ pointer: pointerOf(path), code: 'UNKNOWN_FIELD' })));
  }
}

function pointerOf(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function problemsOf(error: ValidationError, parent: string): readonly FieldProblem[] {
  const pointer = parent + pointerOf([error.property]);
  const children = (error.children ?? []).flatMap((child) => problemsOf(child, pointer));
  return error.constraints === undefined ? children : [{ pointer, ...ruleBroken(error) }, ...children];
}

function ruleBroken(error: ValidationError): Omit<FieldProblem, 'pointer'> {
  const { constraints = {} } = error;
  const human = constraints[HUMAN_TEXT];
  if (human !== undefined) return { code: human, limit: boundOf(error, HUMAN_TEXT) };
  const [rule, code] = [...CODES].find(([name]) => Object.hasOwn(constraints, name)) ?? ['', 'INVALID'];
  if (code !== 'UNKNOWN_FIELD' && (error.value === undefined || error.value === null))
    return { code: 'REQUIRED' };
  return { code, limit: boundOf(error, rule) };
}

/** The number in a rule such as `@MaxLength(120)`, unless the rule names another one as `limit` in its context. */
function boundOf(error: ValidationError, rule: string): number | undefined {
  const context: unknown = error.contexts?.[rule];
  if (hasLimit(context)) return context.limit;
  const { target, property } = error;
  if (target === undefined) return undefined;
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  const broken = rules.find(({ propertyName, name }) => propertyName === property && name === rule);
  // The library types it as always there; rules without a bound have none.
  const bounds = broken?.constraints as readonly unknown[] | undefined;
  const bound = bounds?.[0];
  return typeof bound === 'number' ? bound : undefined;
}

function hasLimit(context: unknown): context is { readonly limit: number } {
  return (
    typeof context === 'object' && context !== null && 'limit' in context && typeof context.limit === 'number'
  );
}
