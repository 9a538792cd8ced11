import type { Environment } from '@genesis/config';
import { newId } from '@genesis/kernel';
import { type Metrics, RequestContext } from '@genesis/observability';
import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemFacts } from '../problem/problem-facts.js';
import { DEFAULT_LANGUAGE } from '../problem/problem-language.js';
import { PROBLEM_MEDIA_TYPE, problemBody, sendProblem } from '../problem/send-problem.js';
import { edgeHeaders } from './edge-headers.js';
import { UNMATCHED_ROUTE } from './request-hooks.js';

/** `method` of what broke before a method was read. */
const UNKNOWN_METHOD = 'UNKNOWN';
/** As Node has it. All else that its parser refuses is 400. */
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

interface OpenRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

const context = new RequestContext();
const logger = new Logger('Http');

/** Answers what Node cannot read as a request, or gave up waiting for, in the one error shape. */
export class ClientErrors {
  private readonly open = new WeakMap<Socket, OpenRequest>();
  /** Their answer is decided, although it has not begun. */
  private readonly settled = new WeakSet<FastifyRequest>();
  private readonly broken = new WeakSet<FastifyRequest>();

  constructor(
    private readonly environment: Environment,
    private readonly metrics: Metrics,
  ) {}

  /** A request whose headers have arrived: what goes wrong from now on is its own error. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    const entry = { request, reply };
    this.open.set(socket, entry);
    reply.raw.once('close', () => {
      if (this.open.get(socket) === entry) this.open.delete(socket);
    });
  }

  /** The request has its answer: an error of the connection can only end it. */
  settle(request: FastifyRequest): void {
    this.settled.add(request);
  }

  /** True when nothing more of the request will arrive, although its connection is open. */
  isBroken(request: FastifyRequest): boolean {
    return this.broken.has(request);
  }

  answer(error: NodeJS.ErrnoException, socket: Socket): void {
    const open = this.open.get(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || (open && this.hasAnswer(open))) {
      socket.destroy();
      return;
    }
    const statusCode = STATUS_BY_CODE[error.code ?? ''] ?? 400;
    if (open === undefined) {
      this.answerUnread(statusCode, error.code, socket);
      return;
    }
    // Nothing can be read after it, so the connection ends with this answer.
    open.reply.raw.setHeader('connection', 'close');
    if (open.request.raw.complete) return;
    this.broken.add(open.request);
    const { request, reply } = open;
    const problem = Object.assign(new Error(error.code, { cause: error }), { statusCode });
    context.runWith({ requestId: request.id }, () => sendProblem(problem, request, reply));
  }

  /** A tunnel to somewhere else, which Node would end without a word. */
  refuseTunnel(socket: Socket): void {
    this.answerUnread(405, 'CONNECT', socket, { allow: '' });
  }

  private hasAnswer({ request, reply }: OpenRequest): boolean {
    return reply.raw.headersSent || this.settled.has(request);
  }

  private answerUnread(
    status: number,
    reason: string | undefined,
    socket: Socket,
    more: Readonly<Record<string, string>> = {},
  ): void {
    const requestId = newId();
    const body = JSON.stringify(
      problemBody(
        problemFacts(Object.assign(new Error(reason), { statusCode: status })),
        { id: requestId, path: '/' },
        DEFAULT_LANGUAGE,
      ),
    );
    const headers = {
      ...edgeHeaders({ requestId, path: '/', environment: this.environment }),
      'content-type': PROBLEM_MEDIA_TYPE,
      'content-language': DEFAULT_LANGUAGE,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
      ...more,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'), () =>
      socket.destroy(),
    );
    const labels = { method: UNKNOWN_METHOD, status };
    this.metrics.requestFinished({ ...labels, endpoint: UNMATCHED_ROUTE, seconds: 0 });
    logger.log(
      { ...labels, route: UNMATCHED_ROUTE, request_id: requestId, reason },
      'unreadable request answered',
    );
  }
}
