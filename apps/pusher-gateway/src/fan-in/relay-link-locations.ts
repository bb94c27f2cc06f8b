import type { LinkPositions } from '@yipii/live';
import { onlyPublic, type LinkLocation } from '@yipii/protocol';
import { linkStream } from '../broker/channel-broker.ports';
import type { ChannelPublisher } from './channel-publisher';

/** Brings the finished positions of links to their channels, unchanged and nothing but their public fields. */
export class RelayLinkLocations {
  constructor(
    private readonly positions: LinkPositions,
    private readonly publisher: ChannelPublisher,
  ) {}

  /** Resolves when both have them; rejects if one is away, and may be repeated. Of a link the newest is enough. */
  async run(events: readonly LinkLocation[]): Promise<void> {
    const newest = [...newestOfEachLink(events).values()];
    await Promise.all(newest.map((event) => this.relay(event)));
  }

  private async relay({ linkUuid, seq, at, position }: LinkLocation): Promise<void> {
    const json = JSON.stringify(onlyPublic(position));
    const last = { seq, madeAt: Date.parse(at), json };
    await this.positions.put(linkUuid, last);
    await this.publisher.publish(linkStream(linkUuid), [{ kind: 'link-position', linkUuid, position: last }]);
  }
}

function newestOfEachLink(events: readonly LinkLocation[]): Map<string, LinkLocation> {
  const newest = new Map<string, LinkLocation>();
  for (const event of events) {
    if (event.seq > (newest.get(event.linkUuid)?.seq ?? -1)) newest.set(event.linkUuid, event);
  }
  return newest;
}
