import { ApiResponse } from '@nestjs/swagger';

/** Documents an error answer of an operation. The usual ones are added to every operation by itself. */
export function ApiProblem(status: number, description: string): MethodDecorator & ClassDecorator {
  return ApiResponse({ status, ...problemContent(description) });
}

/** The response object for an error in the API document. */
export function problemContent(description: string) {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
