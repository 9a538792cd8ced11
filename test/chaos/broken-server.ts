import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

export interface HeldConnection {
  readonly openedAt: number;
  /** Milliseconds of the Unix epoch; null while it is open. */
  closedAt: number | null;
}

/** A port at which TLS never comes about: it says nothing, or closes the connection at the first byte. */
export class BrokenServer {
  readonly connections: HeldConnection[] = [];

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(does: 'nothing' | 'cut'): Promise<BrokenServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const broken = new BrokenServer(server, (server.address() as AddressInfo).port);
    server.on('connection', (socket) => {
      const held: HeldConnection = { openedAt: Date.now(), closedAt: null };
      broken.connections.push(held);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        held.closedAt = Date.now();
      });
      // Reading it, or it would not be noticed that the other side has gone.
      socket.on('data', () => {
        if (does === 'cut') socket.destroy();
      });
    });
    return broken;
  }

  get openCount(): number {
    return this.connections.filter(({ closedAt }) => closedAt === null).length;
  }

  /** How long each client waited before it left. */
  get heldForMs(): readonly number[] {
    return this.connections.map(({ openedAt, closedAt }) => (closedAt ?? NaN) - openedAt);
  }

  async stop(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A port at which nobody listens. */
export async function aRefusingPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
