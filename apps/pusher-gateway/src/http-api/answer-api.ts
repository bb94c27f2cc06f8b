import { channelStream } from '@yipii/live';
import { channelTraits, type ChannelTraits } from '@yipii/protocol';
import type { PublishLimits } from '../apps/event-limits';
import type { PusherApp, PusherApps } from '../apps/pusher-app';
import type { ChannelBroker } from '../broker/channel-broker.ports';
import type { ChannelDirectory } from '../directory/channel-directory.ports';
import { onlineChannel } from '../namespaces/online-users';
import type { HttpCall } from '../sockets/socket-server.ports';
import { ApiError } from './api-error';
import { authenticate } from './authenticate';
import { applies, attributesOf, readInfo, type ChannelAttributes } from './info-attributes';
import type { PublishEvent } from './publish-event';
import { readBatch, readChannelEvent, readEvent, type ServerEvent } from './read-events';

/** What the API needs from the node. */
export interface ApiContext {
  readonly apps: PusherApps;
  readonly broker: ChannelBroker;
  readonly directory: ChannelDirectory;
  readonly publishEvent: PublishEvent;
  readonly limits: PublishLimits;
  /** Of the paths that clients may have signed. */
  readonly pathPrefix: string;
  /** The app's connections over all nodes. */
  connections(app: PusherApp): number;
  now(): number;
}

interface ApiCall extends HttpCall {
  readonly app: PusherApp;
  readonly parameters: URLSearchParams;
  /** The variable parts of the path. */
  readonly parts: readonly string[];
}

/** An object, or its JSON text. */
type ApiAnswer = object | string;
type ApiRoute = readonly [method: string, path: RegExp, answer: (call: ApiCall) => Promise<ApiAnswer>];

/** The HTTP API of Pusher Channels: `/apps/{id}/…`, each call signed with the app's secret. */
export class AnswerApi {
  private readonly routes: readonly ApiRoute[] = [
    ['POST', /^\/events$/, (call) => this.trigger(call)],
    ['POST', /^\/batch_events$/, (call) => this.triggerBatch(call)],
    ['GET', /^\/channels$/, (call) => this.listChannels(call)],
    ['GET', /^\/channels\/([^/]+)$/, (call) => this.describeChannel(call)],
    ['GET', /^\/channels\/([^/]+)\/users$/, (call) => this.listUsers(call)],
    ['POST', /^\/channels\/([^/]+)\/events$/, (call) => this.triggerOnChannel(call)],
    ['GET', /^\/connections$/, ({ app }) => Promise.resolve({ connections: this.context.connections(app) })],
    ['POST', /^\/users\/(.+)\/terminate_connections$/, (call) => this.endUser(call, false)],
    ['POST', /^\/users\/(.+)\/force_reconnect$/, (call) => this.endUser(call, true)],
  ];

  constructor(private readonly context: ApiContext) {}

  /**
   * Returns the body of the answer.
   * @throws ApiError
   */
  async run(call: HttpCall): Promise<ApiAnswer> {
    const [, appId, rest = ''] = /^\/apps\/([^/]+)(\/.*)$/.exec(call.path) ?? [];
    if (appId === undefined) throw new ApiError(404, 'Not found');
    const app = this.context.apps.withId(appId);
    if (!app) throw new ApiError(404, 'App not found');
    authenticate(call, app, this.context);
    const fitting = this.routes.filter(([, path]) => path.test(rest));
    const route = fitting.find(([method]) => method === call.method);
    if (!route) throw fitting.length > 0 ? WRONG_METHOD : new ApiError(404, 'Not found');
    const parts = (route[1].exec(rest) ?? []).slice(1).map(decodePart);
    return route[2]({ ...call, app, parts, parameters: new URLSearchParams(call.query) });
  }

  private trigger({ app, body, parameters }: ApiCall): Promise<object> {
    return this.publish(app, readEvent(body, parameters, this.context.limits));
  }

