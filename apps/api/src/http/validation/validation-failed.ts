import { AppError, type JsonObject } from '@genesis/kernel';
import type { FieldProblem } from '../problem/problem-facts.js';

/** Fields that do not fit; answered with 422 and one entry of `errors` each. */
export function validationFailed(errors: readonly FieldProblem[]): AppError {
  return new AppError({
    code: 'VALIDATION_ERROR',
    kind: 'invalid',
    details: { errors: errors.map((error): JsonObject => ({ ...error })) },
  });
}
