import type { NetworkInterfaceInfo } from 'node:os';
import { isLocal } from '@yipii/platform';

/** Of containers, virtual machines and tunnels: nobody's phone is there. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vbox|bridge|utun|tun|tap|wg|zt|cni|flannel|podman)/i;
const LINK_LOCAL = /^169\.254\./;

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * The address at which others in the same network reach this machine; undefined without one. A public address is
 * none: plain HTTP is refused there.
 */
export function lanAddress(interfaces: Interfaces): string | undefined {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, internal, address }) => family === 'IPv4' && !internal && isLocal(address))
      .filter(({ address }) => !LINK_LOCAL.test(address))
      .map(({ address }) => ({ address, isVirtual: VIRTUAL.test(name) })),
  );
  return (found.find(({ isVirtual }) => !isVirtual) ?? found[0])?.address;
}
