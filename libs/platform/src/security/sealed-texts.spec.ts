import { SealedTexts } from './sealed-texts';

describe('a sealed text', () => {
  const sut = new SealedTexts(['a-key-of-at-least-32-characters-1']);

  it('opens for its purpose, and does not show what it holds', () => {
    const sealed = sut.seal('whsec_ÅÄÖ', 'webhook 1');
    expect(sut.open(sealed, 'webhook 1')).toBe('whsec_ÅÄÖ');
    expect(sealed.toString('latin1')).not.toContain('whsec');
    expect(sut.seal('whsec_ÅÄÖ', 'webhook 1')).not.toEqual(sealed);
  });

  it('opens neither for another purpose, nor changed, nor with another key', () => {
    const sealed = sut.seal('secret', 'webhook 1');
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => sut.open(sealed, 'webhook 2')).toThrow('ENCRYPTION_KEYS');
    expect(() => sut.open(changed, 'webhook 1')).toThrow('ENCRYPTION_KEYS');
    expect(() => sut.open(Buffer.alloc(3), 'webhook 1')).toThrow('ENCRYPTION_KEYS');
    const other = new SealedTexts(['a-key-of-at-least-32-characters-2']);
    expect(() => other.open(sealed, 'webhook 1')).toThrow('ENCRYPTION_KEYS');
  });

  it('opens with an older key once there is a newer one', () => {
    const rotated = new SealedTexts([
      'a-key-of-at-least-32-characters-2',
      'a-key-of-at-least-32-characters-1',
    ]);
    expect(rotated.open(sut.seal('secret', 'x'), 'x')).toBe('secret');
  });
});
