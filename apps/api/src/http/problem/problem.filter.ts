import { AppError } from '@genesis/kernel';
import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from '../edge/allowed-methods.js';
import { pathOf } from '../edge/request-path.js';
import { sendProblem } from './send-problem.js';

/** Every error that reaches Nest, Fastify's own included. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly allowedMethods: AllowedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const allowed =
      error instanceof NotFoundException && request.is404 ? this.allowedMethods.of(pathOf(request)) : [];
    if (allowed.length === 0) {
      sendProblem(error, request, reply);
      return;
    }
    reply.header('allow', allowed.join(', '));
    sendProblem(new AppError({ code: 'METHOD_NOT_ALLOWED', kind: 'invalid' }), request, reply);
  }
}
