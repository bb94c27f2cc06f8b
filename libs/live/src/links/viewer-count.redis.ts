import type { RedisClient } from '@yipii/platform';
import { trackingChannel } from '@yipii/protocol';
import { subscriptionsKey } from '../channels/channel-keys';
import { LINKS_APP, ViewerCount } from './viewer-count.ports';

/** Reads what gateways have written. */
export class RedisViewerCount extends ViewerCount {
  constructor(private readonly redis: RedisClient) {
    super();
  }

  async of(linkUuid: string): Promise<number> {
    const counts = await this.redis.hVals(subscriptionsKey(LINKS_APP, trackingChannel(linkUuid)));
    return counts.reduce((sum, count) => sum + Number(count), 0);
  }
}
