import { channelAuthText, channelTraits, hmac, userAuthText } from '@yipii/protocol';
import { FORBIDDEN_CHANNELS, FUZZ_APP, FUZZ_CHANNELS, FUZZ_USERS, WITNESS_CHANNELS } from './fuzz-names';
import { damaged, hostileObject, hostileValue } from './hostile-json';
import type { RandomSource } from './random-source';

const EVENT_NAMES: readonly [string, ...string[]] = [
  'pusher:subscribe',
  'pusher:unsubscribe',
  'pusher:signin',
  'pusher:ping',
  'pusher:pong',
  'client-x',
];
/** Those of the server, and some that nobody has. */
const FOREIGN_EVENTS: readonly [string, ...string[]] = [
  'pusher:error',
  'pusher:connection_established',
  'pusher:cache_miss',
  'pusher:Subscribe',
  'pusher_internal:subscription_succeeded',
  'pusher_internal:member_added',
  '.location.updated',
  'x',
  'client',
  '__proto__',
];
const NO_OBJECTS: readonly [string, ...string[]] = [
  '',
  ' ',
  '[]',
  '{}',
  'null',
  '1',
  '"x"',
  '[{"event":"x"}]',
  '{',
];

/** The text of one frame of a client, right, wrong or mad. `harm`: how many fields of 100 are not what they should be. */
export function frameText(random: RandomSource, socketId: string): Buffer {
  const kind = random.below(100);
  if (kind < 25) return Buffer.from(eventFrame(random, socketId, 0));
  if (kind < 70) return Buffer.from(eventFrame(random, socketId, 30));
  if (kind < 75) return Buffer.from(random.of(NO_OBJECTS));
  if (kind < 80) return Buffer.from(hostileValue(random));
  if (kind < 85)
    return Buffer.from(hostileObject(random, { event: JSON.stringify(random.of(FOREIGN_EVENTS)) }));
  return damaged(random, Buffer.from(eventFrame(random, socketId, 0)));
}

function eventFrame(random: RandomSource, socketId: string, harm: number): string {
  const event = random.of(EVENT_NAMES);
  const fields = { event: JSON.stringify(event), ...fieldsOf(event, random, { socketId, harm }) };
  return harm === 0 ? plainObject(fields) : hostileObject(random, fields, harm);
}

interface FrameSender {
  readonly socketId: string;
  readonly harm: number;
}

type JsonFields = Readonly<Record<string, string>>;

function fieldsOf(event: string, random: RandomSource, sender: FrameSender): JsonFields {
  switch (event) {
    case 'pusher:subscribe':
      return { data: data(random, subscription(random, sender), sender) };
    case 'pusher:unsubscribe':
      return { data: data(random, { channel: quoted(channelName(random, sender)) }, sender) };
    case 'pusher:signin':
      return { data: data(random, signIn(random, sender), sender) };
    case 'client-x':
      return {
        channel: quoted(channelName(random, sender)),
        data: hostileObject(random, { n: '1' }, sender.harm),
      };
    default:
      return { data: '{}' };
  }
}

function subscription(random: RandomSource, sender: FrameSender): JsonFields {
  const channel = channelName(random, sender);
  const traits = channelTraits(channel);
  const withData = traits?.isPresence === true || random.percent(10);
  const channelData = withData ? memberData(random, sender) : undefined;
  const auth = authOf(random, channelAuthText(sender.socketId, channel, channelData), isWitness(channel));
  return {
    channel: quoted(channel),
    auth: quoted(traits?.isAuthorised ? auth : ''),
    ...(channelData !== undefined && { channel_data: quoted(channelData) }),
  };
}

function signIn(random: RandomSource, sender: FrameSender): JsonFields {
  const id = random.of(FUZZ_USERS);
  const fields = { id: quoted(id), user_info: '{"name":"U"}', watchlist: JSON.stringify(FUZZ_USERS) };
  const userData = sender.harm === 0 ? plainObject(fields) : hostileObject(random, fields);
  return {
    auth: quoted(authOf(random, userAuthText(sender.socketId, userData), false)),
    user_data: quoted(userData),
  };
}

function memberData(random: RandomSource, { harm }: FrameSender): string {
  const fields = { user_id: quoted(random.of(FUZZ_USERS)), user_info: '{"name":"U"}' };
  return harm === 0 ? plainObject(fields) : hostileObject(random, fields);
}

/** What is the witness's is never signed right. */
function authOf(random: RandomSource, text: string, isForbidden: boolean): string {
  const signature = hmac(FUZZ_APP.secret, text);
  if (!isForbidden && random.percent(75)) return `${FUZZ_APP.key}:${signature}`;
  return random.of([
    `${FUZZ_APP.key}:${hmac('another secret', text)}`,
    `${FUZZ_APP.key}:${signature.slice(1)}`,
    `another-key:${hmac('another secret', text)}`,
    FUZZ_APP.key,
    `${FUZZ_APP.key}:`,
    ':::',
    '',
  ]);
}

function channelName(random: RandomSource, { harm }: FrameSender): string {
  if (random.percent(harm / 3)) return random.of(FORBIDDEN_CHANNELS);
  return random.percent(10) ? random.of(WITNESS_CHANNELS) : random.of(FUZZ_CHANNELS);
}

function isWitness(channel: string): boolean {
  return WITNESS_CHANNELS.includes(channel);
}

/** `data` as an object, or as the JSON text that some clients send. */
function data(random: RandomSource, fields: JsonFields, { harm }: FrameSender): string {
  const text = harm === 0 ? plainObject(fields) : hostileObject(random, fields, harm);
  return random.percent(20) ? quoted(text) : text;
}

function plainObject(fields: JsonFields): string {
  return `{${Object.entries(fields)
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
    .join(',')}}`;
}

const quoted = (text: string): string => JSON.stringify(text);
