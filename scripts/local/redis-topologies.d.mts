/** A failover, in milliseconds of the Unix epoch. */
export interface Failover {
  /** Port of the primary that was killed, and of the replica that took its place. */
  readonly from: number;
  readonly to: number;
  readonly killedAt: number;
  /** All sentinels name the new primary, and it knows that it is one. */
  readonly promotedAt: number;
  /** The old primary follows the new one. */
  readonly wholeAt: number;
}

/** PEM files. The servers serve TLS on ports of their own, which are those of the address, and speak it to each other; the
 *  plain ports stay for the one who asks in between. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** A primary, two replicas and three sentinels of one's own, with passwords; they end when the process ends. */
export interface SentinelSet {
  /** `redis+sentinel://…`, complete. */
  readonly url: string;
  /** Of whoever is the primary now; without TLS. */
  primaryUrl(): Promise<string>;
  /** The port at which sentinels say that the primary is. */
  servedAt(): Promise<number>;
  primaryPid(): Promise<number>;
  /** Returns when every sentinel sees one primary that two replicas follow. */
  settled(): Promise<void>;
  /** Kills the primary (SIGKILL), waits for another one, and brings the old one back as a replica. About 3 s. */
  failOver(): Promise<Failover>;
  stop(): Promise<void>;
}

/** Three nodes without replicas that share the slots; they end when the process ends. */
export interface RedisCluster {
  /** `redis+cluster://…`, complete. */
  readonly url: string;
  /** Without TLS. */
  readonly nodeUrls: readonly string[];
  /** The ports of the address, in the same order. */
  readonly servedAt: readonly number[];
  pidOf(index: number): number;
  kill(index: number): Promise<void>;
  /** Returns when the cluster is whole again. */
  restart(index: number): Promise<void>;
  stop(): Promise<void>;
}

/** @param options dir: a folder of its own; the caller deletes it
 *  @throws CommandError when there is no redis-server, or it does not start */
export function startSentinelSet(options: { dir: string; tls?: TlsFiles | null }): Promise<SentinelSet>;

/** @throws CommandError when there is no redis-server, or it does not start */
export function startRedisCluster(options: { dir: string; tls?: TlsFiles | null }): Promise<RedisCluster>;
