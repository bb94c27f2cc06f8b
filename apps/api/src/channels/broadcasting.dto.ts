import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsString, Matches } from 'class-validator';

const SOCKET_ID = /^\d{1,20}\.\d{1,20}$/;
const SOCKET_ID_TEXT = { message: 'socket_id must be two numbers with a dot between them.' };
/** Pusher's own charset and length. */
const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;]{1,164}$/;
const CHANNEL_NAME_TEXT = 'must be 1 to 164 characters out of A-Z a-z 0-9 _ - = @ , . ;';
const MAX_CHANNELS = 200;

export class ChannelAuthInput {
  @IsString()
  @Matches(SOCKET_ID, SOCKET_ID_TEXT)
  readonly socket_id!: string;

  @IsString()
  @Matches(CHANNEL_NAME, { message: `channel_name ${CHANNEL_NAME_TEXT}` })
  readonly channel_name!: string;
}

export class BatchAuthInput {
  @IsString()
  @Matches(SOCKET_ID, SOCKET_ID_TEXT)
  readonly socket_id!: string;

  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MAX_CHANNELS)
  @Matches(CHANNEL_NAME, { each: true, message: `each of channel_names ${CHANNEL_NAME_TEXT}` })
  readonly channel_names!: string[];
}
