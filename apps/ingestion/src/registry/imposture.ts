import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '@yipii/persistence';
import type { RegisteredDevice } from './device-registry.ports';

/** Why a sender is not accepted as the registered device that it names. */
export type Imposture = 'other_protocol' | 'other_network' | 'wrong_secret';

type Rules = Pick<RegisteredDevice, 'protocol' | 'allowedNetworks' | 'secretHash'>;

/** Returns which rule of its registration a report breaks; undefined: none. */
export function impostureOf(
  { protocol, allowedNetworks, secretHash }: Rules,
  report: { readonly protocol: string; readonly address: string; readonly secret?: string },
): Imposture | undefined {
  if (protocol !== null && protocol !== report.protocol) return 'other_protocol';
  if (allowedNetworks && !allowedNetworks.has(report.address)) return 'other_network';
  return secretHash && !isSecret(report.secret, secretHash) ? 'wrong_secret' : undefined;
}

function isSecret(secret: string | undefined, hash: Buffer): boolean {
  return secret !== undefined && timingSafeEqual(hashSecret(secret), hash);
}
