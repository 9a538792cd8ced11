/**
 * The workspace's operations as Lua. One hash holds a whole workspace, so that an eviction or an expiry takes all of it
 * or nothing, and one deadline serves all files:
 *
 *   owner        who may touch it
 *   files, bytes totals, checked against the limits
 *   floor        highest revision of any path that is gone; a new path starts above it, which keeps revisions rising
 *                across delete and re-creation without a tombstone per path
 *   exp          no file expires before this time, ms; absent when no file has a time to live
 *   s:<path>     stat: revision, size, created, expires, modified (ms), sha256, media type, author; one a line
 *   f:<path>     content
 *
 * KEYS[1] is the hash. ARGV: owner, life in ms, '1' to go on when the hash is absent ('0': answer ABSENT), then the
 * operation's own. A reply is a list whose first item is OK or the reason.
 */
const PRELUDE = `
local key, owner, life = KEYS[1], ARGV[1], tonumber(ARGV[2])
local redis_call = redis.call

local function now_ms()
  local time = redis_call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number) return string.format('%.0f', number) end

local function parse(stat)
  if not stat then return nil end
  local revision, size, created, expires, rest = string.match(stat, '^(%d+)\\n(%d+)\\n(%d+)\\n(%d+)\\n(.*)$')
  return { revision = tonumber(revision), size = tonumber(size), created = created, expires = tonumber(expires), rest = rest }
end

local function compose(file)
  return text(file.revision) .. '\\n' .. text(file.size) .. '\\n' .. file.created .. '\\n' .. text(file.expires) .. '\\n' .. file.rest
end

-- Renews at most once a second: each renewal is a write to the replicas and the append-only file.
local function keep(ms)
  if redis_call('PTTL', key) < ms - math.min(1000, ms / 10) then redis_call('PEXPIRE', key, ms) end
end

local function paths()
  local found = {}
  for _, field in ipairs(redis_call('HKEYS', key)) do
    if string.sub(field, 1, 2) == 's:' then found[#found + 1] = string.sub(field, 3) end
  end
  return found
end

local function purge(now)
  local head = redis_call('HMGET', key, 'files', 'bytes', 'floor')
  local files, bytes, floor, earliest = tonumber(head[1]), tonumber(head[2]), tonumber(head[3]), nil
  for _, path in ipairs(paths()) do
    local file = parse(redis_call('HGET', key, 's:' .. path))
    if file.expires > 0 and file.expires <= now then
      redis_call('HDEL', key, 's:' .. path, 'f:' .. path)
      files, bytes, floor = files - 1, bytes - file.size, math.max(floor, file.revision)
    elseif file.expires > 0 and (not earliest or file.expires < earliest) then
      earliest = file.expires
    end
  end
  redis_call('HSET', key, 'files', text(files), 'bytes', text(bytes), 'floor', text(floor))
  if earliest then redis_call('HSET', key, 'exp', text(earliest)) else redis_call('HDEL', key, 'exp') end
end

-- Lets the owner in: nil, or the reply that refuses. Expired files are gone afterwards.
local function enter()
  local head = redis_call('HMGET', key, 'owner', 'exp')
  if not head[1] then
    if ARGV[3] == '0' then return { 'ABSENT' } end
    return nil
  end
  if head[1] ~= owner then return { 'WORKSPACE_NOT_FOUND' } end
  if head[2] then
    local now = now_ms()
    if tonumber(head[2]) <= now then purge(now) end
  end
  keep(life)
  return nil
end

local function totals()
  local head = redis_call('HMGET', key, 'files', 'bytes', 'floor')
  return tonumber(head[1] or 0), tonumber(head[2] or 0), tonumber(head[3] or 0)
end

local refusal = enter()
if refusal then return refusal end
`;

/** path, content, size, sha256, media type, author, expected revision or '', life of the file in ms (0: the workspace's, -1: as before), most files, most bytes → stat */
const WRITE = `${PRELUDE}
local path, content, size, file_life = ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[11])
local head = redis_call('HMGET', key, 's:' .. path, 'files', 'bytes', 'floor', 'exp')
local old = parse(head[1])
local files, bytes, floor = tonumber(head[2] or 0), tonumber(head[3] or 0), tonumber(head[4] or 0)

local current = old and old.revision or 0
if ARGV[10] ~= '' and tonumber(ARGV[10]) ~= current then return { 'REVISION_CONFLICT', text(current) } end

local grown = bytes - (old and old.size or 0) + size
if not old and files >= tonumber(ARGV[12]) then return { 'WORKSPACE_FULL', 'files' } end
if grown > bytes and grown > tonumber(ARGV[13]) then return { 'WORKSPACE_FULL', 'bytes' } end

local now = now_ms()
local expires = 0
if file_life > 0 then expires = now + file_life elseif file_life < 0 and old then expires = old.expires end
local stat = compose({
  revision = (old and old.revision or floor) + 1,
  size = size,
  created = old and old.created or text(now),
  expires = expires,
  rest = text(now) .. '\\n' .. ARGV[7] .. '\\n' .. ARGV[8] .. '\\n' .. ARGV[9],
})
redis_call('HSET', key, 'owner', owner, 'files', text(old and files or files + 1), 'bytes', text(grown),
  'floor', text(floor), 's:' .. path, stat, 'f:' .. path, content)
if expires > 0 and (not head[5] or expires < tonumber(head[5])) then redis_call('HSET', key, 'exp', text(expires)) end
keep(math.max(life, file_life))
return { 'OK', stat }
`;

