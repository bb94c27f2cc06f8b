import { clientFrame } from '../support/raw-socket';
import type { RandomSource } from './random-source';

const TEXT = 1;
const BINARY = 2;
const CONTINUATION = 0;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const OVER_THE_LIMIT = 16 * 1024 + 1;
const CLOSE_CODES: readonly [number, ...number[]] = [
  0, 999, 1000, 1001, 1005, 1015, 3000, 4001, 4200, 65_535,
];

type WireShape = (random: RandomSource, payload: Buffer) => Buffer[];

/** What RFC 6455 allows, by its share of 100. */
const SOUND: readonly [number, WireShape][] = [
  [82, (_, payload) => [clientFrame(payload)]],
  [4, fragmented],
  [3, withPingInBetween],
  [2, (_, payload) => [clientFrame(payload, { opcode: BINARY })]],
  [2, (random, payload) => inPieces(random, clientFrame(payload))],
];
/** What it does not, or what ends the connection. */
const BROKEN: readonly [number, WireShape][] = [
  [1.5, (random) => [clientFrame(Buffer.alloc(OVER_THE_LIMIT + random.below(50_000), 'x'))]],
  [1, (_, payload) => [clientFrame(payload, { fin: false })]],
  [
    1,
    (random) => [clientFrame(Buffer.alloc(126 + random.below(99), 'p'), { opcode: random.of([PING, PONG]) })],
  ],
  [1, closeFrame],
  [0.5, (_, payload) => [clientFrame(payload, { masked: false })]],
  [0.5, (random, payload) => [clientFrame(payload, { reserved: 1 + random.below(7) })]],
  [0.5, (random, payload) => [clientFrame(payload, { opcode: random.of([3, 7, 11, 15]) })]],
  [0.5, (_, payload) => [clientFrame(payload, { opcode: CONTINUATION })]],
  [0.5, lengthThatIsNot],
];

export interface WireFrame {
  /** To be written one after the other. */
  readonly pieces: readonly Buffer[];
  /** False: whoever gets it may close the connection, or wait for bytes that never come. */
  readonly isSound: boolean;
}

/** A frame with this payload as it goes over the wire. */
export function wireFrame(random: RandomSource, payload: Buffer): WireFrame {
  let left = random.number() * 100;
  for (const shapes of [SOUND, BROKEN]) {
    for (const [share, shape] of shapes) {
      left -= share;
      if (left < 0) return { pieces: shape(random, payload), isSound: shapes === SOUND };
    }
  }
  return { pieces: [clientFrame(payload)], isSound: true };
}

function fragmented(random: RandomSource, payload: Buffer): Buffer[] {
  const [first, second] = halves(random, payload);
  return [
    clientFrame(first, { fin: false }),
    clientFrame(Buffer.alloc(0), { opcode: CONTINUATION, fin: false }),
    clientFrame(second, { opcode: CONTINUATION }),
  ];
}

function withPingInBetween(random: RandomSource, payload: Buffer): Buffer[] {
  const [first, second] = halves(random, payload);
  return [
    clientFrame(first, { fin: false, opcode: random.of([TEXT, TEXT, BINARY]) }),
    clientFrame(Buffer.from('between'), { opcode: PING }),
    clientFrame(second, { opcode: CONTINUATION }),
  ];
}

function closeFrame(random: RandomSource, payload: Buffer): Buffer[] {
  const code = Buffer.alloc(2);
  code.writeUInt16BE(random.of(CLOSE_CODES));
  const body = random.of([
    Buffer.alloc(0),
    code.subarray(1),
    code,
    Buffer.concat([code, payload.subarray(0, 100)]),
  ]);
  return [clientFrame(body, { opcode: CLOSE })];
}

/** Says that it is far longer than what comes. */
function lengthThatIsNot(random: RandomSource, payload: Buffer): Buffer[] {
  const frame = Buffer.concat([Buffer.from([0x81, 0xff]), Buffer.alloc(8, random.below(256)), payload]);
  return [frame];
}

function inPieces(random: RandomSource, bytes: Buffer): Buffer[] {
  const [first, second] = halves(random, bytes);
  return [first, second];
}

function halves(random: RandomSource, bytes: Buffer): [Buffer, Buffer] {
  const cut = random.below(bytes.length + 1);
  return [bytes.subarray(0, cut), bytes.subarray(cut)];
}
