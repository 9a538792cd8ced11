import type { Json } from '@genesis/kernel';

/** Answers of vendors that every process may use again. A cache: a Redis that is away is a miss, never an error. */
export abstract class SharedCache {
  /** @param kind closed set, e.g. `search`; @param key any text, hashed. Null when there is nothing, or nothing readable. */
  abstract get(kind: string, key: string): Promise<Json | null>;

  abstract set(kind: string, key: string, value: Json, ttlSeconds: number): Promise<void>;
}
