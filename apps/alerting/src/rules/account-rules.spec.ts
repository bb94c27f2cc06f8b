import { AccountRules, type RuleOfAssets } from './account-rules';

describe('the rules of an account', () => {
  let sut: AccountRules;
  const idsFor = (assetId: number) => [...sut.of(assetId).plan.all.keys()];

  beforeEach(() => {
    sut = new AccountRules({
      rules: [aRule(3, null), aRule(2, [41]), aRule(1, [], [7, 8])],
      fences: [],
      assets: [41, 42, 43].map((id) => ({ id, speedLimit: null })),
      groups: [
        { id: 7, assetIds: [41, 42] },
        { id: 8, assetIds: [42] },
      ],
    });
  });

  it('are those of all, of an asset and of its groups, each once', () => {
    expect([41, 42, 43, 44].map(idsFor)).toEqual([[1, 2, 3], [1, 3], [3], []]);
  });

  it('are found by what they are about after an edit, and not by what they were about before', () => {
    expect(idsFor(43)).toEqual([3]);
    sut.setRule(2, aRule(2, [43]));
    sut.setRule(3, aRule(3, [], [8]));
    expect([41, 42, 43].map(idsFor)).toEqual([[1], [1, 3], [2]]);
    sut.setRule(1, null);
    expect([41, 42, 43].map(idsFor)).toEqual([[], [3], [2]]);
  });

  it('follow the members of groups', () => {
    sut.setGroup(7, { id: 7, assetIds: [43] });
    expect([41, 42, 43].map(idsFor)).toEqual([[2, 3], [1, 3], [1, 3]]); // prettier-ignore
    sut.setGroup(7, null);
    expect(idsFor(43)).toEqual([3]);
  });
});

function aRule(
  id: number,
  assetIds: readonly number[] | null,
  groupIds: readonly number[] = [],
): RuleOfAssets {
  return {
    rule: {
      ...{ id, name: `Rule ${id}`, severity: 'warning', condition: { type: 'device.sos' } },
      ...{ schedule: null, cooldownSeconds: 0, maxAgeSeconds: null, since: 0 },
    },
    ...{ assetIds, groupIds },
  };
}
