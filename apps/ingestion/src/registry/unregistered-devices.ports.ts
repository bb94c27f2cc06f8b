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

/** Anybody can send ids, so the list keeps only the most recent ones. */
export const MAX_UNREGISTERED = 10_000;
export const UNREGISTERED_DAYS = 30;

/** The list of unregistered devices, from which they can be registered. */
export abstract class UnregisteredDevices {
  /** Updates what is known about each device; the ids are distinct. */
  abstract add(sightings: readonly Sighting[]): Promise<void>;

  /** Removes devices that were not seen for {@link UNREGISTERED_DAYS}, and all but the {@link MAX_UNREGISTERED} seen last. */
  abstract trim(): Promise<void>;
}
