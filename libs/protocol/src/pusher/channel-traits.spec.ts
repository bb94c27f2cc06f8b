import { channelTraits, userChannel } from './channel-traits';

const traits = (name: string): string[] | null => {
  const found = channelTraits(name);
  return found && Object.keys(found).filter((key) => Boolean(found[key as keyof typeof found]));
};

describe('the name of a channel', () => {
  it.each([
    ['updates', []],
    ['private-a', ['isAuthorised']],
    ['private-encrypted-a', ['isAuthorised', 'isEncrypted']],
    ['private-encrypted-cache-a', ['isAuthorised', 'isEncrypted', 'isCache']],
    ['private-cache-a', ['isAuthorised', 'isCache']],
    ['presence-a', ['isAuthorised', 'isPresence']],
    ['presence-cache-a', ['isAuthorised', 'isPresence', 'isCache']],
    ['cache-a', ['isCache']],
    ['#server-to-user-7', ['userId']],
  ])('%s says %j', (name, expected) => {
    expect(traits(name)).toEqual(expected);
  });

  it.each(['my-cache-x', 'xprivate-a', 'private', 'presence', 'cache', 'privatea', 'a-presence-b'])(
    '%s is that of a public channel: prefixes are anchored',
    (name) => {
      expect(traits(name)).toEqual([]);
    },
  );

  it.each([
    '',
    'with space',
    'ä',
    'a/b',
    '#other',
    '#server-to-user-',
    'x'.repeat(1_001),
    'a\n',
    '#online-1',
  ])('is not %j', (name) => {
    expect(channelTraits(name)).toBeNull();
  });

  it('may have 200 characters, and names a user in full', () => {
    expect(channelTraits('x'.repeat(200))).not.toBeNull();
    expect(channelTraits(userChannel('a b#c'))?.userId).toBe('a b#c');
  });
});
