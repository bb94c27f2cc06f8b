import { Controller, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import {
  Caller,
  Describe,
  FromBody,
  FromForeignBody,
  Limit,
  Needs,
  NeedsAnyScope,
  ViewersToo,
} from '@yipii/platform';
import { Refusal } from '../errors';
import { AuthorizeChannels } from './authorize-channels';
import { AuthorizeViewer } from './authorize-viewer';
import {
  batchAuth,
  BatchAuthInput,
  ChannelAuth,
  ChannelAuthInput,
  ConnectionInput,
  type BatchAuth,
} from './broadcasting.schema';

@Controller('broadcasting/auth')
export class BroadcastingController {
  constructor(
    private readonly authorize: AuthorizeChannels,
    private readonly authorizeViewer: AuthorizeViewer,
  ) {}

  /** Pusher clients call this for each private channel. They add fields of their own, which are ignored. */
  @Post()
  @HttpCode(200)
  @Needs('positions:read', 'alerts:read')
  @ViewersToo('it opens the channel of their link')
  @Limit('channel_auth')
  @Describe({
    id: 'authorizeChannel',
    summary: 'Authorize a Pusher client to subscribe to a private channel',
    tag: 'live',
    answer: 'The auth string',
    answers: ChannelAuth,
    problems: [404, 410],
  })
  async one(@Caller() caller: Principal, @FromForeignBody() input: ChannelAuthInput): Promise<ChannelAuth> {
    const { socket_id: socketId, channel_name: channel } = input;
    if (caller.kind === 'tracking_session')
      return { auth: await this.authorizeViewer.run(caller, socketId, channel) };
    const auth = (await this.authorize.run(caller, socketId, [channel])).get(channel);
    if (!auth) throw new Refusal('FORBIDDEN', 'This token may not subscribe to this channel.');
    return { auth };
  }

  /** For the gateway: it asks for a connection that was opened with a bearer credential. */
  @Post('connection')
  @HttpCode(200)
  @NeedsAnyScope('it opens no channel')
  @Limit('channel_auth')
  @Describe({
    id: 'authorizeConnection',
    summary: 'What a WebSocket connection with this credential rests on, for the gateway',
    tag: 'live',
    answer: 'An auth string that opens no channel',
    answers: ChannelAuth,
  })
  connection(@Caller() caller: Principal, @FromBody() { socket_id: socketId }: ConnectionInput): ChannelAuth {
    return { auth: this.authorize.connection(caller, socketId) };
  }

  @Post('batch')
  @HttpCode(200)
  @Needs('positions:read', 'alerts:read')
  @Limit('channel_auth')
  @Describe({
    id: 'authorizeChannels',
    summary: 'The same for up to 200 channels',
    tag: 'live',
    answer: 'By channel',
    answers: batchAuth,
  })
  async batch(@Caller() caller: Principal, @FromBody() input: BatchAuthInput): Promise<BatchAuth> {
    const auths = await this.authorize.run(caller, input.socket_id, input.channel_names);
    return Object.fromEntries([...auths].map(([channel, auth]) => [channel, answerFor(auth)]));
  }
}

function answerFor(auth: string | null): BatchAuth[string] {
  return auth ? { status: 200, data: { auth } } : { status: 403, data: { code: 'FORBIDDEN' } };
}
