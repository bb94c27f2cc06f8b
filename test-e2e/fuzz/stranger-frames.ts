import { clientFrame } from '../support/raw-socket';

const MAX_PAYLOAD = 16 * 1024;
const PING = 9;
const CHANNEL = 'private-room';

const text = (json: string): Buffer => clientFrame(Buffer.from(json));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const members = (count: number): string => Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',');
const clientEvent = (data: string): Buffer =>
  text(`{"event":"client-x","channel":"${CHANNEL}","data":${data}}`);
const subscribe = (channel: string, auth: string): Buffer =>
  text(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));

/** A number of frames of one kind, of which the first is number `from`. */
export type StrangerFrames = (from: number, count: number) => Buffer;

const same =
  (frame: Buffer): StrangerFrames =>
  (_, count) =>
    Buffer.concat(Array.from({ length: count }, () => frame));

const each =
  (frame: (number: number) => Buffer): StrangerFrames =>
  (from, count) =>
    Buffer.concat(Array.from({ length: count }, (_, i) => frame(from + i)));

/** The costliest frames that a client without a credential can send, by what is special about them. */
export const STRANGER_FRAMES: Readonly<Record<string, StrangerFrames>> = {
  'empty frame': same(text('')),
  'empty object': same(text('{}')),
  'half an object': same(text('{')),
  'object of no members': same(text('{x}')),
  'WebSocket ping': same(clientFrame(Buffer.alloc(0), { opcode: PING })),
  'pusher:ping': same(text('{"event":"pusher:ping"}')),
  'unknown event': same(text('{"event":"x"}')),
  'unsubscribe of an unknown channel': same(text('{"event":"pusher:unsubscribe","data":{"channel":"c"}}')),
  'subscribe with a wrong signature': same(subscribe(CHANNEL, `fuzz-key:${'0'.repeat(64)}`)),
  'subscribe to public channels': each((n) => subscribe(`room-${n}`, '')),
  'subscribe to cache channels': each((n) => subscribe(`cache-room-${n}`, '')),
  'subscribe with a long name': same(subscribe('private-'.padEnd(MAX_PAYLOAD - 100, 'x'), 'fuzz-key:0')),
  'subscribe with a long signature': same(subscribe(CHANNEL, 'x'.repeat(MAX_PAYLOAD - 200))),
  'nested client event': same(clientEvent(nested(7_900))),
  'nested command': same(text(`{"event":"pusher:subscribe","data":${nested(8_000)}}`)),
  'nested text in a text': same(text(JSON.stringify({ event: 'pusher:subscribe', data: nested(8_000) }))),
  'many members': same(text(`{"event":"pusher:subscribe",${members(1_500)}}`)),
  'many small objects': same(clientEvent(`[${'{},'.repeat(5_000)}{}]`)),
  'many escapes': same(clientEvent(`"${'\\u0000'.repeat(2_600)}"`)),
  'not JSON': same(text('['.repeat(MAX_PAYLOAD))),
  'not UTF-8': same(clientFrame(Buffer.alloc(64, 0xff))),
};
