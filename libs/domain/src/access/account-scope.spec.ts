import { assetsWithin } from './account-scope';

describe('the assets within a scope', () => {
  it.each([
    ['all of the account', null, null, null],
    ['those that are wanted', null, [1, 2], [1, 2]],
    ['those that are allowed', [1, 3], null, [1, 3]],
    ['those that are wanted and allowed', [1, 3], [1, 2], [1]],
    ['none', [], [1], []],
  ])('are %s', (_what, assets, wanted, expected) => {
    expect(assetsWithin({ accountId: 7, assets }, wanted)).toEqual(expected);
  });
});
