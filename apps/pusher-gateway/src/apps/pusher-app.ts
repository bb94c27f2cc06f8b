import type { WebhookEvent } from '../apps/webhook-events';

/** Where an app's webhooks are sent. */
export interface WebhookEndpoint {
  readonly url: string;
  /** Names as in the bodies, e.g. `channel_occupied`. */
  readonly events: ReadonlySet<WebhookEvent['name']>;
  /** Only for channels whose names have this prefix and suffix. */
  readonly channels: { readonly startsWith: string; readonly endsWith: string };
  /** Sent beside our own, e.g. `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A Pusher app: its keys, and what its clients may do. */
export interface PusherApp {
  readonly id: string;
  /** Public; part of the WebSocket's URL. */
  readonly key: string;
  readonly secret: string;
  /** Clients may send `client-…` events on private and presence channels. */
  readonly clientMessages: boolean;
  /** Over all nodes; null: no limit. */
  readonly maxConnections: number | null;
  /** Values of the Origin header; `*` stands for one or more characters but no `/`. Empty: any. */
  readonly allowedOrigins: readonly string[];
  /** Whether subscribers are told how many they are. */
  readonly subscriptionCounts: boolean;
  readonly webhooks: readonly WebhookEndpoint[];
}

/** The apps that this gateway serves. */
export class PusherApps {
  private readonly byKey: ReadonlyMap<string, PusherApp>;
  private readonly byId: ReadonlyMap<string, PusherApp>;

  constructor(readonly all: readonly PusherApp[]) {
    this.byKey = new Map(all.map((app) => [app.key, app]));
    this.byId = new Map(all.map((app) => [app.id, app]));
  }

  withKey(key: string): PusherApp | undefined {
    return this.byKey.get(key);
  }

  withId(id: string): PusherApp | undefined {
    return this.byId.get(id);
  }
}
