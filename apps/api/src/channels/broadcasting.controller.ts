import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { lenientInput, restInput } from '@yipii/platform';
import { BearerGuard, Caller } from '../access/bearer.guard';
import type { Principal } from '../access/principal';
import { Refusal } from '../errors';
import { AuthorizeChannels } from './authorize-channels';
import { BatchAuthInput, ChannelAuthInput } from './broadcasting.dto';

/** What one channel of a batch got. */
type BatchAuth =
  | { readonly status: 200; readonly data: { readonly auth: string } }
  | { readonly status: 403; readonly data: { readonly code: 'FORBIDDEN' } };

@Controller('broadcasting/auth')
@UseGuards(BearerGuard)
export class BroadcastingController {
  constructor(private readonly authorize: AuthorizeChannels) {}

  /** What Pusher clients call for each private channel; they add fields of their own, which count for nothing. */
  @Post()
  @HttpCode(200)
  async one(
    @Caller() caller: Principal,
    @Body(lenientInput) { socket_id: socketId, channel_name: channel }: ChannelAuthInput,
  ): Promise<{ auth: string }> {
    const auth = (await this.authorize.run(caller, socketId, [channel])).get(channel);
    if (!auth) throw new Refusal('FORBIDDEN', 'This channel is not open to this token.');
    return { auth };
  }

  @Post('batch')
  @HttpCode(200)
  async batch(
    @Caller() caller: Principal,
    @Body(restInput) { socket_id: socketId, channel_names: channels }: BatchAuthInput,
  ): Promise<Record<string, BatchAuth>> {
    const auths = await this.authorize.run(caller, socketId, channels);
    return Object.fromEntries([...auths].map(([channel, auth]) => [channel, batchAuth(auth)]));
  }
}

function batchAuth(auth: string | null): BatchAuth {
  return auth ? { status: 200, data: { auth } } : { status: 403, data: { code: 'FORBIDDEN' } };
}
