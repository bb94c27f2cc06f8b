import { channelStream } from '@yipii/live';
import { channelFrame } from '@yipii/protocol';
import type { ChannelBroker, FrameMessage } from '../broker/channel-broker.ports';
import type { ChannelDirectory } from '../directory/channel-directory.ports';
import type { ServerEvent } from './read-events';

/** How long a cache channel keeps its last event (Pusher Channels, "Cache channels"). */
const CACHE_TTL_MS = 30 * 60_000;

/** Publishes an event of an app's server to its channels, on all nodes. */
export class PublishEvent {
  constructor(
    private readonly broker: ChannelBroker,
    private readonly directory: ChannelDirectory,
  ) {}

  /** Resolves when the broker has it; rejects while the broker is unavailable. */
  async run(appId: string, { name, channels, data, except }: ServerEvent): Promise<void> {
    await Promise.all(
      channels.map(({ name: channel, traits }) => {
        const frame = channelFrame(name, channel, data);
        const message: FrameMessage = {
          kind: 'frame',
          appId,
          channel,
          frame,
          ...(except !== undefined && { except }),
        };
        if (traits.isCache) return this.directory.publishCached(message, data, CACHE_TTL_MS);
        return this.broker.publish(channelStream(appId, channel), [message]);
      }),
    );
  }
}
