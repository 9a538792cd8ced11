export {
  closeRedisConnection,
  endTimerWithSocket,
  PING_EVERY_MS,
  redisConnection,
  type RedisPurpose,
  SILENCE_LIMIT_MS,
} from './redis-connection.js';
export { readRedisMemory } from './redis-memory.js';
export { pingRedis, type RedisPing } from './redis-ping.js';
