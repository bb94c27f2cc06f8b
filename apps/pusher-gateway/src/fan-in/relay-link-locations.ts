import type { LinkPositions } from '@yipii/live';
import { onlyPublic, type Envelope, type LinkLocation } from '@yipii/protocol';
import { linkStream } from '../broker/channel-broker.ports';
import type { ChannelPublisher } from './channel-publisher';

/**
 * Relays the finished positions of tracking links to their channels: unchanged, and only their public
 * fields.
 */
export class RelayLinkLocations {
  constructor(
    private readonly positions: LinkPositions,
    private readonly publisher: ChannelPublisher,
  ) {}

  /**
   * Resolves when store and broker have them; rejects if one is unavailable, and is safe to retry. Only the
   * newest position of each link is relayed.
   */
  async run(events: readonly Envelope<LinkLocation>[]): Promise<void> {
    const newest = [...newestOfEachLink(events).values()];
    await Promise.all(newest.map((event) => this.relay(event)));
  }

  private async relay({ event, occurredAt, traceparent }: Envelope<LinkLocation>): Promise<void> {
    const { linkUuid, seq } = event;
    const json = JSON.stringify(onlyPublic(event.position));
    const position = { seq, madeAt: Date.parse(occurredAt), json };
    await this.positions.put(linkUuid, position);
    await this.publisher.publish(linkStream(linkUuid), [
      { kind: 'link-position', linkUuid, position, traceparent },
    ]);
  }
}

function newestOfEachLink(events: readonly Envelope<LinkLocation>[]): Map<string, Envelope<LinkLocation>> {
  const newest = new Map<string, Envelope<LinkLocation>>();
  for (const envelope of events) {
    const { linkUuid, seq } = envelope.event;
    if (seq > (newest.get(linkUuid)?.event.seq ?? -1)) newest.set(linkUuid, envelope);
  }
  return newest;
}
