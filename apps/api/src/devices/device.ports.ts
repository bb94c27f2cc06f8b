/** A device that reports but is not registered. */
export interface UnregisteredDevice {
  /** A stranger's text. */
  readonly uniqueId: string;
  readonly protocol: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly records: number;
}

/** What concerns the whole installation, whatever the account. */
export abstract class Installation {
  /** Returns a page of the devices that nobody has registered, those that were heard last first. */
  abstract unregistered(page: {
    readonly page: number;
    readonly perPage: number;
  }): Promise<{ readonly rows: readonly UnregisteredDevice[]; readonly total: number }>;

  /** Whether there is one account and no other. */
  abstract hasOneAccount(): Promise<boolean>;
}
