import type { LinkEnd } from '@yipii/domain';
import type { Open } from '../events/guards';
import type { LinkNews } from '../events/link-changed';
import { TRACKING_EVENTS } from './channels';

/** An event of a channel: its wire name, and its data as a JSON text. */
export interface ChannelEvent {
  readonly event: string;
  readonly data: string;
}

/** Returns the event for the viewers of a link, field by field. */
export function linkEvent(change: LinkNews): ChannelEvent {
  switch (change.change) {
    case 'expired':
      return linkExpired(change.reason, change.at);
    case 'schedule': {
      const { active, next_change_at } = change;
      return { event: TRACKING_EVENTS.scheduleChanged, data: JSON.stringify({ active, next_change_at }) };
    }
    case 'vehicle': {
      const { display_name, at } = change;
      return { event: TRACKING_EVENTS.vehicleChanged, data: JSON.stringify({ display_name, at }) };
    }
    case 'visibility': {
      const { visible } = change;
      return { event: TRACKING_EVENTS.visibilityChanged, data: JSON.stringify({ visible }) };
    }
  }
}

/**
 * Returns the last event on the channel of a link.
 * @param at ISO 8601 UTC
 */
export function linkExpired(reason: Open<LinkEnd>, at: string): ChannelEvent {
  return { event: TRACKING_EVENTS.linkExpired, data: JSON.stringify({ reason, at }) };
}
