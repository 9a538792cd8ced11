import type { RedisClient } from '@genesis/redis';
import { RedisVirtualFiles } from '../../../libs/redis-vfs/src/redis-virtual-files.js';
import type { VirtualFilesSubject } from '../../../libs/redis-vfs/src/testing/virtual-files.subject.js';

/** Moves every deadline of a workspace nearer: what time does, without its taking any. KEYS[1] hash, ARGV[1] ms. */
const PASS_TIME = `
local left = redis.call('PTTL', KEYS[1]) - ARGV[1]
if left <= 0 then return redis.call('UNLINK', KEYS[1]) end
redis.call('PEXPIRE', KEYS[1], left)
local function shift(text) return string.format('%.0f', text - ARGV[1]) end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local value = redis.call('HGET', KEYS[1], field)
  if field == 'exp' then
    redis.call('HSET', KEYS[1], field, shift(value))
  elseif string.sub(field, 1, 2) == 's:' then
    local before, expires, after = string.match(value, '^(%d+\\n%d+\\n%d+\\n)(%d+)(.*)$')
    if expires ~= '0' then redis.call('HSET', KEYS[1], field, before .. shift(expires) .. after) end
  end
end
return 1
`;

/** The virtual files of a Redis as the contract wants them: two clients, and a way to let time pass. */
export async function redisFilesSubject(
  open: () => RedisClient,
  keyPrefix: string,
): Promise<VirtualFilesSubject> {
  const connections = [open(), open()] as const;
  return {
    clients: ({ artifacts, ...options }) => [
      new RedisVirtualFiles(connections[0], { keyPrefix, ...options }, artifacts),
      new RedisVirtualFiles(connections[1], { keyPrefix, stagedFromBytes: 4, ...options }, artifacts),
    ],
    passTime: async (workspaceId, seconds) => {
      await connections[0].eval(PASS_TIME, 1, `${keyPrefix}:vfs:{${workspaceId}}:files`, seconds * 1_000);
    },
    close: async () => {
      await Promise.all(connections.map((connection) => connection.quit()));
    },
  };
}
