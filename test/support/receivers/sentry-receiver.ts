import { type Event, parseEnvelope } from '@sentry/core';
import { waitFor } from '../harness/wait-for.js';
import { LocalReceiver, type ReceiverBehaviour } from './local-receiver.js';

const PUBLIC_KEY = 'publ1c_key_of_the_tests';
const PROJECT = '42';

/** An error tracker that reads Sentry envelopes. */
export class SentryReceiver {
  private constructor(readonly receiver: LocalReceiver) {}

  static async start(): Promise<SentryReceiver> {
    return new SentryReceiver(await LocalReceiver.start());
  }

  get dsn(): string {
    const url = new URL(this.receiver.url);
    url.username = PUBLIC_KEY;
    return `${url.href}${PROJECT}`;
  }

  set behaviour(behaviour: ReceiverBehaviour) {
    this.receiver.behaviour = behaviour;
  }

  /** Every event of every envelope that arrived. @throws when anything else was sent, or to another place */
  get events(): readonly Event[] {
    return this.receiver.requests.flatMap(({ method, url, body }) => {
      const { pathname, searchParams } = new URL(url, this.receiver.url);
      const isForUs =
        pathname === `/api/${PROJECT}/envelope/` && searchParams.get('sentry_key') === PUBLIC_KEY;
      if (method !== 'POST' || !isForUs) throw new Error(`not an envelope: ${method} ${url}`);
      const [, items] = parseEnvelope(body);
      return items.map(([header, payload]) => {
        if (header.type !== 'event') throw new Error(`an item of type ${header.type}`);
        return payload as Event;
      });
    });
  }

  async untilTold(isWanted: (event: Event) => boolean, what: string): Promise<Event> {
    return waitFor(() => this.events.find(isWanted), { what: `a report of ${what}`, timeoutMs: 30_000 });
  }

  stop(): Promise<void> {
    return this.receiver.stop();
  }
}
