import { ApiParam } from '@nestjs/swagger';

/** Documents `:briefId` of a route, or of every route of a controller. */
export const BriefIdParam = (): MethodDecorator & ClassDecorator =>
  ApiParam({
    name: 'briefId',
    schema: { type: 'string', format: 'uuid', example: '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21' },
  });
