interface Planned {
  readonly atS: number;
  readonly order: number;
  readonly happen: () => void;
}

/** A clock that jumps from event to event. Events of the same moment come in the order in which they were planned. */
export class EventLoop {
  nowS = 0;
  private planned = 0;
  /** A binary heap: nobody is earlier than the one above. */
  private readonly heap: Planned[] = [];

  after(delayS: number, happen: () => void): void {
    const event = { atS: this.nowS + delayS, order: (this.planned += 1), happen };
    let at = this.heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isEarlier(event, this.known(above))) break;
      this.heap[at] = this.known(above);
      at = above;
    }
    this.heap[at] = event;
  }

  /** Lets everything happen that is planned up to a moment. */
  run(untilS = Number.POSITIVE_INFINITY): void {
    for (let next = this.heap[0]; next !== undefined && next.atS <= untilS; next = this.heap[0]) {
      this.removeFirst();
      this.nowS = next.atS;
      next.happen();
    }
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    const { length } = this.heap;
    if (last === undefined || length === 0) return;
    let at = 0;
    for (let below = 1; below < length; below = 2 * at + 1) {
      if (below + 1 < length && isEarlier(this.known(below + 1), this.known(below))) below += 1;
      if (!isEarlier(this.known(below), last)) break;
      this.heap[at] = this.known(below);
      at = below;
    }
    this.heap[at] = last;
  }

  /** @param at below the length of the heap */
  private known(at: number): Planned {
    return this.heap[at] as Planned;
  }
}

const isEarlier = (one: Planned, other: Planned): boolean =>
  one.atS < other.atS || (one.atS === other.atS && one.order < other.order);

/** A first-in, first-out queue in front of equal places. `use` holds a place for a given time, `take` until `free`. */
export class Station {
  /** Place-seconds that were used. */
  busyS = 0;
  readonly waitsS: number[] = [];
  taken = 0;
  mostTaken = 0;
  private readonly queue: { readonly sinceS: number; readonly begin: () => void }[] = [];
  private first = 0;

  constructor(
    private readonly loop: EventLoop,
    private readonly places: number,
  ) {}

  get waiting(): number {
    return this.queue.length - this.first;
  }

  use(serviceS: number, then: () => void): void {
    this.take(() => {
      this.busyS += serviceS;
      this.loop.after(serviceS, () => {
        this.free();
        then();
      });
    });
  }

  take(begin: () => void): void {
    if (this.taken < this.places) {
      this.waitsS.push(0);
      this.begin(begin);
    } else {
      this.queue.push({ sinceS: this.loop.nowS, begin });
    }
  }

  free(): void {
    this.taken -= 1;
    const next = this.queue[this.first];
    if (next === undefined) return;
    this.first += 1;
    if (this.first > 10_000) {
      this.queue.splice(0, this.first);
      this.first = 0;
    }
    this.waitsS.push(this.loop.nowS - next.sinceS);
    this.begin(next.begin);
  }

  private begin(begin: () => void): void {
    this.taken += 1;
    this.mostTaken = Math.max(this.mostTaken, this.taken);
    begin();
  }
}

export interface AccountLimits {
  readonly requestsPerSecond?: number;
  readonly concurrency?: number;
}

/** As `paceMs` of the vendor limits has it: places are so many seconds ÷ rate apart. */
const WINDOW_S = 1.2;

/** A vendor's account with the limits that all processes keep together. Who would wait for too long is refused. */
export class Account {
  granted = 0;
  refused = 0;
  private inUse = 0;
  private nextAtS = 0;
  private isLooking = false;
  private readonly paceS: number;
  private readonly most: number;
  private readonly queue: { untilS: number; readonly begin: () => void; readonly refuse: () => void }[] = [];

  constructor(
    private readonly loop: EventLoop,
    { requestsPerSecond, concurrency = Number.POSITIVE_INFINITY }: AccountLimits,
  ) {
    this.paceS = requestsPerSecond === undefined ? 0 : WINDOW_S / requestsPerSecond;
    this.most = concurrency;
  }

  take(maxWaitS: number, begin: () => void, refuse: () => void): void {
    const startsInS = Math.max(0, this.nextAtS - this.loop.nowS) + this.queue.length * this.paceS;
    if (startsInS > maxWaitS) {
      this.refused += 1;
      refuse();
      return;
    }
    const ticket = { untilS: this.loop.nowS + maxWaitS, begin, refuse };
    this.queue.push(ticket);
    this.grant();
    if (ticket.untilS < Number.POSITIVE_INFINITY && this.queue.includes(ticket)) {
      this.loop.after(maxWaitS, () => {
        this.giveUp(ticket);
      });
    }
  }

  free(): void {
    this.inUse -= 1;
    this.grant();
  }

  private giveUp(ticket: (typeof this.queue)[number]): void {
    const at = this.queue.indexOf(ticket);
    if (at < 0) return;
    this.queue.splice(at, 1);
    this.refused += 1;
    ticket.refuse();
  }

  private grant(): void {
    while (this.queue.length > 0 && this.inUse < this.most) {
      const { nowS } = this.loop;
      if (this.nextAtS > nowS) {
        this.lookAgainIn(this.nextAtS - nowS);
        return;
      }
      this.nextAtS = Math.max(this.nextAtS, nowS) + this.paceS;
      this.inUse += 1;
      this.granted += 1;
      this.queue.shift()?.begin();
    }
  }

  private lookAgainIn(delayS: number): void {
    if (this.isLooking) return;
    this.isLooking = true;
    this.loop.after(delayS, () => {
      this.isLooking = false;
      this.grant();
    });
  }
}