  private triggerOnChannel({ app, body, parameters, parts: [channel = ''] }: ApiCall): Promise<object> {
    return this.publish(app, readChannelEvent(channel, body, parameters, this.context.limits));
  }

  private async publish(app: PusherApp, event: ServerEvent): Promise<object> {
    await this.context.publishEvent.run(app.id, event);
    if (event.info.length === 0) return {};
    const channels = await Promise.all(
      event.channels.map(async (channel) => [channel.name, await this.infoOf(app, event, channel)] as const),
    );
    return { channels: Object.fromEntries(channels) };
  }

  private async triggerBatch({ app, body }: ApiCall): Promise<object> {
    const events = readBatch(body, this.context.limits);
    for (const event of events) await this.context.publishEvent.run(app.id, event);
    if (events.every(({ info }) => info.length === 0)) return {};
    const batch = events.map(async (event) => {
      const [channel] = event.channels;
      return channel ? this.infoOf(app, event, channel) : {};
    });
    return { batch: await Promise.all(batch) };
  }

  private async infoOf(
    app: PusherApp,
    { info }: ServerEvent,
    { name, traits }: ServerEvent['channels'][number],
  ): Promise<ChannelAttributes> {
    if (info.length === 0) return {};
    return attributesOf(await this.context.directory.read({ appId: app.id, channel: name }), info, traits);
  }

  private async listChannels({ app, parameters }: ApiCall): Promise<object> {
    const prefix = parameters.get('filter_by_prefix') ?? '';
    const info = readInfo(parameters.get('info'));
    if (info.includes('user_count') && !prefix.startsWith('presence-')) {
      throw new ApiError(400, 'user_count requires a filter_by_prefix that begins with presence-');
    }
    const channels = await this.context.directory.list(app.id, prefix);
    const described = channels
      .filter(({ channel }) => !channel.startsWith('#'))
      .map(({ channel, subscriptions, users }) => [
        channel,
        {
          ...(info.includes('user_count') && { user_count: users }),
          ...(info.includes('subscription_count') && { subscription_count: subscriptions }),
        },
      ]);
    return { channels: Object.fromEntries(described) as object };
  }

  private async describeChannel({ app, parameters, parts: [channel = ''] }: ApiCall): Promise<object> {
    const traits = traitsOf(channel);
    const wanted = readInfo(parameters.get('info'));
    const unfit = wanted.find((attribute) => !applies(attribute, traits));
    if (unfit) throw new ApiError(400, `${unfit} is not an attribute of this type of channel`);
    const info = await this.context.directory.read({ appId: app.id, channel });
    return { occupied: info.subscriptions > 0, ...attributesOf(info, wanted, traits) };
  }

  /** With `with_user_info=1`, as in soketi, each with its `user_info` as it was sent. */
  private async listUsers({ app, parameters, parts: [channel = ''] }: ApiCall): Promise<ApiAnswer> {
    if (!traitsOf(channel).isPresence)
      throw new ApiError(400, 'Users are available for presence channels only');
    const { members } = await this.context.directory.read({ appId: app.id, channel });
    if (parameters.get('with_user_info') !== '1') return { users: members.map(({ userId: id }) => ({ id })) };
    const users = members.map(
      ({ userId, userInfo }) => `{"id":${JSON.stringify(userId)},"user_info":${userInfo ?? 'null'}}`,
    );
    return `{"users":[${users.join()}]}`;
  }

  private async endUser({ app, parts: [userId = ''] }: ApiCall, reconnect: boolean): Promise<object> {
    const stream = channelStream(app.id, onlineChannel(userId));
    await this.context.broker.publish(stream, [{ kind: 'user-end', appId: app.id, userId, reconnect }]);
    return {};
  }
}

const WRONG_METHOD = new ApiError(405, 'Method not allowed');

function traitsOf(channel: string): ChannelTraits {
  const traits = channelTraits(channel);
  if (!traits) throw new ApiError(400, 'Invalid channel name');
  return traits;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError(400, 'The path is not validly encoded');
  }
}
