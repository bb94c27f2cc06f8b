import { BlockList, isIP, isIPv4 } from 'node:net';

/** A set of networks in CIDR notation, IPv4 and IPv6. */
export class Networks {
  private readonly list = new BlockList();

  /** @throws Error when one is not a network */
  constructor(networks: readonly string[]) {
    for (const network of networks) this.add(network);
  }

  /** Returns false for anything but an IP address. An IPv4-mapped IPv6 address counts as the IPv4 address. */
  has(address: string): boolean {
    const [plain = ''] = address.split('%');
    return isIP(plain) !== 0 && this.list.check(plain, familyOf(plain));
  }

  private add(network: string): void {
    const [address = '', bits = '', rest] = network.split('/');
    const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
    const isValid = isIP(address) !== 0 && rest === undefined && prefix <= (isIPv4(address) ? 32 : 128);
    if (!isValid) throw new Error(`must list networks such as 10.0.0.0/8 or fd00::/8`);
    this.list.addSubnet(address, prefix, familyOf(address));
  }
}

/** @throws Error when one is not a network */
export function assertNetworks(networks: readonly string[]): void {
  new Networks(networks);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
