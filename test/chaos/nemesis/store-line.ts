import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Connection {
  readonly client: Socket;
  readonly behind: Socket;
}

/** The network between the service and a store: its connections can be cut, or go silent for good while both ends believe
 *  in them. */
export class StoreLine {
  private readonly connections = new Set<Connection>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async to(storeUrl: string): Promise<StoreLine> {
    const server = createServer();
    const line = new StoreLine(server, new URL(storeUrl));
    server.on('connection', (client) => line.join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  /** @param url of the store; the same one through this line */
  through(url: string): string {
    const relayed = new URL(url);
    relayed.hostname = '127.0.0.1';
    relayed.port = String((this.server.address() as AddressInfo).port);
    return relayed.href;
  }

  /** Resets every connection. New ones can be made at once. @returns how many there were */
  cut(): number {
    const cut = this.connections.size;
    for (const { client, behind } of this.connections) {
      client.resetAndDestroy();
      behind.resetAndDestroy();
    }
    return cut;
  }

  /** From now on not a byte passes on the present connections, in either direction, and nobody is told: a peer that has
   *  vanished. @returns how many there were, and when the service has given up the last of them */
  fallSilent(): { readonly connections: number; readonly noticed: Promise<unknown> } {
    const silent = [...this.connections];
    for (const { client, behind } of silent) {
      client.unpipe(behind);
      behind.unpipe(client);
      // What is sent is taken and lost.
      client.resume();
      behind.resume();
    }
    const ends = silent.map(async ({ client }) =>
      client.destroyed ? null : new Promise((closed) => client.once('close', closed)),
    );
    return { connections: silent.length, noticed: Promise.all(ends) };
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private join(client: Socket): void {
    const behind = connect(Number(this.target.port), this.target.hostname);
    const connection = { client, behind };
    this.connections.add(connection);
    client.setNoDelay(true);
    behind.setNoDelay(true);
    client.pipe(behind);
    behind.pipe(client);
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        this.connections.delete(connection);
        other.destroy();
      });
    }
  }
}
