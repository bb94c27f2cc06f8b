import { channelStream } from '@yipii/live';
import { clientEventFrame, closeReasons, type ClientEventFrame, type SignedInUser } from '@yipii/protocol';
import { isOriginAllowed } from '../apps/origin-allowed';
import type { PusherApp } from '../apps/pusher-app';
import type { FrameMessage, UserEndMessage } from '../broker/channel-broker.ports';
import type { Admission } from '../session/admission';
import type { AppPolicy } from '../session/app-policy';
import { appKey, topicOf, type NodeContext } from './node-context';
import { comingAndGoing, onlineChannel, Watchlist } from './online-users';
import type { ChannelClient, Namespace } from './namespace';
import { AppChannel } from './app-channel';

const NO_TRAITS = {
  isAuthorised: false,
  isPresence: false,
  isEncrypted: false,
  isCache: false,
  userId: null,
};

/** The state of a connection on the app, from its first channel or its sign-in on. */
interface ClientState {
  readonly channels: Set<string>;
  userId: string | null;
  watchlist: Watchlist | null;
}

/** A Pusher app on this node: its connections and the channels that they are on. */
export class AppNamespace implements Namespace {
  readonly authoriseWithinMs = 0;
  private readonly appChannels = new Map<string, AppChannel>();
  private readonly clients = new Map<string, ChannelClient>();
  private readonly states = new Map<ChannelClient, ClientState>();
  private readonly signedIn = new Map<string, Set<ChannelClient>>();

  constructor(
    readonly app: PusherApp,
    readonly policy: AppPolicy,
    private readonly context: NodeContext,
  ) {}

  /** Over all nodes. */
  get connections(): number {
    return this.context.counts.of(appKey(this.app.id));
  }

  accepts(origin: string): 'origin' | 'quota' | null {
    if (!isOriginAllowed(this.app, origin)) return 'origin';
    const { maxConnections } = this.app;
    return maxConnections !== null && this.connections >= maxConnections ? 'quota' : null;
  }

  opened(client: ChannelClient): void {
    this.clients.set(client.socketId, client);
    this.context.counts.add(appKey(this.app.id));
  }

  join(client: ChannelClient, channel: string, { target }: Admission): void {
    if (target.kind !== 'app') return;
    this.stateOf(client).channels.add(channel);
    const { traits, member } = target;
    this.channelOf(
      channel,
      () => new AppChannel({ app: this.app, channel, traits }, this.context, this.ending(channel)),
    ).join(client, member);
  }

  leave(client: ChannelClient, channel: string): void {
    if (this.states.get(client)?.channels.delete(channel)) this.appChannels.get(channel)?.leave(client);
  }

  publish(client: ChannelClient, event: ClientEventFrame, userId: string | null): void {
    const { app, context } = this;
    const { channel } = event;
    const frame = clientEventFrame(event, userId);
    const message = { kind: 'frame', appId: app.id, channel, frame, except: client.socketId } as const;
    context.broker
      .publish(channelStream(app.id, channel), [message])
      .catch((error: unknown) => context.failed(error));
    context.tell(app, {
      name: 'client_event',
      channel,
      event: event.event,
      data: textOf(event.data),
      socket_id: client.socketId,
      ...(userId !== null && { user_id: userId }),
    });
  }

  signIn(client: ChannelClient, { userId, watchlist }: SignedInUser): void {
    const { app, context } = this;
    const others = this.signedIn.get(userId);
    if (others) others.add(client);
    else this.signedIn.set(userId, new Set([client]));
    const channel = onlineChannel(userId);
    const announce = comingAndGoing(app.id, userId);
    const state = this.stateOf(client);
    state.userId = userId;
    state.channels.add(channel);
    this.channelOf(
      channel,
      () => new AppChannel({ app, channel, traits: NO_TRAITS, announce }, context, this.ending(channel)),
    ).join(client, null);
    if (watchlist.length === 0) return;
    state.watchlist = new Watchlist(app, client, watchlist, context);
    void state.watchlist.start();
  }

  closed(client: ChannelClient): void {
    if (this.clients.delete(client.socketId)) this.context.counts.remove(appKey(this.app.id));
    const state = this.states.get(client);
    if (!state) return;
    for (const channel of [...state.channels]) this.leave(client, channel);
    state.watchlist?.stop();
    if (state.userId !== null) this.signedOut(client, state.userId);
    this.states.delete(client);
  }

  receive(message: FrameMessage | UserEndMessage): void {
    if (message.kind === 'user-end') {
      const reason = message.reconnect ? closeReasons.reconnect : closeReasons.unauthorised;
      for (const client of [...(this.signedIn.get(message.userId) ?? [])]) client.close(reason);
      return;
    }
    const topic = topicOf(this.app.id, message.channel);
    const sender = message.except === undefined ? undefined : this.clients.get(message.except);
    this.context.sent(this.context.publish(topic, message.frame, sender?.socket), this.app.id);
  }

  /** The directory has lost the entries of this node: registers them again. */
  resync(): void {
    for (const channel of this.appChannels.values()) channel.resync();
  }

  private signedOut(client: ChannelClient, userId: string): void {
    const clients = this.signedIn.get(userId);
    clients?.delete(client);
    if (clients?.size === 0) this.signedIn.delete(userId);
  }

  private stateOf(client: ChannelClient): ClientState {
    let state = this.states.get(client);
    if (!state) this.states.set(client, (state = { channels: new Set(), userId: null, watchlist: null }));
    return state;
  }

  private channelOf(channel: string, create: () => AppChannel): AppChannel {
    let open = this.appChannels.get(channel);
    if (!open) this.appChannels.set(channel, (open = create()));
    return open;
  }

  private ending(channel: string): () => void {
    return () => void this.appChannels.delete(channel);
  }
}

/** Webhooks carry texts: a JSON string becomes its content, any other JSON text is left as it is. */
function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : json;
}
