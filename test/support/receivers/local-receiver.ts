import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What a receiver does with a request: takes it, answers with a status, never answers, or cuts the connection. */
export type ReceiverBehaviour = 'take' | 'hang' | 'cut' | { readonly status: number };

export interface TakenRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unpacked, where it came compressed. */
  readonly body: Buffer;
}

/** Something on the loopback interface that others send to. */
export class LocalReceiver {
  behaviour: ReceiverBehaviour = 'take';
  /** All that arrived, taken or not, the oldest first. */
  readonly requests: TakenRequest[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<LocalReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new LocalReceiver(server, `http://127.0.0.1:${String(port)}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void receiver.take(request, response);
    });
    return receiver;
  }

  /** Everything that arrived, for a search. */
  get bytes(): Buffer {
    const heads = this.requests.map(({ url, headers }) => Buffer.from(`${url} ${JSON.stringify(headers)}`));
    return Buffer.concat([...heads, ...this.requests.map(({ body }) => body)]);
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const packed = Buffer.concat(chunks);
    const { behaviour } = this;
    this.requests.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed,
    });
    if (behaviour === 'hang') return;
    if (behaviour === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(behaviour === 'take' ? 200 : behaviour.status).end();
  }
}
