/**
 * Sessions of one owner. KEYS[1] is the index: a sorted set of session ids by their end (ms). A session's key is the
 * index's name with the session's id instead of its last part; both carry the owner as hash tag.
 * ARGV[1] is the session's key, ARGV[2] its id.
 */
const PRELUDE = `
local index, session, id = KEYS[1], ARGV[1], ARGV[2]
local redis_call = redis.call

local function now_ms()
  local time = redis_call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number) return string.format('%.0f', number) end

local function keep(life)
  local ends = now_ms() + life
  redis_call('PEXPIRE', session, life)
  redis_call('ZADD', index, text(ends), id)
  if redis_call('PTTL', index) < life then redis_call('PEXPIRE', index, life) end
  return text(ends)
end
`;
