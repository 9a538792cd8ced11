import { applyDecorators } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse } from '@nestjs/swagger';
import { IdempotencyKeyHeader } from '../briefs/idempotency-key.decorator.js';
import { PreferHeader } from '../briefs/preferences.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { GeneratedBriefResponse } from './dto/contract.responses.js';

const location = (description: string) => ({
  Location: { description, schema: { type: 'string', format: 'uri-reference' } as const },
});

/** Documents what a generation for a service answers. */
export const GenerationAnswers = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    IdempotencyKeyHeader(),
    PreferHeader('Without it the call waits about a minute.'),
    ApiCreatedResponse({
      type: GeneratedBriefResponse,
      description: 'The finished brief.',
      headers: location('The brief.'),
    }),
    ApiAcceptedResponse({
      type: GeneratedBriefResponse,
      description: 'It is still being made, in the same shape: `status` is not `completed` yet.',
      headers: location('Where it stands.'),
    }),
    ApiProblem(400, 'The content does not have the expected form (INVALID_PAYLOAD).'),
    ApiProblem(403, 'The service may not do this, the quota is used up, or the account is disabled.'),
    ApiProblem(409, 'The first request with this key is still at work.'),
    ApiProblem(500, 'The generation failed.'),
  );
