import { ALERT_EVENTS, ownerOf, type AlertTriggered, type Envelope } from '@yipii/protocol';
import { fleetStream, type EventMessage } from '../broker/channel-broker.ports';
import type { ChannelPublisher } from './channel-publisher';

const WIRE_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(ALERT_EVENTS));

/** Relays alerts to the channels. Changes that a newer version has added are not relayed. */
export class RelayAlerts {
  constructor(private readonly publisher: ChannelPublisher) {}

  /** Resolves when the broker has them; rejects if it is unavailable, and is safe to retry. */
  async run(events: readonly Envelope<AlertTriggered>[]): Promise<void> {
    await Promise.all(
      [...byFleet(events)].map(([id, some]) => this.publisher.publish(fleetStream(id), some)),
    );
  }
}

/** The messages of each account, in their order. */
function byFleet(events: readonly Envelope<AlertTriggered>[]): ReadonlyMap<number, EventMessage[]> {
  const fleets = new Map<number, EventMessage[]>();
  for (const envelope of events) {
    const wireName = WIRE_NAMES.get(envelope.event.type);
    if (wireName === undefined) continue;
    const { id } = ownerOf(envelope);
    const messages = fleets.get(id) ?? [];
    fleets.set(id, messages);
    messages.push(messageOf(envelope, wireName));
  }
  return fleets;
}

function messageOf(envelope: Envelope<AlertTriggered>, event: string): EventMessage {
  const { id, traceparent } = envelope;
  const { assetId, data } = envelope.event;
  const { key: accountKey } = ownerOf(envelope);
  return { kind: 'event', id, accountKey, assetId, event, data: JSON.stringify(data), traceparent };
}
