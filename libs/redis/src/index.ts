export {
  openRedis,
  openRedisSubscriber,
  pingPrimaries,
  primariesOf,
  type RedisClient,
} from './redis-client.js';
export {
  closeRedisConnection,
  isOfReplica,
  PING_EVERY_MS,
  redisConnection,
  type RedisPurpose,
  SILENCE_LIMIT_MS,
} from './redis-connection.js';
export { NO_EVICTION, readEvictionPolicy, readRedisMemory } from './redis-memory.js';
export { evictionPolicyAt, pingRedis, RedisFormError, type RedisPing } from './redis-ping.js';
