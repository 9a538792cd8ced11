import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse } from '@nestjs/swagger';
import { IdempotencyKeyHeader } from '../briefs/idempotency-key.decorator.js';
import { PreferHeader } from '../briefs/preferences.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { located } from '../http/docs/link-headers.js';
import { GeneratedBriefResponse } from './dto/contract.responses.js';

/** Documents what a generation for a service answers. */
export const GenerationAnswers = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    IdempotencyKeyHeader(),
    PreferHeader('Without it the call waits about a minute.'),
    ApiCreatedResponse({
      type: GeneratedBriefResponse,
      description: 'The finished brief.',
      headers: located('The brief.'),
    }),
    ApiAcceptedResponse({
      type: GeneratedBriefResponse,
      description: 'It is still being made, in the same shape: `status` is not `completed` yet.',
      headers: located('Where it stands.'),
    }),
    ApiProblem(400, 'The content does not have the expected form (INVALID_PAYLOAD).'),
    ApiProblem(403, 'The service may not do this, the quota is used up, or the account is disabled.'),
    ApiProblem(404, 'The brief of this key was deleted.'),
    ApiProblem(500, 'The generation failed.'),
  );
