import { clientEventFrame, closeReasons, type ClientEventFrame, type SignedInUser } from '@yipii/protocol';
import { isOriginAllowed } from '../apps/origin-allowed';
import type { PusherApp } from '../apps/pusher-app';
import { channelLane, type FrameMessage, type UserEndMessage } from '../broker/channel-broker.ports';
import type { Admission, AppPolicy } from '../session/app-policy';
import { appKey, topicOf, type AppSurroundings } from './app-surroundings';
import { comingAndGoing, onlineChannel, Watchlist } from './online-users';
import type { Client, Realm } from './realm';
import { Room } from './room';

const NO_TRAITS = {
  isAuthorised: false,
  isPresence: false,
  isEncrypted: false,
  isCache: false,
  userId: null,
};

/** What a connection does on the app, from its first channel or its sign-in on. */
interface Stay {
  readonly channels: Set<string>;
  userId: string | null;
  watchlist: Watchlist | null;
}

/** A Pusher app on this node: its connections and the channels that they are on. */
export class AppRealm implements Realm {
  readonly authoriseWithinMs = 0;
  private readonly rooms = new Map<string, Room>();
  private readonly clients = new Map<string, Client>();
  private readonly stays = new Map<Client, Stay>();
  private readonly signedIn = new Map<string, Set<Client>>();

  constructor(
    readonly app: PusherApp,
    readonly policy: AppPolicy,
    private readonly around: AppSurroundings,
  ) {}

  /** Over all nodes. */
  get connections(): number {
    return this.around.counts.of(appKey(this.app.id));
  }

  accepts(origin: string): 'origin' | 'quota' | null {
    if (!isOriginAllowed(this.app, origin)) return 'origin';
    const { maxConnections } = this.app;
    return maxConnections !== null && this.connections >= maxConnections ? 'quota' : null;
  }

  opened(client: Client): void {
    this.clients.set(client.socketId, client);
    this.around.counts.add(appKey(this.app.id));
  }

  join(client: Client, channel: string, admission: Admission): void {
    if (admission.kind !== 'channel') return;
    this.stayOf(client).channels.add(channel);
    const { traits, member } = admission;
    this.roomOf(
      channel,
      () => new Room({ app: this.app, channel, traits }, this.around, this.ending(channel)),
    ).join(client, member);
  }

  leave(client: Client, channel: string): void {
    if (this.stays.get(client)?.channels.delete(channel)) this.rooms.get(channel)?.leave(client);
  }

  publish(client: Client, event: ClientEventFrame, userId: string | null): void {
    const { app, around } = this;
    const { channel } = event;
    const frame = clientEventFrame(event, userId);
    const message = { kind: 'frame', appId: app.id, channel, frame, except: client.socketId } as const;
    around.broker
      .publish(channelLane(app.id, channel), [message])
      .catch((error: unknown) => around.failed(error));
    around.tell(app, {
      name: 'client_event',
      channel,
      event: event.event,
      data: textOf(event.data),
      socket_id: client.socketId,
      ...(userId !== null && { user_id: userId }),
    });
  }

  signIn(client: Client, { userId, watchlist }: SignedInUser): void {
    const { app, around } = this;
    const others = this.signedIn.get(userId);
    if (others) others.add(client);
    else this.signedIn.set(userId, new Set([client]));
    const channel = onlineChannel(userId);
    const announce = comingAndGoing(app.id, userId);
    const stay = this.stayOf(client);
    stay.userId = userId;
    stay.channels.add(channel);
    this.roomOf(
      channel,
      () => new Room({ app, channel, traits: NO_TRAITS, announce }, around, this.ending(channel)),
    ).join(client, null);
    if (watchlist.length === 0) return;
    stay.watchlist = new Watchlist(app, client, watchlist, around);
    void stay.watchlist.start();
  }

  closed(client: Client): void {
    if (this.clients.delete(client.socketId)) this.around.counts.remove(appKey(this.app.id));
    const stay = this.stays.get(client);
    if (!stay) return;
    for (const channel of [...stay.channels]) this.leave(client, channel);
    stay.watchlist?.stop();
    if (stay.userId !== null) this.signedOut(client, stay.userId);
    this.stays.delete(client);
  }

  receive(message: FrameMessage | UserEndMessage): void {
    if (message.kind === 'user-end') {
      const reason = message.reconnect ? closeReasons.reconnect : closeReasons.unauthorised;
      for (const client of [...(this.signedIn.get(message.userId) ?? [])]) client.close(reason);
      return;
    }
    const topic = topicOf(this.app.id, message.channel);
    const sender = message.except === undefined ? undefined : this.clients.get(message.except);
    this.around.publish(topic, message.frame, sender?.socket);
  }

  /** The directory has lost what this node told it. */
  sayAgain(): void {
    for (const room of this.rooms.values()) room.sayAgain();
  }

  private signedOut(client: Client, userId: string): void {
    const clients = this.signedIn.get(userId);
    clients?.delete(client);
    if (clients?.size === 0) this.signedIn.delete(userId);
  }

  private stayOf(client: Client): Stay {
    let stay = this.stays.get(client);
    if (!stay) this.stays.set(client, (stay = { channels: new Set(), userId: null, watchlist: null }));
    return stay;
  }

  private roomOf(channel: string, create: () => Room): Room {
    let room = this.rooms.get(channel);
    if (!room) this.rooms.set(channel, (room = create()));
    return room;
  }

  private ending(channel: string): () => void {
    return () => void this.rooms.delete(channel);
  }
}

/** Webhooks carry texts: a JSON text stays what it is, a JSON string becomes its content. */
function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : json;
}
