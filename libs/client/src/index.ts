export { connectFleet, type Fleet, type FleetEvents, type FleetOptions } from './connect-fleet';
export {
  trackLink,
  type FollowState,
  type LinkEnd,
  type LinkEvents,
  type TrackedLink,
  type TrackLinkOptions,
} from './track-link';
export type { ApiCall } from './call-api';
export { LiveError } from './live-error';
export type { Listen } from './listeners';
export type {
  PusherChannel,
  PusherConnection,
  PusherConstructor,
  PusherLike,
  PusherOptions,
  WebSocketAddress,
} from './pusher.ports';
export type {
  Alert,
  Address,
  AssetStatus,
  FollowedLink,
  LinkBrand,
  LinkExpired,
  LinkLocation,
  LinkSchedule,
  LinkStatus,
  LocationUpdate,
  PublicLink,
  PublicPosition,
  SentCode,
  StatusChange,
  TrackingSession,
  VehicleChange,
  Verification,
} from './wire';
