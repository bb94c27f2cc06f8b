import { FailureStreak, Logger, type Clock } from '@yipii/platform';
import type { Sighting, UnregisteredDevices } from './unregistered-devices.ports';

/** Ids are hostile input: only so many are noted until the next round, and logged in the life of a process. */
const MAX_IDS = 10_000;

/** Gathers what is seen of devices that nobody has registered, and writes it down once a second. */
export class NoteUnregistered {
  private readonly log = new Logger('registry');
  private readonly streak = new FailureStreak(this.log, {});
  private readonly logged = new Set<string>();
  private seen = new Map<string, Sighting>();

  constructor(
    private readonly devices: UnregisteredDevices,
    private readonly clock: Clock,
  ) {}

  run(uniqueId: string, protocol: string, records = 0): void {
    this.logOnce(uniqueId, protocol);
    const now = this.clock.now();
    const { firstSeen, records: before } = this.seen.get(uniqueId) ?? { firstSeen: now, records: 0 };
    if (!this.seen.has(uniqueId) && this.seen.size === MAX_IDS) return;
    this.seen.set(uniqueId, { uniqueId, protocol, firstSeen, lastSeen: now, records: before + records });
  }

  /** Writes down what was gathered; while the database is away it is kept. Never rejects. */
  async flush(): Promise<void> {
    if (this.seen.size === 0) return;
    const { seen } = this;
    this.seen = new Map();
    try {
      await this.devices.add([...seen.values()]);
      this.streak.succeeded();
    } catch (error) {
      this.streak.failed('unregistered devices can not be noted', error);
      this.putBack(seen);
    }
  }

  private putBack(earlier: ReadonlyMap<string, Sighting>): void {
    for (const [uniqueId, sighting] of earlier) {
      const { lastSeen, records } = this.seen.get(uniqueId) ?? { lastSeen: sighting.lastSeen, records: 0 };
      if (this.seen.size < MAX_IDS || this.seen.has(uniqueId))
        this.seen.set(uniqueId, { ...sighting, lastSeen, records: sighting.records + records });
    }
  }

  private logOnce(uniqueId: string, protocol: string): void {
    if (this.logged.has(uniqueId) || this.logged.size === MAX_IDS) return;
    this.logged.add(uniqueId);
    this.log.warn({ msg: 'device is not registered', uniqueId, protocol });
  }
}
