import { IsBoolean, IsInt, IsObject, Max, Min } from 'class-validator';
import {
  boolean,
  integer,
  list,
  seconds,
  type SettingReader,
  UnreadableSetting,
} from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

const MOST = 10_000;

/** `account=number` entries. An account may be named once. */
function byAccount(label: string, number: RegExp): SettingReader<Readonly<Record<string, number>>> {
  return {
    label,
    read(written) {
      const entries = list.read(written);
      if (entries instanceof UnreadableSetting) return entries;
      const numbers = new Map<string, number>();
      for (const [index, entry] of entries.entries()) {
        const [account = '', text = '', ...more] = entry.split('=').map((part) => part.trim());
        const value = Number(text);
        const isReadable = /^[a-z][a-z0-9-]*$/.test(account) && number.test(text) && more.length === 0;
        if (!isReadable || value <= 0 || value > MOST || numbers.has(account)) {
          return new UnreadableSetting(`entry ${index + 1} must be account=number, each account once`);
        }
        numbers.set(account, value);
      }
      return Object.fromEntries(numbers);
    },
  };
}

/** What vendors allow us, and when we leave one alone. */
export class VendorSettings {
  /** By account; an account that is not named has the limits that its adapter knows, if any. */
  @Setting({
    name: 'VENDOR_REQUESTS_PER_SECOND',
    doc: 'Requests per second that a vendor account allows, over all processes: `account=number`, fractions allowed.',
    type: byAccount('list of account=number', /^\d+(\.\d+)?$/),
    default: 'openai=8,anthropic=8,deepseek=8,kimi=3',
  })
  @IsObject()
  readonly requestsPerSecond: Readonly<Record<string, number>>;

  @Setting({
    name: 'VENDOR_CONCURRENCY',
    doc: 'Requests at a time that a vendor account allows, over all processes: `account=integer`.',
    type: byAccount('list of account=integer', /^\d+$/),
    default: 'openai=64,anthropic=64,deepseek=64,kimi=16',
  })
  @IsObject()
  readonly concurrency: Readonly<Record<string, number>>;

  @Setting({
    name: 'VENDOR_BREAKER_FAILURES',
    doc: 'Failures of a vendor within VENDOR_BREAKER_WINDOW_S, more than its successes, after which nothing is sent for VENDOR_BREAKER_OPEN_S.',
    type: integer,
    default: 5,
  })
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly breakerFailures: number;

  @Setting({
    name: 'VENDOR_BREAKER_WINDOW_S',
    doc: 'Time in which the failures of a vendor are counted, in seconds.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  readonly breakerWindowMs: number;

  @Setting({
    name: 'VENDOR_BREAKER_OPEN_S',
    doc: 'Time for which a failing vendor is left alone before one call tries it again, in seconds.',
    type: seconds,
    default: 30,
  })
  @IsInt()
  readonly breakerOpenMs: number;

  @Setting({
    name: 'ENABLE_PROVIDER_FALLBACK',
    doc: 'Whether the next provider of the plan is asked when one fails; else the knowledge engine stands in at once.',
    type: boolean,
    default: true,
  })
  @IsBoolean()
  readonly isFallbackEnabled: boolean;
}
