const GROUPS_OF_CUSTOMER = 4;

/**
 * Returns what counts as one client: an IPv4 address, or the /64 of an IPv6 address, since each customer of a
 * provider has at least such a network (RFC 6177).
 * @param address as reported by a socket
 */
export function customerOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(8 - before.length - after.length, 0)).fill('0');
  return [...before, ...zeros, ...after].slice(0, GROUPS_OF_CUSTOMER).join(':');
}
