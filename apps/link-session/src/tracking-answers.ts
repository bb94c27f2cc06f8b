import { displayNameOf, promiseKept, type LinkStanding, type TrackingLink } from '@yipii/domain';
import type { ListeningPorts, LiveConfig } from '@yipii/platform';
import { trackingChannel } from '@yipii/protocol';
import type { OpenedSession } from './sessions/open-session';
import type { FollowedLinkView, LinkWebSocketView, TrackingSessionView } from './tracking.schema';

/** Of an installation that says nothing: where its WebSocket is in this process, on whatever port, that is the one. */
const DEFAULT_WS_URL = /^wss?:\/\/localhost:6001\/?$/;

/** Addresses in answers are configured ones, never those of a request. */
export class PublicAddresses {
  constructor(
    private readonly live: Pick<LiveConfig, 'appKey' | 'publicUrl' | 'wsPublicUrl'>,
    private readonly ports: Pick<ListeningPorts, 'get'>,
  ) {}

  get authEndpoint(): string {
    return new URL('/broadcasting/auth', this.live.publicUrl).toString();
  }

  get webSocket(): LinkWebSocketView {
    const { hostname: host, port, protocol } = new URL(this.live.wsPublicUrl);
    const tls = protocol === 'wss:';
    const own = DEFAULT_WS_URL.test(this.live.wsPublicUrl) ? this.ports.get('websocket') : undefined;
    return { key: this.live.appKey, host, port: own ?? (Number(port) || (tls ? 443 : 80)), tls };
  }
}

export function sessionAnswer(
  { token, expiresAt, link }: OpenedSession,
  addresses: PublicAddresses,
  now: number,
): TrackingSessionView {
  return {
    session_token: token,
    expires_at: new Date(expiresAt).toISOString(),
    expires_in: Math.round((expiresAt - now) / 1_000),
    channel: trackingChannel(link.uuid),
    websocket: addresses.webSocket,
    auth_endpoint: addresses.authEndpoint,
  };
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
