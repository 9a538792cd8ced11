/**
 * The shared book in Lua: one script, so that every move is atomic. Redis's clock is the only one. Keys of one account
 * have one hash tag and go when nobody has asked for a minute.
 *
 * KEYS  1 state (hash: next, round, arrivals, edition), 2 waiting (ticket by round and arrival), 3 rounds (tenant by last round),
 *       4 processes (by when they asked last), 5 places (ticket by end of lease), 6 pause
 * ARGV  1 move: enter or take, 2 process, 3 pace, 4 catch-up, 5 concurrency (0: none), 6 lease, 7 ask again when full,
 *       8 longest ask, 9 silence after which a process is passed over, 10 silence after which it is forgotten;
 *       enter: 11 ticket, 12 tenant, 13 longest wait
 * A ticket is `<process>/<anything>`. Answers: refused for ms (-1: not refused), ask again in ms, edition, processes that
 * are not forgotten, granted tickets…
 */
export const PLACE_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local process = ARGV[2]
local pace, catch_up, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local kept = redis.call('HMGET', KEYS[1], 'next', 'round', 'arrivals', 'edition')
-- A clock that was set back does not stop everybody for the difference.
local next_at = math.min(tonumber(kept[1]) or 0, now + pace)
local round, arrivals = tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
local edition = kept[4] or string.format('%.0f', now * 1000)

redis.call('ZADD', KEYS[4], now, process)
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - ARGV[10])
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[5], now + 2 * ARGV[6], '+inf')

local function until_free()
  local paused = math.max(0, redis.call('PTTL', KEYS[6]))
  if pace == 0 then return paused end
  return math.max(paused, next_at - now)
end

local function ms(value) return string.format('%.0f', math.ceil(value)) end

local function rank_of(score) return redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. score) end

local refused = -1
if ARGV[1] == 'enter' and not redis.call('ZSCORE', KEYS[2], ARGV[11]) then
  local mine = math.max(round, tonumber(redis.call('ZSCORE', KEYS[3], ARGV[12])) or 0) + 1
  arrivals = (arrivals + 1) % 1000000
  -- Within a round whoever came first is first.
  local score = string.format('%.0f', mine * 1000000 + arrivals)
  local wait = until_free() + rank_of(score) * pace
  if wait > tonumber(ARGV[13]) then
    refused = wait
  else
    redis.call('ZADD', KEYS[2], score, ARGV[11])
    redis.call('ZADD', KEYS[3], mine, ARGV[12])
  end
end

-- The first who still asks. Who is silent is passed over, and forgotten when it stays so.
local silent = {}
local function head()
  local from = 0
  while true do
    local tickets = redis.call('ZRANGE', KEYS[2], from, from + 99)
    if #tickets == 0 then return end
    for _, ticket in ipairs(tickets) do
      local owner = string.match(ticket, '^[^/]+')
      if silent[owner] == nil then
        local asked = tonumber(redis.call('ZSCORE', KEYS[4], owner))
        silent[owner] = not asked and 'gone' or now - asked > tonumber(ARGV[9])
      end
      if not silent[owner] then return ticket, owner end
      if silent[owner] == 'gone' then redis.call('ZREM', KEYS[2], ticket) else from = from + 1 end
    end
  end
end

local granted, again = {}, tonumber(ARGV[8])
while true do
  if most > 0 and redis.call('ZCARD', KEYS[5]) >= most then again = tonumber(ARGV[7]) break end
  local wait = until_free()
  if wait > 0 then again = wait break end
  local ticket, owner = head()
  if not ticket then break end
  -- The place is another's, who asks at this very time too.
  if owner ~= process then again = math.max(5, math.min(pace, tonumber(ARGV[7]))) break end
  round = math.max(round, math.floor(redis.call('ZSCORE', KEYS[2], ticket) / 1000000))
  redis.call('ZREM', KEYS[2], ticket)
  redis.call('ZADD', KEYS[5], now + ARGV[6], ticket)
  next_at = math.max(next_at, now - catch_up) + pace
  granted[#granted + 1] = ticket
end

redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', round)
if redis.call('ZCARD', KEYS[2]) == 0 then
  redis.call('DEL', KEYS[3])
  round = 0
end
redis.call('HSET', KEYS[1], 'next', string.format('%.3f', next_at), 'round', round,
  'arrivals', arrivals, 'edition', edition)
for index = 1, 5 do redis.call('PEXPIRE', KEYS[index], ms(ARGV[10] + pace)) end
return {ms(refused), ms(again), edition, redis.call('ZCARD', KEYS[4]), unpack(granted)}
`;

/** KEYS[1] waiting, KEYS[2] places; ARGV tickets. */
export const DROP_SCRIPT = `
redis.call('ZREM', KEYS[1], unpack(ARGV))
return redis.call('ZREM', KEYS[2], unpack(ARGV))
`;

/** KEYS[1] places; ARGV[1] lease, then tickets. */
export const RENEW_SCRIPT = `
local time = redis.call('TIME')
local ends = time[1] * 1000 + time[2] / 1000 + ARGV[1]
for index = 2, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[index]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`;

/** KEYS[1] pause; ARGV[1] milliseconds. A longer pause that is running stays. */
export const PAUSE_SCRIPT = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1
`;
