import {
  accountChannel,
  assetChannel,
  groupChannel,
  parseFleetChannel,
  parseLiveChannel,
  plainEventName,
  trackingChannel,
} from './channels';

const LINK = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

describe('a channel of our own app', () => {
  it('is an account, a group or an asset', () => {
    expect(parseFleetChannel(accountChannel('acme-1'))).toEqual({ kind: 'account', accountKey: 'acme-1' });
    expect(parseFleetChannel(groupChannel(31))).toEqual({ kind: 'group', groupId: 31 });
    expect(parseFleetChannel(assetChannel(1042))).toEqual({ kind: 'asset', assetId: 1042 });
  });

  it('is a tracking link by its UUID', () => {
    expect(parseLiveChannel(trackingChannel(LINK))).toEqual({ kind: 'tracking', linkUuid: LINK });
    expect(parseFleetChannel(trackingChannel(LINK))).toBeNull();
    expect(parseLiveChannel(assetChannel(1042))).toEqual({ kind: 'asset', assetId: 1042 });
  });

  it.each([
    'private-tracking.',
    `private-tracking.${LINK.toUpperCase()}`,
    `private-tracking.${LINK}\n`,
    `private-tracking.${LINK}0`,
    `private-tracking.{${LINK}}`,
    `private-tracking.${LINK.replaceAll('-', '')}`,
    'private-tracking.7c9e6679-7425-10de-944b-e07fc1f90ae7',
    'private-tracking.7c9e6679-7425-40de-744b-e07fc1f90ae7',
    'private-tracking.00000000-0000-0000-0000-000000000000',
    `presence-tracking.${LINK}`,
    'private-asset.0',
    '',
  ])('is not %j either', (name) => {
    expect(parseLiveChannel(name)).toBeNull();
  });

  it.each([
    'account.acme',
    'private-account.',
    'private-account.ab',
    'private-account.Acme',
    'private-account.acme.',
    'x-private-account.acme',
    'private-account.acme\n',
    'private-asset.0',
    'private-asset.01',
    'private-group.0',
    'private-group.9007199254740993',
    'private-group.1\n',
    'private-asset.1e3',
    'private-asset.9007199254740993',
    'private-encrypted-account.acme',
    'presence-account.acme',
    '#server-to-user-1',
    '',
  ])('is not %j', (name) => {
    expect(parseFleetChannel(name)).toBeNull();
  });
});

describe('a plain event name', () => {
  it('has no leading dot', () => {
    expect(plainEventName('.location.updated')).toBe('location.updated');
    expect(plainEventName('other')).toBe('other');
  });
});
