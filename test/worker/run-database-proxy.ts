import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { waitFor } from '../support/harness/wait-for.js';

/** Stands between a worker and its database, and is as unreliable as a test asks. */
export class DatabaseProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private refused = 0;
  private trap: { readonly text: string; readonly sprung: () => void; readonly isPatient: boolean } | null =
    null;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async before(databaseUrl: string): Promise<DatabaseProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DatabaseProxy(server, new URL(databaseUrl));
  }

  /** The database by way of this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Ends every connection and refuses new ones. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  restore(): void {
    this.isCut = false;
  }

  /** Resolves when that many more attempts to connect have been refused. */
  async untilRefused(times: number): Promise<void> {
    const enough = this.refused + times;
    await waitFor(() => this.refused >= enough, {
      timeoutMs: 10_000,
      everyMs: 10,
      what: `${String(times)} refused attempts to connect`,
    });
  }

  /** The next statement with this text or value is executed, and its answer is lost with its connection.
   *  @returns when that has happened */
  async loseAnswerTo(text: string): Promise<void> {
    return this.set(text, true);
  }

  /** The same, with the connection lost at once: the statement may still be at work when the client hears of it. */
  async loseConnectionAt(text: string): Promise<void> {
    return this.set(text, false);
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private async set(text: string, isPatient: boolean): Promise<void> {
    return new Promise((sprung) => {
      this.trap = { text, sprung, isPatient };
    });
  }

  private join(client: Socket): void {
    if (this.isCut) {
      this.refused += 1;
      client.resetAndDestroy();
      return;
    }
    const database = connect(Number(this.target.port), this.target.hostname);
    let caught: (() => void) | null = null;
    const end = () => {
      client.destroy();
      database.destroy();
      this.sockets.delete(client);
    };
    this.sockets.add(client);
    for (const socket of [client, database]) socket.on('error', end).on('close', end);
    client.on('data', (bytes) => {
      database.write(bytes);
      if (!this.trap || !bytes.includes(this.trap.text)) return;
      const { isPatient, sprung } = this.trap;
      this.trap = null;
      caught = sprung;
      if (isPatient) return;
      // What was sent arrives all the same.
      database.end();
      client.destroy();
      sprung();
    });
    database.on('data', (bytes) => {
      if (!caught) {
        client.write(bytes);
        return;
      }
      end();
      caught();
    });
  }
}
