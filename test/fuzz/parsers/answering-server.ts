import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VendorAnswer } from '../vendors/mangling.js';

/** Gives every request the same answer. */
export class AnsweringServer {
  answer: VendorAnswer & { readonly isCut?: boolean } = jsonAnswer({});

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<AnsweringServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answering = new AnsweringServer(server, `http://127.0.0.1:${String(port)}`);
    server.on('request', (request, response) => {
      const { status, headers, body, isCut = false } = answering.answer;
      request.resume();
      response.writeHead(status, { ...headers, 'content-length': body.length + (isCut ? 100 : 0) });
      response.write(body);
      if (isCut) response.destroy();
      else response.end();
    });
    return answering;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function jsonAnswer(value: unknown): VendorAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status: 200, headers, body: Buffer.from(JSON.stringify(value)) };
}
