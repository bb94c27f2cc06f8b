/**
 * Time after a confirmation within which publishing is allowed: half the session, after which others own the
 * partition.
 */
const TRUSTED_MS = 3_000;
export const SESSION_TIMEOUT_MS = 6_000;
/** A coordinator that is silent for so long answers nobody: one that moves is found within less. */
const SILENT_MS = 2 * SESSION_TIMEOUT_MS;
export const HEARTBEAT_MS = 1_500;

/**
 * When the group's coordinator last said that this process is a member. kafkajs can't fence a member that was
 * frozen and comes back; asking here before every write does.
 */
export class Membership {
  private confirmedAt = 0;

  confirmed(): void {
    this.confirmedAt = Date.now();
  }

  /** Returns whether the partitions of this member may belong to others by now. */
  isUncertain(): boolean {
    return Date.now() - this.confirmedAt > TRUSTED_MS;
  }

  /** Returns whether the coordinator leaves this process without an answer, or was never asked. */
  isUnanswered(): boolean {
    return Date.now() - this.confirmedAt > SILENT_MS;
  }

  /** Asks the coordinator when it has not answered for a while. */
  async renew(heartbeat: () => Promise<void>): Promise<void> {
    if (Date.now() - this.confirmedAt < HEARTBEAT_MS) return;
    try {
      await heartbeat();
    } catch (error) {
      // The group waits for us to rejoin; until then we keep our partitions.
      if ((error as { type?: string }).type === 'REBALANCE_IN_PROGRESS') this.confirmed();
    }
  }
}
