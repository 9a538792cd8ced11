/**
 * The workspace's operations as Lua. One hash holds a whole workspace, so that an eviction or an expiry takes all of it
 * or nothing, and one deadline serves all files:
 *
 *   owner        who may touch it
 *   files, bytes totals, checked against the limits
 *   floor        highest revision of any path that is gone; a new path starts above it, which keeps revisions rising
 *                across delete and re-creation without a tombstone per path
 *   life         longest life that a use has granted, ms
 *   exp          no file expires before this time, ms; absent when no file has a time to live
 *   s:<path>     stat: revision, size, created, expires (ms), blob, modified (ms), sha256, media type, author; one a line
 *   f:<path>     content, when the stat names no blob
 *   c:<blob>     content of one revision, never changed; a writer puts it there before its write, so that a large content
 *                need not pass through Lua, and the write takes it over or removes it
 *
 * KEYS[1] is the hash. ARGV: owner; life in ms that a use grants; how much of it may have passed, in ms, before it is
 * renewed; '1' to go on when the hash is absent ('0': answer ABSENT); then the operation's own. A reply is a list whose
 * first item is OK or the reason.
 */
const FUNCTIONS = `
local key, owner, life, slack = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local redis_call = redis.call

local function now_ms()
  local time = redis_call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number) return string.format('%.0f', number) end

local function parse(stat)
  if not stat then return nil end
  local revision, size, created, expires, blob, rest = string.match(stat, '^(%d+)\\n(%d+)\\n(%d+)\\n(%d+)\\n(%x*)\\n(.*)$')
  return { revision = tonumber(revision), size = size, created = created, expires = expires, blob = blob, rest = rest }
end

local function compose(revision, size, created, expires, blob, rest)
  return text(revision) .. '\\n' .. size .. '\\n' .. created .. '\\n' .. expires .. '\\n' .. blob .. '\\n' .. rest
end

local function content_field(path, blob)
  if blob == '' then return 'f:' .. path end
  return 'c:' .. blob
end

local function keep(ms)
  if redis_call('PTTL', key) < ms - slack then redis_call('PEXPIRE', key, text(ms)) end
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
    local expires = tonumber(file.expires)
    if expires > 0 and expires <= now then
      redis_call('HDEL', key, 's:' .. path, content_field(path, file.blob))
      files, bytes, floor = files - 1, bytes - file.size, math.max(floor, file.revision)
    elseif expires > 0 and (not earliest or expires < earliest) then
      earliest = expires
    end
  end
  redis_call('HSET', key, 'files', text(files), 'bytes', text(bytes), 'floor', text(floor))
  if earliest then redis_call('HSET', key, 'exp', text(earliest)) else redis_call('HDEL', key, 'exp') end
end

-- Lets the owner in: the reply that refuses or nil, and the values of owner, exp, life and the fields that the operation
-- asks for besides. Expired files are gone afterwards.
local function enter(...)
  local head = redis_call('HMGET', key, 'owner', 'exp', 'life', ...)
  if not head[1] then
    if ARGV[4] == '0' then return { 'ABSENT' } end
    return nil, head
  end
  if head[1] ~= owner then return { 'WORKSPACE_NOT_FOUND' } end
  if head[2] then
    local now = now_ms()
    if tonumber(head[2]) <= now then
      purge(now)
      head = redis_call('HMGET', key, 'owner', 'exp', 'life', ...)
    end
  end
  if tonumber(head[3]) < life then redis_call('HSET', key, 'life', text(life)) end
  keep(life)
  return nil, head
end
`;

const PRELUDE = `${FUNCTIONS}
local refusal = enter()
if refusal then return refusal end
`;

/**
 * path, content, blob ('': the content is in the arguments), size, the stat from sha256 on, expected revision or '', life
 * of the file in ms (0: the workspace's, -1: as before), most files, most bytes → stat, or nothing when the blob is gone
 */
