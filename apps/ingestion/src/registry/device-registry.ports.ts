import type { Networks, RegistryPart } from '@yipii/platform';
import type { SpeedUnit } from '../positions/speed-unit';

/** A period in which a device is on an asset; epoch ms, `to` is exclusive, null: open. */
export interface Assignment {
  readonly assetId: number;
  readonly assetName: string;
  readonly from: number;
  readonly to: number | null;
  /** Added to the asset's odometer reading. */
  readonly odometerOffsetKm: number;
  /** Speed from which the asset counts as moving, km/h. */
  readonly movingFromKmh: number;
}

export interface RegisteredDevice {
  readonly deviceId: number;
  readonly accountId: number;
  readonly accountKey: string;
  /** IANA time zone if its clock shows local time instead of UTC. */
  readonly timeZone: string | null;
  /** How far its clock is behind, ms. */
  readonly clockOffsetMs: number;
  /** Unit of its speed if its protocol leaves that open; null: the protocol's default. */
  readonly speedUnit: SpeedUnit | null;
  /** The only protocol that it may use; null: any. */
  readonly protocol: string | null;
  /** The only networks from which its reports are accepted; null: any. */
  readonly allowedNetworks: Networks | null;
  /** SHA-256 of the secret that its reports must carry; null: none. */
  readonly secretHash: Buffer | null;
  readonly assignments: readonly Assignment[];
  /** The registry entries from which this was read, with their versions. */
  readonly parts: readonly RegistryPart[];
}

/** The registered devices. */
export abstract class DeviceRegistry {
  /**
   * Returns the device with this id, or null if none is registered. Rejects while the registry can't be read: then
   * the device is unknown and must not be refused.
   */
  abstract find(uniqueId: string): Promise<RegisteredDevice | null>;
}
