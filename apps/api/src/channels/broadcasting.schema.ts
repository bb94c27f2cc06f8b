import { anyOf, constant, list, object, record, text } from '@yipii/platform';

const MAX_CHANNELS = 200;

const socketId = text({
  pattern: /^\d{1,20}\.\d{1,20}$/,
  demand: 'must be two numbers with a dot between them',
});

/** Pusher's own charset and length. */
const channelName = text({
  pattern: /^[A-Za-z0-9_\-=@,.;]{1,164}$/,
  demand: 'must be 1 to 164 characters out of A-Z a-z 0-9 _ - = @ , . ;',
});

export const channelAuthInput = object(null, { socket_id: socketId, channel_name: channelName });

export const batchAuthInput = object(null, {
  socket_id: socketId,
  channel_names: list(channelName, { min: 1, max: MAX_CHANNELS }),
});

export const channelAuth = object('ChannelAuth', {
  auth: text({ description: 'For pusher:subscribe, within a minute' }),
});

/** What each channel of a batch got. */
export const batchAuth = {
  name: 'BatchAuth',
  ...record(
    anyOf(
      object(null, { status: constant(200), data: channelAuth }),
      object(null, { status: constant(403), data: object(null, { code: constant('FORBIDDEN') }) }),
    ),
    'By channel name',
  ),
};
