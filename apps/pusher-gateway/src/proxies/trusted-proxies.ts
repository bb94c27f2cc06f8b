import { BlockList, isIPv4 } from 'node:net';
import { StartRefused } from '@yipii/platform';
import { familyOf, parseAddress, type IpAddress } from './ip-address';

/** Names that stand for networks, as Express (`proxy-addr`) knows them. */
const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};
const MAPPED_BITS = 96;

/** The reverse proxies whose word about a client counts. Reads `TRUSTED_PROXIES` as Express does for the API. */
export class TrustedProxies {
  private constructor(
    private readonly networks: BlockList,
    private readonly isEmpty: boolean,
  ) {}

  /**
   * @param list addresses, networks (`10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `fd00::/8`) and known names
   * @throws StartRefused that names what it can't read
   */
  static parse(list: readonly string[] = []): TrustedProxies {
    const networks = new BlockList();
    for (const entry of list.flatMap((name) => NAMED_NETWORKS[name] ?? [name])) add(networks, entry);
    return new TrustedProxies(networks, list.length === 0);
  }

  includes(address: IpAddress): boolean {
    return !this.isEmpty && this.networks.check(address, familyOf(address));
  }
}

function add(networks: BlockList, entry: string): void {
  const [text = '', length] = entry.split('/');
  const address = parseAddress(text);
  if (address === null) throw unreadable(entry);
  const family = familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  const mappedBits = family === 'ipv4' && text.includes(':') ? MAPPED_BITS : 0;
  const prefix = length === undefined ? bits : prefixLength(length) - mappedBits;
  // As with Express, nobody trusts everybody: 0 is no length.
  if (!(prefix > 0 && prefix <= bits)) throw unreadable(entry);
  networks.addSubnet(address, prefix, family);
}

/** Of a number, or of an IPv4 netmask; NaN for anything else. */
function prefixLength(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (!isIPv4(text)) return NaN;
  const mask = text.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0'));
  return /^(1*)0*$/.exec(mask.join(''))?.[1]?.length ?? NaN;
}

function unreadable(entry: string): StartRefused {
  return new StartRefused(`TRUSTED_PROXIES: ${entry} is no address, network or known name`);
}
