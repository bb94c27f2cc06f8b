/** What was seen of a device that nobody has registered. */
export interface Sighting {
  readonly uniqueId: string;
  readonly protocol: string;
  /** Epoch ms. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How many records it sent in that time. */
  readonly records: number;
}

/** The list from which people register devices. */
export abstract class UnregisteredDevices {
  /** Adds to what is known of each; an id appears once. */
  abstract add(sightings: readonly Sighting[]): Promise<void>;
}
