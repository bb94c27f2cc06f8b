import { accountChannel, assetChannel, parseFleetChannel, plainEventName } from './channels';

describe('a channel of our own app', () => {
  it('is an account or an asset', () => {
    expect(parseFleetChannel(accountChannel('acme-1'))).toEqual({ kind: 'account', accountKey: 'acme-1' });
    expect(parseFleetChannel(assetChannel(1042))).toEqual({ kind: 'asset', assetId: 1042 });
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
