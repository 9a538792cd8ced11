import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Mangling, mangled } from './mangling.js';

/** Hands requests on to a simulated vendor, and its answers back as somebody who means harm, or a broken line, has
 *  made them. */
export class ManglingRelay {
  /** What is done to every answer; null: nothing. */
  mangling: Mangling | null = null;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param target origin of the simulator */
  static async start(target: string): Promise<ManglingRelay> {
    let relay: ManglingRelay | null = null;
    const server = createServer((request, response) => {
      hand(request, response, target, () => relay?.mangling ?? null).catch((error: unknown) => {
        response.destroy(error as Error);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    relay = new ManglingRelay(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return relay;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const NOT_HANDED_ON: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'accept-encoding',
  'transfer-encoding',
]);

async function hand(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  manglingOf: () => Mangling | null,
): Promise<void> {
  const body = await buffer(request);
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    NOT_HANDED_ON.has(name) || value === undefined
      ? []
      : [[name, [value].flat().join(', ')] as [string, string]],
  );
  const answer = await fetch(`${target}${request.url ?? '/'}`, {
    method: request.method,
    headers,
    body: body.length === 0 ? undefined : new Uint8Array(body),
  });
  const original = {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
    body: Buffer.from(await answer.arrayBuffer()),
  };
  const mangling = manglingOf();
  const {
    status,
    headers: told,
    body: bytes,
    isCut,
  } = mangling === null ? { ...original, isCut: false } : mangled(original, mangling);
  const length = isCut ? bytes.length + 100 : bytes.length;
  response.writeHead(status, { ...told, 'content-length': String(length) });
  response.write(bytes);
  if (isCut) response.destroy();
  else response.end();
}
