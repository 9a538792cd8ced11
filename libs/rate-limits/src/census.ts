import type { RedisClient } from '@genesis/redis';

const CALLED_EVERY_MS = 5_000;
/** A process that has not been heard of for so long is not counted. */
const FORGOTTEN_AFTER_MS = 15_000;

/** KEYS[1] processes by when they were last heard of; ARGV[1] who calls, ARGV[2] milliseconds until it is forgotten. */
const CALL_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
`;

/** Method that `defineCommand` adds at run time. */
interface CensusCommands {
  readonly rateLimitCensus: (keyCount: number, ...keysAndArguments: readonly string[]) => Promise<number>;
}

/** How many processes count requests: while Redis is away each keeps to its part. */
export class Census {
  private timer: NodeJS.Timeout | null = null;
  private readonly key: string;
  private readonly commands: CensusCommands;

  constructor(
    private readonly client: RedisClient,
    private readonly options: {
      readonly keyPrefix: string;
      /** Unlike any other's. */
      readonly process: string;
      readonly onCounted: (processes: number) => void;
    },
  ) {
    this.key = `${options.keyPrefix}:rl:{processes}`;
    client.defineCommand('rateLimitCensus', { lua: CALL_SCRIPT });
    this.commands = client as unknown as CensusCommands;
  }

  async begin(): Promise<void> {
    this.timer = setInterval(() => void this.call(), CALLED_EVERY_MS).unref();
    await this.call();
  }

  /** The others share what this process leaves. */
  async end(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.client.zrem(this.key, this.options.process).catch(() => undefined);
  }

  private async call(): Promise<void> {
    try {
      const { process, onCounted } = this.options;
      onCounted(await this.commands.rateLimitCensus(1, this.key, process, String(FORGOTTEN_AFTER_MS)));
    } catch {
      // Away: the last count is as good as any.
    }
  }
}
