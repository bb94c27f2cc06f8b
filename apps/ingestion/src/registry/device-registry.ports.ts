import type { Networks, RegistryPart } from '@yipii/platform';
import type { SpeedUnit } from '../positions/speed-unit';

/** A period in which a device is on an asset; epoch ms, `to` is exclusive, null: open. */
export interface Assignment {
  readonly assetId: number;
  readonly assetName: string;
  readonly from: number;
  readonly to: number | null;
  /** Added to what the asset's odometer counts. */
  readonly odometerOffsetKm: number;
  /** The asset moves from this speed on, km/h. */
  readonly movingFromKmh: number;
}

export interface RegisteredDevice {
  readonly deviceId: number;
  readonly accountId: number;
  readonly accountKey: string;
  /** IANA name, where its clock shows the time of that zone instead of UTC. */
  readonly timeZone: string | null;
  /** By how much its clock is behind, ms. */
  readonly clockOffsetMs: number;
  /** In which it sends its speed, where its protocol leaves that open; null: as the protocol has it. */
  readonly speedUnit: SpeedUnit | null;
  /** The only protocol that it is heard by; null: any. */
  readonly protocol: string | null;
  /** The only networks that it is heard from; null: any. */
  readonly allowedNetworks: Networks | null;
  /** SHA-256 of what its reports must carry; null: nothing. */
  readonly secretHash: Buffer | null;
  readonly assignments: readonly Assignment[];
  /** The registry entries that this was read from, with their versions. */
  readonly parts: readonly RegistryPart[];
}

/** The devices that people have registered. */
export abstract class DeviceRegistry {
  /**
   * The device that introduces itself by this id, or null where nobody has registered it. Rejects while the
   * registry can't be read: then nothing is known of the device, and it must not be refused.
   */
  abstract find(uniqueId: string): Promise<RegisteredDevice | null>;
}
