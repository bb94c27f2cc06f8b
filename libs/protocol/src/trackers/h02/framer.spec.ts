import fc from 'fast-check';
import type { Framed } from '../tracker-protocol';
import { H02Framer } from './framer';

const TEXT = Buffer.from('*HQ,9171000001,V1,104000,A,2235.1777,N,11357.8913,E,000.27,235,130721,FFFFFBFF#');
const BINARY = Buffer.from('2491710000011245431311165035313006004318210e012347fffffbffff0024', 'hex');
/** What a firmware adds; it holds the bytes that frames begin with. */
const TAIL = Buffer.from('0000000024582a00002a587324', 'hex');
const STATE = Buffer.concat([Buffer.from('X'), Buffer.alloc(31, 0x24)]);
const garbage = (length: number) => Buffer.alloc(length, 'g');

function framesOf(chunks: readonly Buffer[]): Framed[] {
  const framer = new H02Framer();
  const found: Framed[] = [];
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let framed = framer.next(); framed; framed = framer.next()) found.push(framed);
  }
  return found;
}

const frames = (...chunks: Buffer[]) =>
  framesOf(chunks).flatMap((framed) => ('frame' in framed ? [framed.frame] : []));

describe('the framer of H02', () => {
  it('finds text, binary packets and packets of state one after the other', () => {
    const stream = Buffer.concat([STATE, TEXT, Buffer.from('\r\n'), STATE, BINARY, BINARY, TEXT]);
    expect(frames(stream)).toEqual([STATE, TEXT, STATE, BINARY, BINARY, TEXT]);
  });

  it('drops what a firmware adds to a binary packet, without a warning', () => {
    const found = framesOf([Buffer.concat([BINARY, TAIL, BINARY, TAIL, TEXT])]);
    expect(found).toEqual([{ frame: BINARY }, { frame: BINARY }, { frame: TEXT }]);
  });

  it('hands a binary packet out before its tail is there', () => {
    expect(frames(BINARY)).toEqual([BINARY]);
  });

  it('skips garbage before and between frames, with a warning', () => {
    expect(framesOf([Buffer.concat([garbage(9), TEXT, garbage(30), BINARY])])).toEqual([
      { warning: { reason: 'garbage_skipped', detail: '9 bytes' } },
      { frame: TEXT },
      { warning: { reason: 'garbage_skipped', detail: '30 bytes' } },
      { frame: BINARY },
    ]);
  });

  it('drops a text that is cut off by the next', () => {
    expect(frames(TEXT.subarray(0, 30), TEXT)).toEqual([TEXT]);
  });

  it('ends a stream of garbage, and one of a text without an end', () => {
    const end = { end: { reason: 'garbage', detail: 'no frame found' } };
    expect(framesOf([garbage(2000)])).toEqual([end]);
    const endless = Buffer.concat([TEXT.subarray(0, 20), garbage(4000)]);
    expect(framesOf([endless]).at(-1)).toEqual(end);
  });

  it('finds the same wherever the stream is cut', () => {
    const stream = Buffer.concat([
      ...[garbage(5), TEXT, BINARY, TAIL, TEXT.subarray(0, 20), TEXT, BINARY, STATE, garbage(40), TEXT],
    ]);
    const whole = framesOf([stream]);
    expect(framesOf([...stream].map((byte) => Buffer.from([byte])))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = places.slice(1).map((to, i) => stream.subarray(places[i], to));
        expect(framesOf(chunks)).toEqual(whole);
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('throws for no bytes whatever, and ends each stream of them within its limits', () => {
    const byte = fc.constantFrom(0x2a, 0x24, 0x58, 0x23, 0x2c, 0x12, 0x48, 0x51, 0xff);
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 400 }), (bytes) => {
        const lengths = frames(Buffer.from(bytes)).map(({ length }) => length);
        expect(lengths.every((length) => length <= 1025)).toBe(true);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
