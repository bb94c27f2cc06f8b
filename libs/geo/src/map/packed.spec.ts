import { pack, unpack } from './packed';

const TREE = {
  numbers: {
    big: Uint32Array.of(1, 4_000_000_000),
    signed: Int32Array.of(-5),
    small: Uint8Array.of(1, 2, 3),
  },
  directions: Int8Array.of(-1, 0, 1),
  none: new Uint32Array(),
  units: Uint16Array.of(65_535, 1),
};

function packed(version = 1, key = 'k'): ArrayBuffer {
  const bytes = Buffer.concat(pack(TREE, version, key));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

describe('packed arrays', () => {
  it('come out as they went in, as views of the bytes', () => {
    const buffer = packed();
    const tree = unpack(buffer, 1, 'k');
    expect(tree).toEqual(TREE);
    expect((tree as unknown as typeof TREE).numbers.big.buffer).toBe(buffer);
  });

  it('are told from those of another version or file', () => {
    expect(unpack(packed(2), 1, 'k')).toBe('of another version');
    expect(unpack(packed(1, 'other'), 1, 'k')).toBe('of another file');
  });

  it('are refused with any byte changed, and cut anywhere', () => {
    const whole = new Uint8Array(packed());
    for (let i = 0; i < whole.length; i++) {
      const broken = whole.slice();
      broken[i] = (broken[i] ?? 0) ^ 1;
      expect(typeof unpack(broken.buffer, 1, 'k')).toBe('string');
      expect(typeof unpack(whole.slice(0, i).buffer, 1, 'k')).toBe('string');
    }
  });
});
