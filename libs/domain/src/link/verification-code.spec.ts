import { readCode } from './verification-code';

describe('a code', () => {
  it.each([
    '012345',
    ' 012 345 ',
    '012-345',
    '012–345',
    '0 1 2 3 4 5',
    '012\u00a0345\n',
    '\u200e012345\u200f',
    '０１２３４５',
    '٠١٢٣٤٥',
    '۰۱۲۳۴۵',
    '०१२३४५',
    '012٣٤٥',
  ])('may be entered as %j', (text) => {
    expect(readCode(text)).toBe('012345');
  });

  it.each(['', '12345', '0123456', '01234x', '0x2345', '+12345', '1.2345', '1e2345', '𝟎𝟏𝟐𝟑𝟒𝟓', '①②③④⑤⑥'])(
    'is not %j',
    (text) => {
      expect(readCode(text)).toBeNull();
    },
  );

  it('is nothing long', () => {
    expect(readCode(' '.repeat(1_000_000) + '012345')).toBeNull();
  });
});