const WRITE = `${FUNCTIONS}
local path, content, blob, size, file_life = ARGV[5], ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[11])

local function refuse(reply)
  if blob ~= '' and reply[1] ~= 'ABSENT' then redis_call('HDEL', key, 'c:' .. blob) end
  return reply
end

local refusal, head = enter('s:' .. path, 'files', 'bytes', 'floor')
if refusal then return refuse(refusal) end
if blob ~= '' and redis_call('HEXISTS', key, 'c:' .. blob) == 0 then return { 'OK' } end

local is_new, earliest, old = not head[1], head[2], parse(head[4])
local files, bytes, floor = tonumber(head[5] or 0), tonumber(head[6] or 0), tonumber(head[7] or 0)

local current = old and old.revision or 0
if ARGV[10] ~= '' and tonumber(ARGV[10]) ~= current then return refuse({ 'REVISION_CONFLICT', text(current) }) end

local grown = bytes - (old and old.size or 0) + size
if not old and files >= tonumber(ARGV[12]) then return refuse({ 'WORKSPACE_FULL', 'files' }) end
if grown > bytes and grown > tonumber(ARGV[13]) then return refuse({ 'WORKSPACE_FULL', 'bytes' }) end

local now = now_ms()
local modified, expires = text(now), '0'
if file_life > 0 then
  expires = text(now + file_life)
  if not earliest or now + file_life < tonumber(earliest) then redis_call('HSET', key, 'exp', expires) end
elseif file_life < 0 and old then
  expires = old.expires
end
local stat = compose((old and old.revision or floor) + 1, size, old and old.created or modified, expires, blob,
  modified .. '\\n' .. ARGV[9])

if is_new then redis_call('HSET', key, 'owner', owner, 'life', text(life), 'floor', '0') end
if old and old.blob ~= blob then redis_call('HDEL', key, content_field(path, old.blob)) end
redis_call('HSET', key, 'files', text(old and files or files + 1), 'bytes', text(grown), 's:' .. path, stat,
  unpack(blob == '' and { 'f:' .. path, content } or {}))
if is_new or file_life > life then keep(math.max(life, file_life)) end
return { 'OK', stat }
`;

/** path → stat, content */
const READ = `${FUNCTIONS}
local path = ARGV[5]
local refusal, head = enter('s:' .. path)
if refusal then return refusal end
local stat = head[4]
if not stat then return { 'FILE_NOT_FOUND' } end
return { 'OK', stat, redis_call('HGET', key, content_field(path, parse(stat).blob)) }
`;

/** path → stat */
const STAT = `${FUNCTIONS}
local refusal, head = enter('s:' .. ARGV[5])
if refusal then return refusal end
local stat = head[4]
if not stat then return { 'FILE_NOT_FOUND' } end
return { 'OK', stat }
`;

/** prefix → path, stat, path, stat, … */
const LIST = `${PRELUDE}
local prefix, reply = ARGV[5], { 'OK' }
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
local exact, prefix, needle, reply = ARGV[5], ARGV[6], ARGV[7], { 'OK' }
for _, path in ipairs(paths()) do
  if path == exact or string.sub(path, 1, #prefix) == prefix then
    local file = parse(redis_call('HGET', key, 's:' .. path))
    local content = redis_call('HGET', key, content_field(path, file.blob))
    if string.find(content, needle, 1, true) then
      reply[#reply + 1] = path
      reply[#reply + 1] = content
    end
  end
end
return reply
`;

/** from, to → stat */
const MOVE = `${FUNCTIONS}
local from, to = ARGV[5], ARGV[6]
local refusal, head = enter('s:' .. from, 's:' .. to, 'floor')
if refusal then return refusal end
if not head[4] then return { 'FILE_NOT_FOUND' } end
if head[5] then return { 'FILE_EXISTS' } end
local file = parse(head[4])
local floor = math.max(tonumber(head[6]), file.revision)
local stat = compose(floor + 1, file.size, file.created, file.expires, file.blob, file.rest)
if file.blob == '' then
  redis_call('HSET', key, 'f:' .. to, redis_call('HGET', key, 'f:' .. from))
  redis_call('HDEL', key, 'f:' .. from)
end
redis_call('HDEL', key, 's:' .. from)
redis_call('HSET', key, 'floor', text(floor), 's:' .. to, stat)
return { 'OK', stat }
`;

/** path */
const DELETE = `${FUNCTIONS}
local path = ARGV[5]
local refusal, head = enter('s:' .. path, 'files', 'bytes', 'floor')
if refusal then return refusal end
local file = parse(head[4])
if not file then return { 'FILE_NOT_FOUND' } end
redis_call('HDEL', key, 's:' .. path, content_field(path, file.blob))
redis_call('HSET', key, 'files', text(head[5] - 1), 'bytes', text(head[6] - file.size),
  'floor', text(math.max(tonumber(head[7]), file.revision)))
return { 'OK' }
`;

const DESTROY = `${PRELUDE}
redis_call('UNLINK', key)
return { 'OK' }
`;

/** floor, total bytes, then path, stat, content of each file → '1' when the files were restored */
const RESTORE = `${PRELUDE}
if redis_call('HEXISTS', key, 'owner') == 1 then return { 'OK', '0' } end
local files = (#ARGV - 6) / 3
redis_call('HSET', key, 'owner', owner, 'life', text(life), 'files', text(files), 'bytes', ARGV[6], 'floor', ARGV[5])
for at = 7, #ARGV, 3 do
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
