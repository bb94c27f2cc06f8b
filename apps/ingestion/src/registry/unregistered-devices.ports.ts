/** An unregistered device that has reported. */
export interface Sighting {
  readonly uniqueId: string;
  readonly protocol: string;
  /** Epoch ms. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How many records it sent in that time. */
  readonly records: number;
}

/** Anybody can send ids: the list keeps those that were seen last. */
export const MAX_UNREGISTERED = 10_000;
export const UNREGISTERED_DAYS = 30;

/** The list from which people register devices. */
export abstract class UnregisteredDevices {
  /** Adds to what is known of each device; the ids are distinct. */
  abstract add(sightings: readonly Sighting[]): Promise<void>;

  /** Removes devices that were not seen for {@link UNREGISTERED_DAYS}, and all but the {@link MAX_UNREGISTERED} seen last. */
  abstract trim(): Promise<void>;
}
