import type * as client from '@yipii/client';
import type { LinkEnd, LinkStatus, LocationUpdate, Status } from '@yipii/domain';
import type {
  FollowedLinkView,
  LinkLocationView,
  PublicBrandView,
  PublicLinkView,
  SentCodeView,
  TrackingSessionView,
  VerifyInput,
} from '@yipii/link-session';
import type {
  AlertData,
  LinkExpired,
  LinkScheduleChanged,
  LinkVehicleChanged,
  PublicPosition,
  StatusChanged,
} from '@yipii/protocol';

/**
 * Compiles only where the client can take whatever the server may send, null included, and expects no field that the
 * server does not know. `libs/client` imports nothing of the server, so its types are compared here.
 */
type Takes<Client, Server extends Client & OfServer<Client, Server>> = [Client, Server];
type OfServer<Client, Server> = keyof Client extends keyof Server ? unknown : never;

/** With the values that this server sends: newer ones may add some. */
type Known<Answer, Values> = Omit<Answer, keyof Values> & Values;

/** A link that was deleted is not answered at all. */
type Seen<Link> = Known<Link, { readonly status: Exclude<LinkStatus, 'deleted'> }>;

export type Answers = [
  Takes<client.PublicLink, Seen<PublicLinkView>>,
  Takes<client.LinkBrand, PublicBrandView>,
  Takes<client.TrackingSession, TrackingSessionView>,
  Takes<client.SentCode, SentCodeView>,
  Takes<client.LinkLocation, Known<LinkLocationView, { readonly link: Seen<FollowedLinkView> }>>,
  Takes<client.FollowedLink, Seen<FollowedLinkView>>,
  Takes<client.LinkSchedule, FollowedLinkView['schedule']>,
];

export type Events = [
  Takes<client.LocationUpdate, LocationUpdate>,
  Takes<client.Address, NonNullable<LocationUpdate['address']>>,
  Takes<client.StatusChange, Known<StatusChanged, { readonly status: Status; readonly at: string }>>,
  Takes<client.Alert, AlertData>,
  Takes<client.PublicPosition, PublicPosition>,
  Takes<client.LinkExpired, Known<LinkExpired, { readonly reason: LinkEnd }>>,
  Takes<client.LinkSchedule, LinkScheduleChanged>,
  Takes<client.VehicleChange, LinkVehicleChanged>,
];

/** The other way round: the server takes what the client sends. */
export type Requests = [Takes<VerifyInput, client.Verification>];
