import { Controller, HttpCode, Post } from '@nestjs/common';
import type { Principal } from '@yipii/domain';
import { Caller, Describe, FromBody, FromForeignBody, Limit, Needs } from '@yipii/platform';
import { Refusal } from '../errors';
import { AuthorizeChannels } from './authorize-channels';
import {
  batchAuth,
  BatchAuthInput,
  ChannelAuth,
  ChannelAuthInput,
  type BatchAuth,
} from './broadcasting.schema';

@Controller('broadcasting/auth')
export class BroadcastingController {
  constructor(private readonly authorize: AuthorizeChannels) {}

  /** Pusher clients call this for each private channel. They add fields of their own, which are ignored. */
  @Post()
  @HttpCode(200)
  @Needs('positions:read', 'alerts:read')
  @Limit('channel_auth')
  @Describe({
    id: 'authorizeChannel',
    summary: 'Authorize a Pusher client to subscribe to a private channel',
    tag: 'live',
    answer: 'The auth string',
    answers: ChannelAuth,
  })
  async one(@Caller() caller: Principal, @FromForeignBody() input: ChannelAuthInput): Promise<ChannelAuth> {
    const { socket_id: socketId, channel_name: channel } = input;
    const auth = (await this.authorize.run(caller, socketId, [channel])).get(channel);
    if (!auth) throw new Refusal('FORBIDDEN', 'This token may not subscribe to this channel.');
    return { auth };
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
