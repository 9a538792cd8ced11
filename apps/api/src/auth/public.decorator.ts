import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const IS_PUBLIC = 'genesis:is-public';
/** Marks an operation for the API document, which removes it again. */
export const PUBLIC_EXTENSION = 'x-public';

/** Opens a route (or a controller) to callers without a token. Everything else is closed. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(IS_PUBLIC, true), ApiExtension(PUBLIC_EXTENSION, true));
