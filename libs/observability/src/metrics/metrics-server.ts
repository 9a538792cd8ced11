import { AppError } from '@genesis/kernel';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { RequestContext } from '../request-context.js';
import { Metrics } from './metrics.js';
import type { OperatorAudit } from './operator-audit.js';
import {
  type MetRoute,
  type OperatorAnswer,
  type OperatorRoute,
  OperatorRoutes,
  STATUS_OF_KIND,
} from './operator-routes.js';
import { OperatorToken } from './operator-token.js';

/** No route reads a body: this much is passed over, and more is refused. */
const MOST_BODY_BYTES = 16 * 1024;

export interface MetricsListener {
  /** 0 means any free port. */
  readonly port: number;
  readonly host: string;
  /** Name of the setting that gave the port, for the message when it is taken. */
  readonly setting: string;
  /** The machine may be one on which somebody also reads the web. */
  readonly isDevelopment: boolean;
}

/** The port for machines that watch us and for operators: `GET /metrics`, and what other modules add. Not the public
 *  listener. Bound to loopback, and in development to whoever comes over loopback, it answers 421 to a `Host` that is
 *  neither an IP address nor `localhost`. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private readonly answers = new Map<string, () => Promise<OperatorAnswer> | OperatorAnswer>();
  private readonly routes = new OperatorRoutes();
  private readonly server: Server;
  private readonly context = new RequestContext();
  private audit: OperatorAudit | null = null;

  constructor(
    private readonly metrics: Metrics,
    /** Null where nobody listens. */
    private readonly listener: MetricsListener | null,
    private readonly token: OperatorToken = new OperatorToken(null),
  ) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.logger.error({ err: error }, 'operator request failed');
        send(response, 500, 'application/json', JSON.stringify({ error: 'INTERNAL_SERVER_ERROR' }));
      });
    });
  }

  /** Serves `GET <path>`, for example the health of a process that has no other listener. */
  handle(path: `/${string}`, answer: () => Promise<OperatorAnswer> | OperatorAnswer): void {
    this.answers.set(path, answer);
  }

  /** Serves a route of operators. One that is no GET needs the OPERATOR_TOKEN. */
  route(route: OperatorRoute): void {
    this.routes.add(route);
  }

  /** Has changes of operators written down. */
  auditWith(audit: OperatorAudit): void {
    this.audit = audit;
  }

  /** The port that is really used; null before the start. */
  get port(): number | null {
    return (this.server.address() as AddressInfo | null)?.port ?? null;
  }

  /** @throws AppError PORT_TAKEN naming the setting. */
  async onApplicationBootstrap(): Promise<void> {
    const { listener } = this;
    if (listener === null) return;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (cause) => reject(portError(cause, listener)));
      this.server.listen(listener.port, listener.host, () => resolve());
    });
    this.logger.log({ port: this.port, setting: listener.setting }, 'metrics listen');
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = request.url?.split('?', 2) ?? [];
    const method = request.method ?? '';
    if (this.isMisdirected(request)) {
      send(response, 421, 'application/json', JSON.stringify({ error: 'MISDIRECTED_REQUEST' }));
      return;
    }
    const met = this.routes.find(method, path);
    response.once('close', this.lineOf(method, met?.route.path ?? this.fixed(path), response));
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && path === '/metrics') {
      const text = await this.metrics.registry.metrics();
      send(response, 200, this.metrics.registry.contentType, text);
      return;
    }
    if (met) {
      const address = request.socket.remoteAddress;
      await this.context.runWith({ requestId: null, address }, () =>
        this.operate(request, response, met, new URLSearchParams(search)),
      );
      return;
    }
    const answer = isRead ? this.answers.get(path) : undefined;
    if (answer === undefined) {
      send(response, 404, 'application/json', JSON.stringify({ error: 'NOT_FOUND' }));
      return;
    }
    const { status, body } = await answer();
    send(response, status, 'application/json', JSON.stringify(body));
  }

  private async operate(
    request: IncomingMessage,
    response: ServerResponse,
    { route, params }: MetRoute,
    query: URLSearchParams,
  ): Promise<void> {
    const remoteAddress = request.socket.remoteAddress ?? null;
    if (hasTooMuchBody(request)) {
      response.setHeader('connection', 'close');
      send(response, 413, 'application/json', JSON.stringify({ error: 'PAYLOAD_TOO_LARGE' }));
      return;
    }
    try {
      if (route.method !== 'GET') {
        this.token.check(request.headersDistinct.authorization);
        await this.writeDown({ route, params });
      }
      const { status, body } = await route.answer({ params, query, remoteAddress });
      send(response, status, 'application/json', JSON.stringify(body));
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'internal') throw error;
      const status = STATUS_OF_KIND[error.kind];
      if (route.method !== 'GET') {
        const fields = { route: route.path, code: error.code, status, remote_address: remoteAddress };
        this.logger.warn(fields, 'operator refused');
        await this.audit
          ?.refused({ route: route.path, params, code: error.code })
          .catch((cause: unknown) => this.tellNotWritten(cause, route));
      }
      if (status === 401) response.setHeader('www-authenticate', 'Bearer');
      const { code, message, details } = error;
      send(response, status, 'application/json', JSON.stringify({ error: code, message, details }));
    }
  }

  private async writeDown({ route, params }: MetRoute): Promise<void> {
    if (route.audit === 'itself') return;
    try {
      await this.audit?.begun({ route: route.path, params });
    } catch (cause) {
      this.tellNotWritten(cause, route);
      if (route.audit === 'if_possible') return;
      throw new AppError({
        code: 'AUDIT_UNAVAILABLE',
        kind: 'upstream_unavailable',
        message: 'the act could not be written into the audit log, and was not done',
        cause,
      });
    }
  }

  private tellNotWritten(err: unknown, { path }: OperatorRoute): void {
    this.logger.warn({ err, route: path }, 'an act was not written into the audit log');
  }

  /** True for a name that somebody made lead to this machine: a page of theirs, open in a browser here, could read what
   *  needs no token (DNS rebinding). By which names other machines reach a listener that is open to them is not known,
   *  and in a cluster a proxy beside the process may come from the same machine with such a name. */
  private isMisdirected({ headers: { host }, socket }: IncomingMessage): boolean {
    if (this.listener === null || host === undefined) return false;
    const isHere =
      this.listener.isDevelopment && isOwnName(socket.localAddress?.replace(/^::ffff:/, '') ?? '');
    if (!isHere && !isOwnName(this.listener.host)) return false;
    const name = URL.parse(`http://${host}`)?.hostname.replace(/^\[|\]$|\.$/g, '') ?? '';
    return isIP(name) === 0 && !isOwnName(name);
  }

  private fixed(path: string): string {
    return path === '/metrics' || this.answers.has(path) ? path : 'unmatched';
  }

  /** At debug: whoever watches asks often. */
  private lineOf(method: string, route: string, response: ServerResponse): () => void {
    const startedAtMs = performance.now();
    return () => {
      const durationMs = Math.round((performance.now() - startedAtMs) * 10) / 10;
      const fields = { route, method, status: response.statusCode, duration_ms: durationMs };
      this.logger.debug(fields, 'operator request');
    };
  }
}

/** Whether a host is this machine for every resolver: a loopback address, `localhost`, or a name below it. */
function isOwnName(host: string): boolean {
  return host === '::1' || (isIP(host) === 4 && host.startsWith('127.')) || /(?:^|\.)localhost$/.test(host);
}

/** How long one is that comes in chunks, nobody knows. */
function hasTooMuchBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES
  );
}

function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

function portError(cause: NodeJS.ErrnoException, { port, setting }: MetricsListener): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  return new AppError({
    code: 'PORT_TAKEN',
    kind: 'internal',
    message: `${setting}: port ${port} is taken; free it or set ${setting} to another one (0 takes any)`,
    cause,
  });
}
