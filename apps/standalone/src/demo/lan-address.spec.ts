import type { NetworkInterfaceInfo } from 'node:os';
import { lanAddress } from './lan-address';

const at = (address: string, more: object = {}): NetworkInterfaceInfo[] => [
  {
    address,
    family: 'IPv4',
    internal: false,
    netmask: '',
    mac: '',
    cidr: null,
    ...more,
  },
];

describe('the address of this machine in its network', () => {
  it('is that of a real interface, before those of containers', () => {
    expect(lanAddress({ docker0: at('172.17.0.1'), wlan0: at('192.168.1.20') })).toBe('192.168.1.20');
    expect(lanAddress({ docker0: at('172.17.0.1') })).toBe('172.17.0.1');
  });

  it('is neither a loopback, nor a public, nor a self-assigned one', () => {
    const lo = at('127.0.0.1', { internal: true });
    expect(lanAddress({ lo, eth0: at('203.0.113.9'), eth1: at('169.254.1.1') })).toBeUndefined();
    expect(lanAddress({ lo, eth0: at('fd00::2', { family: 'IPv6' }) })).toBeUndefined();
    expect(lanAddress({})).toBeUndefined();
  });
});
