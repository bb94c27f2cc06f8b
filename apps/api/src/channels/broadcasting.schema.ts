import { getSchemaPath } from '@nestjs/swagger';
import { TextField, type Answer } from '@yipii/platform';

const MAX_CHANNELS = 200;

const SOCKET_ID = {
  pattern: /^\d{1,20}\.\d{1,20}$/,
  demand: 'must be two numbers with a dot between them',
};

/** Pusher's own charset and length. */
const CHANNEL_NAME = {
  pattern: /^[A-Za-z0-9_\-=@,.;]{1,164}$/,
  demand: 'must be 1 to 164 characters out of A-Z a-z 0-9 _ - = @ , . ;',
};

export class ChannelAuthInput {
  @TextField(SOCKET_ID) readonly socket_id!: string;
  @TextField(CHANNEL_NAME) readonly channel_name!: string;
}

export class ConnectionInput {
  @TextField(SOCKET_ID) readonly socket_id!: string;
}

export class BatchAuthInput {
  @TextField(SOCKET_ID) readonly socket_id!: string;
  @TextField({ ...CHANNEL_NAME, list: { min: 1, max: MAX_CHANNELS } })
  readonly channel_names!: readonly string[];
}

export class ChannelAuth {
  @TextField({ description: 'For pusher:subscribe, within a minute' }) readonly auth!: string;
}

type ChannelAnswer =
  | { readonly status: 200; readonly data: ChannelAuth }
  | { readonly status: 403; readonly data: { readonly code: 'FORBIDDEN' } };

/** What each channel of a batch got. */
export type BatchAuth = Readonly<Record<string, ChannelAnswer>>;

const answerOf = (status: number, data: object) => ({
  type: 'object',
  properties: { status: { const: status }, data },
  required: ['status', 'data'],
});

export const batchAuth: Answer<BatchAuth> = {
  schema: {
    type: 'object',
    description: 'By channel name',
    additionalProperties: {
      anyOf: [
        answerOf(200, { $ref: getSchemaPath(ChannelAuth) }),
        answerOf(403, { type: 'object', properties: { code: { const: 'FORBIDDEN' } }, required: ['code'] }),
      ],
    },
  },
  models: [ChannelAuth],
};