/** path → stat, content */
const READ = `${PRELUDE}
local file = redis_call('HMGET', key, 's:' .. ARGV[4], 'f:' .. ARGV[4])
if not file[1] then return { 'FILE_NOT_FOUND' } end
return { 'OK', file[1], file[2] }
`;

/** path → stat */
const STAT = `${PRELUDE}
local stat = redis_call('HGET', key, 's:' .. ARGV[4])
if not stat then return { 'FILE_NOT_FOUND' } end
return { 'OK', stat }
`;

/** prefix → path, stat, path, stat, … */
const LIST = `${PRELUDE}
local prefix, reply = ARGV[4], { 'OK' }
for _, path in ipairs(paths()) do
  if string.sub(path, 1, #prefix) == prefix then
    reply[#reply + 1] = path
    reply[#reply + 1] = redis_call('HGET', key, 's:' .. path)
  end
end
return reply
`;

/** directory or file, prefix of the directory, literal text → path, content, path, content, … of the files that contain it */
const SEARCH = `${PRELUDE}
local exact, prefix, needle, reply = ARGV[4], ARGV[5], ARGV[6], { 'OK' }
for _, path in ipairs(paths()) do
  if path == exact or string.sub(path, 1, #prefix) == prefix then
    local content = redis_call('HGET', key, 'f:' .. path)
    if string.find(content, needle, 1, true) then
      reply[#reply + 1] = path
      reply[#reply + 1] = content
    end
  end
end
return reply
`;

/** from, to → stat */
const MOVE = `${PRELUDE}
local from, to = ARGV[4], ARGV[5]
local file = redis_call('HMGET', key, 's:' .. from, 'f:' .. from, 's:' .. to)
if not file[1] then return { 'FILE_NOT_FOUND' } end
if file[3] then return { 'FILE_EXISTS' } end
local moved = parse(file[1])
local _, _, floor = totals()
floor = math.max(floor, moved.revision)
moved.revision = floor + 1
local stat = compose(moved)
redis_call('HDEL', key, 's:' .. from, 'f:' .. from)
redis_call('HSET', key, 'floor', text(floor), 's:' .. to, stat, 'f:' .. to, file[2])
return { 'OK', stat }
`;

/** path */
const DELETE = `${PRELUDE}
local path = ARGV[4]
local file = parse(redis_call('HGET', key, 's:' .. path))
if not file then return { 'FILE_NOT_FOUND' } end
local files, bytes, floor = totals()
redis_call('HDEL', key, 's:' .. path, 'f:' .. path)
redis_call('HSET', key, 'files', text(files - 1), 'bytes', text(bytes - file.size), 'floor', text(math.max(floor, file.revision)))
return { 'OK' }
`;

const DESTROY = `${PRELUDE}
redis_call('UNLINK', key)
return { 'OK' }
`;

/** floor, total bytes, then path, stat, content of each file → '1' when the files were restored */
const RESTORE = `${PRELUDE}
if redis_call('EXISTS', key) == 1 then return { 'OK', '0' } end
local files = (#ARGV - 5) / 3
redis_call('HSET', key, 'owner', owner, 'files', text(files), 'bytes', ARGV[5], 'floor', ARGV[4])
for at = 6, #ARGV, 3 do
  redis_call('HSET', key, 's:' .. ARGV[at], ARGV[at + 1], 'f:' .. ARGV[at], ARGV[at + 2])
end
keep(life)
return { 'OK', '1' }
`;

export const WORKSPACE_SCRIPTS = {
  vfsWrite: WRITE,
  vfsRead: READ,
  vfsStat: STAT,
  vfsList: LIST,
  vfsSearch: SEARCH,
  vfsMove: MOVE,
  vfsDelete: DELETE,
  vfsDestroy: DESTROY,
  vfsRestore: RESTORE,
} as const;
