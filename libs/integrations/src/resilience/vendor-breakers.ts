import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  handleWhenResult,
  type IBackoffFactory,
} from 'cockatiel';
import type { Capability } from '../vendor/vendor.errors.js';
import { MostlyFailing, type MostlyFailingRules } from './mostly-failing.js';

export interface BreakerRules extends MostlyFailingRules {
  /** How long it stays open; then one call is let through to see. */
  readonly openMs: number;
}

export type BreakerState = 'closed' | 'open' | 'half_open';

/** What a call tells its breaker. */
export interface Verdict {
  readonly isVendorIll: boolean;
  /** Cut short by the caller: proves nothing. */
  readonly isUndecided: boolean;
}

export type BreakerListener = (account: string, capability: Capability, state: BreakerState) => void;

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};

interface Breaker {
  readonly policy: CircuitBreakerPolicy;
  /** By the clock of the process, which nobody sets. */
  openedAtMs: number;
}

/** One breaker for each account and capability, of this process: what others see they find out as fast. */
export class VendorBreakers {
  private readonly breakers = new Map<string, Breaker>();

  constructor(
    private readonly rules: BreakerRules,
    private readonly onChange: BreakerListener = () => undefined,
  ) {}

  state(account: string, capability: Capability): BreakerState {
    const breaker = this.breakers.get(keyOf(account, capability));
    return breaker ? STATES[breaker.policy.state] : 'closed';
  }

  /** Whether a request would be sent now. While one call finds out how the vendor is, nobody else waits for it. */
  letsThrough(account: string, capability: Capability): boolean {
    const breaker = this.breakers.get(keyOf(account, capability));
    if (breaker === undefined || breaker.policy.state === CircuitState.Closed) return true;
    return breaker.policy.state === CircuitState.Open && this.isDue(breaker);
  }

  /** Runs `act`, and learns from what it resolves with. @returns null when nothing was let through */
  async run<V extends Verdict>(
    account: string,
    capability: Capability,
    act: () => Promise<V>,
  ): Promise<V | null> {
    const { policy } = this.breakerOf(account, capability);
    if (policy.state === CircuitState.HalfOpen) return null;
    try {
      return await policy.execute(act);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return null;
      throw error;
    }
  }

  private isDue({ openedAtMs }: Breaker): boolean {
    return performance.now() - openedAtMs >= this.rules.openMs;
  }

  private breakerOf(account: string, capability: Capability): Breaker {
    const key = keyOf(account, capability);
    const known = this.breakers.get(key);
    if (known) return known;
    const policy: CircuitBreakerPolicy = circuitBreaker(
      handleWhenResult((verdict) => {
        const { isVendorIll, isUndecided } = verdict as Verdict;
        // A trial that was cut short leaves the breaker open; while it is closed it proves nothing.
        return isVendorIll || (isUndecided && policy.state === CircuitState.HalfOpen);
      }),
      { breaker: new MostlyFailing(this.rules), halfOpenAfter: onceTrue(() => this.isDue(breaker)) },
    );
    const breaker: Breaker = { policy, openedAtMs: 0 };
    policy.onStateChange((state) => {
      if (state === CircuitState.Open) breaker.openedAtMs = performance.now();
      this.onChange(account, capability, STATES[state]);
    });
    this.breakers.set(key, breaker);
    return breaker;
  }
}

/** cockatiel goes by the time of the day: put back by an hour, that would keep a breaker open for an hour. So it is told of a
 *  time that is over, or never is. */
function onceTrue(isDue: () => boolean): IBackoffFactory<unknown> {
  const wait = {
    get duration() {
      return isDue() ? -Infinity : Infinity;
    },
    next: () => wait,
  };
  return wait;
}

const keyOf = (account: string, capability: Capability): string => `${account}/${capability}`;
