import { applyDecorators } from '@nestjs/common';
import { ApiHeader, type ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import { ApiProblem } from '../docs/api-problem.decorator.js';

const TAGS = { type: 'string', maxLength: 8_192 } as const;

/** `headers` of an answer that has a validator. */
export const ETAG = {
  ETag: {
    description: 'A strong entity tag: the version that was read.',
    schema: { type: 'string', maxLength: 66, pattern: '^"[0-9a-f]{1,64}"$' },
  },
} as const satisfies NonNullable<Parameters<typeof ApiOkResponse>[0]>['headers'];

/** Documents a read that answers 304 to a caller who has the version that is there. */
export const Revalidated = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      description: '`ETag` of what the caller has; 304 when it is still that.',
      required: false,
      schema: TAGS,
    }),
    ApiResponse({ status: 304, description: 'The caller has this version.', headers: ETAG }),
  );

/** Documents a write that takes the version which the caller has read. @param isNeeded 428 without it */
export const IfMatch = ({ isNeeded }: { readonly isNeeded: boolean }): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      description: `\`ETag\` of what the caller has read, or \`*\`; ${isNeeded ? 'needed.' : 'without it whatever is there is changed.'}`,
      required: false,
      schema: TAGS,
    }),
    ApiProblem(412, 'It has changed since the caller has read it.'),
    ...(isNeeded ? [ApiProblem(428, 'If-Match is missing.')] : []),
  );
