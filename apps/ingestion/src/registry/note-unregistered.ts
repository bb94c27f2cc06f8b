import { FailureStreak, Logger, type Clock } from '@yipii/platform';
import { RepeatedCauses } from '../limits/repeated-causes';
import type { Sighting, UnregisteredDevices } from './unregistered-devices.ports';

/** Ids are hostile input: only this many are noted per round. */
const MAX_IDS = 500;

/** Collects unregistered devices that report, so that {@link WriteUnregistered} can list them. */
export class NoteUnregistered {
  private readonly log = new Logger('registry');
  private readonly streak = new FailureStreak(this.log, {});
  private readonly causes = new RepeatedCauses();
  private seen = new Map<string, Sighting>();

  constructor(
    private readonly devices: UnregisteredDevices,
    private readonly clock: Clock,
  ) {}

  run(uniqueId: string, protocol: string, records = 0): void {
    const now = this.clock.now();
    const known = this.seen.get(uniqueId);
    if (!known && this.seen.size === MAX_IDS) return;
    if (!known) this.logNew(uniqueId, protocol, now);
    const { firstSeen, records: before } = known ?? { firstSeen: now, records: 0 };
    this.seen.set(uniqueId, { uniqueId, protocol, firstSeen, lastSeen: now, records: before + records });
  }

  /** Writes the collected devices, or keeps them while the database is unavailable. Never rejects. */
  async flush(): Promise<void> {
    if (this.seen.size === 0) return;
    const { seen } = this;
    this.seen = new Map();
    try {
      await this.devices.add([...seen.values()]);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('unregistered devices could not be listed', error);
      this.putBack(seen);
    }
  }

  /** Keeps the list short. Never rejects. */
  async trim(): Promise<void> {
    try {
      await this.devices.trim();
    } catch (error) {
      this.streak.failed('the list of unregistered devices could not be trimmed', error);
    }
  }

  private putBack(earlier: ReadonlyMap<string, Sighting>): void {
    for (const [uniqueId, sighting] of earlier) {
      const { lastSeen, records } = this.seen.get(uniqueId) ?? { lastSeen: sighting.lastSeen, records: 0 };
      if (this.seen.size < MAX_IDS || this.seen.has(uniqueId))
        this.seen.set(uniqueId, { ...sighting, lastSeen, records: sighting.records + records });
    }
  }

  private logNew(uniqueId: string, protocol: string, now: number): void {
    const due = this.causes.due(protocol, now);
    if (due) this.log.warn({ msg: 'device is not registered', uniqueId, protocol, ...due });
  }
}
