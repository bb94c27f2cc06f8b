import type { TrackerRecord } from '@yipii/domain';
import { decodeStream, trackerProtocols, type TrackerDevice } from '@yipii/protocol';

/** How simulated devices of one protocol communicate. */
export interface DeviceProtocol extends TrackerDevice {
  readonly name: string;
  readonly defaultPort: number;
  /** Decodes a frame as the platform does. */
  readonly decode: (uniqueId: string, frame: Buffer) => readonly TrackerRecord[];
}

/** Every protocol whose devices can be simulated, by name. */
export const DEVICE_PROTOCOLS: ReadonlyMap<string, DeviceProtocol> = new Map(
  trackerProtocols.flatMap(({ name, defaultPort, device }) =>
    device ? [[name, { name, defaultPort, ...device, decode: decoderOf(name, device) }] as const] : [],
  ),
);

/** @throws Error if there is no such protocol, or its devices can't be simulated */
export function deviceProtocol(name: string): DeviceProtocol {
  const protocol = DEVICE_PROTOCOLS.get(name);
  if (!protocol) throw new Error(`devices of protocol "${name}" can't be simulated`);
  return protocol;
}

function decoderOf(protocol: string, { transport, login }: TrackerDevice): DeviceProtocol['decode'] {
  return (uniqueId, bytes) =>
    decodeStream(
      { protocol, transport, login: login ? [login.bytes(uniqueId)] : [], bytes },
      { now: 0, strictChecksum: true },
    ).positions.map(({ deviceId: _, ...record }) => record);
}
