import { STREAM_FIELD, LAST_ID, MESSAGES_FIELD } from '../broker/log-ends.redis';
import { LuaScript } from './lua-script.redis';

/** An optional text is `+` and the text, or empty. */
export const optional = (text: string | null = null): string => (text === null ? '' : `+${text}`);
export const readOptional = (text: string): string | null => (text === '' ? null : text.slice(1));

const ANNOUNCE = `
local function announce(log, stream, entries, messages)
  redis.call('XADD', log, 'MAXLEN', '~', entries, '*', '${STREAM_FIELD}', stream, '${MESSAGES_FIELD}', messages)
end`;

const SUBSCRIPTIONS = `
local function total(subscriptions)
  local sum = 0
  for _, count in ipairs(redis.call('HVALS', subscriptions)) do sum = sum + count end
  return sum
end`;

/**
 * KEYS subscriptions, users, here, held, occupied, cached, log; ARGV node, name, channel, subscriptions (or
 * nothing), maxMembers (or nothing), enter and leave as optional texts, user_info likewise, stream, entries
 * that the log keeps, and the messages for occupied, added, removed and vacated (or nothing).
 * Answers position, occupied, vacated, added, removed, full, subscriptions, users, cached, its TTL in ms.
 */
export const CHANGE = new LuaScript(`${LAST_ID}${ANNOUNCE}${SUBSCRIPTIONS}
local subscriptions, users, here, held, occupied, cached, log = unpack(KEYS)
local node, name, channel, count, maxMembers, enter, leave, info, stream, entries = unpack(ARGV, 1, 10)
local text = function(optional) return string.sub(optional, 2) end

local function stateOf(user)
  local state = redis.call('HGET', users, user)
  if not state then return 0, info end
  local nodes, userInfo = string.match(state, '^(%d+) (.*)$')
  return tonumber(nodes), userInfo
end

local function leaves(user)
  if redis.call('SREM', here, user) == 0 then return false end
  local nodes, userInfo = stateOf(user)
  if nodes > 1 then
    redis.call('HSET', users, user, (nodes - 1) .. ' ' .. userInfo)
    return false
  end
  return redis.call('HDEL', users, user) == 1
end

local function enters(user)
  if redis.call('SADD', here, user) == 0 then return false end
  local nodes, userInfo = stateOf(user)
  redis.call('HSET', users, user, (nodes + 1) .. ' ' .. userInfo)
  return nodes == 0
end

local function counts()
  if count ~= '' then
    redis.call('HSET', subscriptions, node, count)
    redis.call('SADD', held, name)
    return
  end
  redis.call('HDEL', subscriptions, node)
  redis.call('SREM', held, name)
  for _, user in ipairs(redis.call('SMEMBERS', here)) do leaves(user) end
end

local was = redis.call('EXISTS', subscriptions) == 1
local full = enter ~= '' and maxMembers ~= '' and redis.call('HEXISTS', users, text(enter)) == 0
  and redis.call('HLEN', users) >= tonumber(maxMembers)
local added, removed = false, false
if not full then
  removed = leave ~= '' and leaves(text(leave))
  added = enter ~= '' and enters(text(enter))
  counts()
end
local is = redis.call('EXISTS', subscriptions) == 1
if is and not was then redis.call('ZADD', occupied, 0, channel) end
if was and not is then redis.call('ZREM', occupied, channel) end

local happened = { is and not was, added, removed, was and not is }
for i = 1, 4 do
  local messages = ARGV[10 + i]
  if happened[i] and messages ~= '' then announce(log, stream, entries, messages) end
end

local function flag(value) return value and 1 or 0 end
return {
  lastId(log), flag(happened[1]), flag(happened[4]), flag(added), flag(removed), flag(full), total(subscriptions),
  enter ~= '' and redis.call('HGETALL', users) or {}, redis.call('GET', cached), redis.call('PTTL', cached)
}`);

/** KEYS subscriptions, users, cached. Answers subscriptions, users, cached, its TTL in ms. */
export const READ = new LuaScript(`${SUBSCRIPTIONS}
return { total(KEYS[1]), redis.call('HGETALL', KEYS[2]), redis.call('GET', KEYS[3]), redis.call('PTTL', KEYS[3]) }`);

/** KEYS cached, log; ARGV event, TTL in ms, stream, entries that the log keeps, messages. */
export const PUBLISH_CACHED = new LuaScript(`${ANNOUNCE}
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
announce(KEYS[2], ARGV[3], ARGV[4], ARGV[5])`);

/**
 * KEYS occupied; ARGV where to begin and to end (BYLEX), how many, key of subscriptions and of users without
 * the channel. Those keys are of the same slot. Answers channel, subscriptions, users of each.
 */
export const LIST = new LuaScript(`${SUBSCRIPTIONS}
local found = {}
for _, channel in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[3])) do
  found[#found + 1] = { channel, total(ARGV[4] .. channel), redis.call('HLEN', ARGV[5] .. channel) }
end
return found`);

/** KEYS held; ARGV key of the users here without the channel. Answers name and users of each. */
export const HOLDINGS = new LuaScript(`
local found = {}
for _, name in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  found[#found + 1] = { name, redis.call('SMEMBERS', ARGV[1] .. name) }
end
return found`);
