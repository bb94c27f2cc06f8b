import { isTextAt, packTexts, textAt } from './packed-texts';

const TEXTS = ['', 'Ąžuolų', 'Ąžuolas', '𝒳', ''];
const packed = packTexts(TEXTS);

describe('packed texts', () => {
  it('are the same once more', () => {
    expect(TEXTS.map((_, i) => textAt(packed, i))).toEqual(TEXTS);
    expect(textAt(packed, TEXTS.length)).toBe('');
  });

  it('are compared without being made', () => {
    for (const [i, text] of TEXTS.entries())
      expect(TEXTS.map((other) => isTextAt(packed, i, other))).toEqual(TEXTS.map((other) => other === text));
  });

  it('may be none', () => {
    expect(textAt(packTexts([]), 0)).toBe('');
  });
});
