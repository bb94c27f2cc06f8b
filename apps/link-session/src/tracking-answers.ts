import { displayNameOf, promiseKept, type LinkStanding, type TrackingLink } from '@yipii/domain';
import type { BaseUrls } from '@yipii/platform';
import { trackingChannel } from '@yipii/protocol';
import type { OpenedSession } from './sessions/open-session';
import type { FollowedLinkView, LinkWebSocketView, TrackingSessionView } from './tracking.schema';

export function sessionAnswer(
  { token, expiresAt, link }: OpenedSession,
  { key, urls, now }: { readonly key: string; readonly urls: BaseUrls; readonly now: number },
): TrackingSessionView {
  return {
    session_token: token,
    expires_at: new Date(expiresAt).toISOString(),
    expires_in: Math.round((expiresAt - now) / 1_000),
    channel: trackingChannel(link.uuid),
    websocket: { key, ...webSocketAt(urls.webSocket) },
    auth_endpoint: `${urls.api}/broadcasting/auth`,
  };
}

function webSocketAt(url: string): Omit<LinkWebSocketView, 'key'> {
  const { hostname: host, port, protocol } = new URL(url);
  const tls = protocol === 'wss:';
  return { host, port: Number(port) || (tls ? 443 : 80), tls };
}

/** What viewers are told of the link itself. Times are epoch ms. */
export function linkAnswer(
  link: TrackingLink,
  { status, nextChangeAt }: LinkStanding,
  { arrivesAt, now }: { readonly arrivesAt: number | null; readonly now: number },
): FollowedLinkView {
  const { arrival, expiresAt, window } = link;
  return {
    status,
    display_name: displayNameOf(link),
    expires_at: timeOf(expiresAt),
    schedule: {
      active: !['not_started', 'outside_schedule'].includes(status),
      next_change_at: timeOf(nextChangeAt),
    },
    ...(link.showDestination &&
      arrival && { destination: { label: arrival.label, lat: arrival.lat, lng: arrival.lng } }),
    ...(window && { promise: promiseKept(window, arrivesAt, now) }),
  };
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
