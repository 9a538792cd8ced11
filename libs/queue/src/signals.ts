import { RedisSettings } from '@genesis/config';
import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { RedisConnections } from './redis-connections.js';

export type SignalListener = (message: string) => void;

/** Wakes listeners in other processes. A signal may be lost: whoever waits for one also looks at the rows now and then. */
@Injectable()
export class Signals {
  private readonly listeners = new Map<string, Set<SignalListener>>();
  private readonly logger = new Logger(Signals.name);
  private subscriber: Redis | null = null;

  constructor(
    private readonly connections: RedisConnections,
    private readonly settings: RedisSettings,
  ) {}

  /** Never throws and never waits for Redis to come back. */
  send(topic: string, message: string): void {
    if (this.connections.producer.status !== 'ready') return;
    this.connections.producer.publish(this.channel(topic), message).catch((error: unknown) => {
      this.logger.debug({ topic, error: String(error) }, 'signal lost');
    });
  }

  /** The listener is also called, with an empty message, once the subscription stands, and again whenever it stands anew after
   *  the connection was lost: what was sent before is lost.
   *  @returns a function that ends the subscription. */
  listen(topic: string, listener: SignalListener): () => void {
    const channel = this.channel(topic);
    const listeners = this.listeners.get(channel) ?? new Set<SignalListener>();
    this.listeners.set(channel, listeners.add(listener));
    const subscriber = (this.subscriber ??= this.openSubscriber());
    this.subscribe(subscriber, channel, () => {
      if (listeners.has(listener)) listener('');
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.listeners.delete(channel);
      this.quietly(subscriber.unsubscribe(channel));
    };
  }

  private openSubscriber(): Redis {
    const subscriber = this.connections.openForSubscriptions();
    subscriber.on('message', (channel: string, message: string) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
    subscriber.once('ready', () => {
      subscriber.on('ready', () => {
        this.tellOfLoss(subscriber);
      });
    });
    return subscriber;
  }

  /** ioredis has renewed the subscriptions by then, but says nothing of what was sent in between. */
  private tellOfLoss(subscriber: Redis): void {
    for (const [channel, listeners] of this.listeners) {
      this.subscribe(subscriber, channel, () => {
        for (const listener of listeners) listener('');
      });
    }
  }

  private subscribe(subscriber: Redis, channel: string, onStanding: () => void): void {
    this.quietly(subscriber.subscribe(channel).then(onStanding));
  }

  private quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.logger.debug({ error: String(error) }, 'subscription not changed');
    });
  }

  private channel(topic: string): string {
    return `${this.settings.keyPrefix}:signal:${topic}`;
  }
}
