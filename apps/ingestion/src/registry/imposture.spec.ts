import { createHash } from 'node:crypto';
import { Networks } from '@yipii/platform';
import { impostureOf } from './imposture';

const ANY = { protocol: null, allowedNetworks: null, secretHash: null };
const REPORT = { protocol: 'osmand', address: '203.0.113.7' };
const networks = new Networks(['203.0.113.0/24', '2001:db8::/32']);
const secretHash = createHash('sha256').update('open sesame').digest();

describe('what names a registered device', () => {
  it.each([
    ['by any protocol where none is set', ANY, REPORT, undefined],
    ['by its protocol', { ...ANY, protocol: 'osmand' }, REPORT, undefined],
    ['by another protocol', { ...ANY, protocol: 'teltonika' }, REPORT, 'other_protocol'],
    ['from its network', { ...ANY, allowedNetworks: networks }, REPORT, undefined],
    [
      'from its network over a dual-stack socket',
      { ...ANY, allowedNetworks: networks },
      at('::ffff:203.0.113.7'),
      undefined,
    ],
    ['from its IPv6 network', { ...ANY, allowedNetworks: networks }, at('2001:db8::1'), undefined],
    ['from elsewhere', { ...ANY, allowedNetworks: networks }, at('203.0.114.7'), 'other_network'],
    ['with its secret', { ...ANY, secretHash }, { ...REPORT, secret: 'open sesame' }, undefined],
    ['with another secret', { ...ANY, secretHash }, { ...REPORT, secret: 'open' }, 'wrong_secret'],
    ['without its secret', { ...ANY, secretHash }, REPORT, 'wrong_secret'],
  ])('%s is judged by its registration', (_what, device, report, expected) => {
    expect(impostureOf(device, report)).toBe(expected);
  });
});

function at(address: string) {
  return { ...REPORT, address };
}
