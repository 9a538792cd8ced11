import { AppError, type JsonObject } from '@genesis/kernel';
import type { FieldProblem } from '../problem/problem-facts.js';

/** A field may be called anything, at any length; its beginning says which one is meant. */
const POINTER_MAX_LENGTH = 1_000;

/** Fields that do not fit; answered with 422 and one entry of `errors` each. */
export function validationFailed(errors: readonly FieldProblem[]): AppError {
  return new AppError({
    code: 'VALIDATION_ERROR',
    kind: 'invalid',
    details: {
      errors: errors.map((error): JsonObject => ({
        ...error,
        pointer: error.pointer.slice(0, POINTER_MAX_LENGTH),
      })),
    },
  });
}
