import type { FuzzCall, SignedCall } from './fuzz-calls';
import type { RandomSource } from './random-source';

/** A request as it goes over the wire. */
export interface WireCall {
  /** To be written one after the other. */
  readonly pieces: readonly Buffer[];
  /** False: HTTP does not allow it, and whoever gets it may close the connection, or wait for the rest. */
  readonly isSound: boolean;
  /** Nothing is wrong with it: it is to be answered with 200. */
  readonly isRight: boolean;
  /** Whether the connection is good for another call after the answer. */
  readonly keepsAlive: boolean;
}

type CallShape = (random: RandomSource, call: SignedCall) => Omit<WireCall, 'isRight'>;

/** By their share of 100. */
const SHAPES: readonly [number, CallShape][] = [
  [74, plain],
  [7, inPieces],
  [7, chunked],
  [2, (_, call) => broken(Buffer.concat([request(call), request(call)]))],
  [2, (random, call) => broken(cut(random, request(call)))],
  [2, (random, call) => broken(request(call, { 'X-Huge': 'h'.repeat(random.of([5_000, 20_000, 100_000])) }))],
  [1, (_, call) => broken(request(call, manyHeaders()))],
  [
    2,
    (random, call) =>
      broken(request(call, { 'Content-Length': random.of(['-1', '1e3', '99999999999999999999', 'x', '']) })),
  ],
  [1, (_, call) => broken(request(call, { Expect: '100-continue', 'Transfer-Encoding': 'chunked, gzip' }))],
  [1, (_, call) => broken(request(call, { Upgrade: 'websocket', Connection: 'Upgrade' }))],
  [
    1,
    (random, call) =>
      broken(
        Buffer.from(`${call.method} ${call.target} HTTP/${random.of(['0.9', '2.0', '1', 'x'])}\r\n\r\n`),
      ),
  ],
];

export function wireCall(random: RandomSource, call: SignedCall): WireCall {
  let left = random.number() * 100;
  const [, shape] = SHAPES.find(([share]) => (left -= share) < 0) ?? [0, plain];
  const wire = shape(random, call);
  return { ...wire, isRight: wire.isSound && call.isRight };
}

function plain(_: RandomSource, call: SignedCall): Omit<WireCall, 'isRight'> {
  return sound(call, [request(call)]);
}

function inPieces(random: RandomSource, call: SignedCall): Omit<WireCall, 'isRight'> {
  const bytes = request(call);
  const at = random.below(bytes.length);
  return sound(call, [bytes.subarray(0, at), bytes.subarray(at)]);
}

function chunked(random: RandomSource, call: SignedCall): Omit<WireCall, 'isRight'> {
  if (call.body.length === 0) return plain(random, call);
  const at = random.below(call.body.length);
  const chunks = [call.body.subarray(0, at), call.body.subarray(at)].filter(({ length }) => length > 0);
  const head = Buffer.from(headOf(call, { 'Transfer-Encoding': 'chunked' }));
  const body = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return sound(call, [Buffer.concat([head, ...body, Buffer.from('0\r\n\r\n')])]);
}

/** What can be read as an answer is one; but a method or path that HTTP does not know may end the connection. */
function sound({ method, path }: FuzzCall, pieces: readonly Buffer[]): Omit<WireCall, 'isRight'> {
  const isKnown = ['GET', 'POST'].includes(method) && path.startsWith('/');
  return { pieces, isSound: isKnown, keepsAlive: isKnown };
}

function broken(bytes: Buffer): Omit<WireCall, 'isRight'> {
  return { pieces: [bytes], isSound: false, keepsAlive: false };
}

function cut(random: RandomSource, bytes: Buffer): Buffer {
  return bytes.subarray(0, random.below(bytes.length));
}

function manyHeaders(): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`X-H${i}`, 'v']));
}

function request(call: SignedCall, headers: Readonly<Record<string, string>> = {}): Buffer {
  const length: Record<string, string> =
    call.body.length > 0 ? { 'Content-Length': String(call.body.length) } : {};
  return Buffer.concat([Buffer.from(headOf(call, { ...length, ...headers })), call.body]);
}

function headOf({ method, target }: SignedCall, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ Host: '127.0.0.1', 'Content-Type': 'application/json', ...headers });
  return [`${method} ${target} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  );
}
