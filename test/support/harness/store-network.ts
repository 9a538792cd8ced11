import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const USUAL_PORTS: Readonly<Record<string, number>> = { 'postgresql:': 5432, 'redis:': 6379 };

/** A network between clients and a real store: it can break, refuse, and swallow what is open. */
export class StoreNetwork {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly silent = new WeakSet<Socket>();
  private trap: { readonly text: string; readonly sprung: () => void } | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('connection', (near) => {
      if (this.isDown) near.resetAndDestroy();
      else this.join(near);
    });
  }

  static async before(url: string): Promise<StoreNetwork> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StoreNetwork(server, new URL(url));
  }

  /** The store's address by way of this network. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Whether connections are refused. */
  isDown = false;

  /** How many connections are open and speak. */
  get speaking(): number {
    return [...this.pairs].filter(([near]) => !this.silent.has(near)).length;
  }

  /** What is open now neither speaks nor ends from here on. */
  swallow(): void {
    for (const pair of this.pairs) this.silence(pair);
  }

  /** The next connection on which a client says this text is swallowed behind it: the store hears it, and is never heard
   *  again. @returns when that has happened */
  async swallowAfter(text: string): Promise<void> {
    return new Promise((sprung) => {
      this.trap = { text, sprung };
    });
  }

  /** What is open now breaks. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private silence(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) this.silent.add(socket);
  }

  private join(near: Socket): void {
    const { hostname: host, port, protocol } = this.target;
    const far = connect({ host, port: Number(port) || USUAL_PORTS[protocol]!, allowHalfOpen: true });
    const pair = [near, far] as const;
    this.pairs.add(pair);
    near.on('data', (bytes) => {
      if (this.trap === null || !bytes.includes(this.trap.text)) return;
      const { sprung } = this.trap;
      this.trap = null;
      far.write(bytes);
      this.silence(pair);
      sprung();
    });
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (bytes) => this.silent.has(from) || to.write(bytes));
      from.on('end', () => this.silent.has(from) || to.end());
      from.on('error', () => this.silent.has(from) || to.destroy());
      from.on('close', () => {
        if (this.silent.has(from)) return;
        to.destroy();
        this.pairs.delete(pair);
      });
    }
  }
}
