import { answered, type RedisClient } from '@yipii/platform';
import { logKey, type LogEnds } from './live-log';

/** Fields of an entry: the name of its broker stream, and the JSON array of its messages. */
export const STREAM_FIELD = 'l';
export const MESSAGES_FIELD = 'm';

/**
 * Lua for scripts: `lastId(log)`. XINFO STREAM would also return the first and last entries, which may be
 * large; a consumer group set to the end returns the id alone.
 */
export const LAST_ID = `
local function lastId(log)
  if redis.call('EXISTS', log) == 0 then return '0-0' end
  if redis.pcall('XGROUP', 'SETID', log, 'end', '$').err then redis.call('XGROUP', 'CREATE', log, 'end', '$') end
  local group = redis.call('XINFO', 'GROUPS', log)[1]
  for i = 1, #group, 2 do
    if group[i] == 'last-delivered-id' then return group[i + 1] end
  end
end`;

/** A missing log gets an entry of no stream first, so that every log has both ends. */
const ENDS = `${LAST_ID}
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('XADD', KEYS[1], '*', '${STREAM_FIELD}', '') end
return { redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][1], lastId(KEYS[1]) }`;

export async function endsOf(redis: RedisClient, partition: number): Promise<LogEnds> {
  const ends = await answered(redis, redis.eval(ENDS, { keys: [logKey(partition)], arguments: [] }));
  const [first, last] = ends as [string, string];
  return { first, last };
}
