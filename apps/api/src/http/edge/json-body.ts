import { AppError } from '@genesis/kernel';
import type { FastifyBodyParser, FastifyInstance } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { isTooDeep } from './body-depth.js';

/** JSON in UTF-8 (RFC 8259, section 8.1): other bytes are refused, not replaced. An empty body is none. */
export function parseJson(fastify: FastifyInstance): FastifyBodyParser<Buffer> {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request, body: Buffer, done) => {
    if (body.length === 0) done(null, undefined);
    else if (isTooDeep(body)) done(badRequest('the body is nested too deeply'));
    else if (isUtf8(body)) void parse(request, body.toString('utf8'), done);
    else done(badRequest('the body is no UTF-8'));
  };
}

function badRequest(message: string): AppError {
  return new AppError({ code: 'BAD_REQUEST', kind: 'invalid', message });
}
