import { applyDecorators } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';

/** Documents `:briefId` of a route, or of every route of a controller. */
export const BriefIdParam = (): MethodDecorator & ClassDecorator =>
  ApiParam({
    name: 'briefId',
    description: '`brief_id` of the brief.',
    schema: { type: 'string', format: 'uuid', example: '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21' },
  });

/** The same, of routes that tell an owner that the brief has expired; those of services have an answer of their own. */
export const OwnBriefIdParam = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    BriefIdParam(),
    ApiProblem(410, 'The brief has expired (BRIEF_EXPIRED): only its id is left.'),
  );
