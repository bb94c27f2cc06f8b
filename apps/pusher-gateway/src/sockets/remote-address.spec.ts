import { canonicalAddress } from './remote-address';

describe('a remote address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['0000:0000:0000:0000:0000:ffff:c000:0207', '192.0.2.7'],
    ['0000:0000:0000:0000:0000:0000:0000:0001', '::1'],
    ['2001:0DB8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['', ''],
    ['nonsense', ''],
  ])('%s is written as %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });
});
