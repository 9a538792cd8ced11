/**
 * Sessions of one owner. KEYS[1] is a session (hash: version, snapshot, modified in ms), KEYS[2] the index of the
 * owner's sessions (sorted set of ids by their end in ms), which lives as long as its longest session. A reply is a
 * list whose first item is OK or the reason.
 */
const PRELUDE = `
local session, index = KEYS[1], KEYS[2]
local redis_call = redis.call

local function now_ms()
  local time = redis_call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number) return string.format('%.0f', number) end

-- Gives the session so many milliseconds from now, or leaves a longer life as it is; returns its end.
local function keep(id, life)
  life = math.max(life, redis_call('PTTL', session))
  local ends = text(now_ms() + life)
  redis_call('PEXPIRE', session, life)
  redis_call('ZADD', index, ends, id)
  if redis_call('PTTL', index) < life then redis_call('PEXPIRE', index, life) end
  return ends
end
`;

/** id, life in ms, snapshot, expected version or '' → version, modified, end */
const WRITE = `${PRELUDE}
local current = tonumber(redis_call('HGET', session, 'version') or 0)
if ARGV[4] ~= '' and tonumber(ARGV[4]) ~= current then return { 'VERSION_CONFLICT', text(current) } end
local version, modified = text(current + 1), text(now_ms())
redis_call('HSET', session, 'version', version, 'snapshot', ARGV[3], 'modified', modified)
return { 'OK', version, modified, keep(ARGV[1], tonumber(ARGV[2])) }
`;

/** id, life in ms → version, modified, end, snapshot */
const READ = `${PRELUDE}
local found = redis_call('HMGET', session, 'version', 'modified', 'snapshot')
if not found[1] then return { 'SESSION_NOT_FOUND' } end
return { 'OK', found[1], found[2], keep(ARGV[1], tonumber(ARGV[2])), found[3] }
`;

/** id, life in ms → end */
const EXTEND = `${PRELUDE}
if redis_call('EXISTS', session) == 0 then return { 'SESSION_NOT_FOUND' } end
return { 'OK', keep(ARGV[1], tonumber(ARGV[2])) }
`;

/** id */
const DELETE = `${PRELUDE}
redis_call('ZREM', index, ARGV[1])
if redis_call('UNLINK', session) == 0 then return { 'SESSION_NOT_FOUND' } end
return { 'OK' }
`;

/** KEYS[1] is the prefix of the owner's sessions, which is also the name they hash by → id, end, id, end, … */
const LIST = `${PRELUDE}
redis_call('ZREMRANGEBYSCORE', index, '-inf', text(now_ms()))
local entries, reply = redis_call('ZRANGE', index, 0, -1, 'WITHSCORES'), { 'OK' }
for at = 1, #entries, 2 do
  if redis_call('EXISTS', session .. entries[at]) == 1 then
    reply[#reply + 1] = entries[at]
    reply[#reply + 1] = entries[at + 1]
  else
    redis_call('ZREM', index, entries[at])
  end
end
return reply
`;

export const SESSION_SCRIPTS = {
  sessionWrite: WRITE,
  sessionRead: READ,
  sessionExtend: EXTEND,
  sessionDelete: DELETE,
  sessionList: LIST,
} as const;
