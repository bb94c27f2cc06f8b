import fc from 'fast-check';
import type { Framed, Warning } from '../tracker-protocol';
import { encodeCodec8E, encodeLogin } from './encode';
import { TeltonikaFramer } from './framer';
import { MAX_DATA_LENGTH } from './wire';

const LOGIN = encodeLogin('356307042441013');
const PACKET = encodeCodec8E([
  {
    fixTime: 1,
    valid: true,
    lat: 1,
    lng: 2,
    altitude: 3,
    speed: 4,
    heading: 5,
    attributes: { satellites: 9 },
  },
]);
const PING = Buffer.from([0xff]);
const STREAM = Buffer.concat([LOGIN, PING, PACKET, PACKET, PING, PING, PACKET]);

describe('TeltonikaFramer', () => {
  it('cuts a stream into login, pings and packets', () => {
    expect(frame([STREAM]).frames).toEqual([LOGIN, PING, PACKET, PACKET, PING, PING, PACKET]);
  });

  it('gives the same when each byte comes alone', () => {
    expect(frame(split(STREAM, [...STREAM.keys()]))).toEqual(frame([STREAM]));
  });

  it('gives the same for any stream cut anywhere', () => {
    const piece = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(PACKET, PING, LOGIN) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(600)), (pieces, cuts) => {
        const stream = Buffer.concat([LOGIN, ...pieces]);
        expect(frame(split(stream, cuts))).toEqual(frame([stream]));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  it('ends with an announcement of 10 MB at once, before anything of it came', () => {
    const announcement = Buffer.alloc(8);
    announcement.writeUInt32BE(10_000_000, 4);
    const framer = new TeltonikaFramer();
    framer.push(LOGIN);
    expect(framer.next()).toEqual({ frame: LOGIN });
    framer.push(announcement);
    expect(framer.next()).toMatchObject({ end: { reason: 'frame_too_long' } });
    framer.push(PACKET);
    expect(framer.next()).toBeUndefined();
  });

  it('takes the longest packet that is allowed', () => {
    const packet = Buffer.alloc(8 + MAX_DATA_LENGTH + 4);
    packet.writeUInt32BE(MAX_DATA_LENGTH, 4);
    expect(frame(split(Buffer.concat([LOGIN, packet]), [7, 1000, 50_000])).frames).toEqual([LOGIN, packet]);
  });

  it('ends when a connection does not begin with a login', () => {
    expect(frame([Buffer.from('GET / HTTP/1.1\r\n\r\n')])).toMatchObject({
      frames: [],
      end: { reason: 'garbage' },
    });
  });

  it('finds the next packet behind garbage and tells how much it skipped', () => {
    const result = frame([LOGIN, Buffer.from('7e7e7e00007e', 'hex'), PACKET, PACKET]);
    expect(result.frames).toEqual([LOGIN, PACKET, PACKET]);
    expect(result.warnings).toEqual([{ reason: 'garbage_skipped', detail: '6 bytes' }]);
    expect(result.end).toBeUndefined();
  });

  it('ends after a kilobyte of garbage', () => {
    expect(frame([LOGIN, Buffer.alloc(1000, 0x7e)]).end).toBeUndefined();
    expect(frame([LOGIN, Buffer.alloc(1100, 0x7e)]).end).toMatchObject({ reason: 'garbage' });
    expect(frame([LOGIN, Buffer.alloc(1100)]).end).toMatchObject({ reason: 'garbage' });
  });

  it('hands out frames that later bytes do not change', () => {
    const framer = new TeltonikaFramer();
    const chunk = Buffer.concat([LOGIN, PACKET, PACKET.subarray(0, 20)]);
    framer.push(chunk);
    const frames = [framer.next(), framer.next()];
    chunk.fill(0);
    framer.push(PACKET.subarray(20));
    expect([...frames, framer.next()]).toEqual([{ frame: LOGIN }, { frame: PACKET }, { frame: PACKET }]);
  });
});

interface Result {
  readonly frames: readonly Buffer[];
  readonly warnings: readonly Warning[];
  readonly end?: Warning;
}

function frame(chunks: readonly Buffer[]): Result {
  const framer = new TeltonikaFramer();
  const steps: Framed[] = [];
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let step = framer.next(); step; step = framer.next()) steps.push(step);
  }
  const end = steps.find((step) => 'end' in step)?.end;
  return {
    frames: steps.flatMap((step) => ('frame' in step ? [step.frame] : [])),
    warnings: steps.flatMap((step) => ('warning' in step ? [step.warning] : [])),
    ...(end && { end }),
  };
}

function split(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, stream.length)), stream.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((place, i) => stream.subarray(places[i], place));
}
