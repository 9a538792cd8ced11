import { createConnection, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { RedisNode } from '@genesis/config';
import { AbstractConnector } from 'ioredis';

/** How long a socket that was asked to end may take. */
const END_MS = 2_000;

/** Connects to one of several equal nodes: to the next one at each try. */
export abstract class NodesConnector extends AbstractConnector {
  protected abstract readonly nodes: readonly RedisNode[];
  protected abstract readonly isTls: boolean;
  private tries = 0;

  constructor() {
    super(END_MS);
  }

  static of(nodes: readonly RedisNode[], isTls: boolean): new () => NodesConnector {
    return class extends NodesConnector {
      protected override readonly nodes = nodes;
      protected override readonly isTls = isTls;
    };
  }

  override connect(): Promise<Socket> {
    this.connecting = true;
    const { host, port } = this.nextNode();
    const stream = this.isTls
      ? connectTls({ host, port, servername: host })
      : createConnection({ host, port });
    stream.once('error', (error: Error) => {
      this.firstError = error;
    });
    this.stream = stream;
    return Promise.resolve(stream);
  }

  private nextNode(): RedisNode {
    const node = this.nodes[this.tries++ % this.nodes.length];
    if (node === undefined) throw new Error('the address names no node');
    return node;
  }
}
