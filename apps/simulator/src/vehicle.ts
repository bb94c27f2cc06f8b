import type { DeviceProtocol } from './device-protocol';
import { slices, startDriving, type Driver, type DriveState } from './drive';
import type { Random } from './random';
import { isIgnitionOn, record } from './telemetry';
import type { TrackerClient } from './tracker-client';
import { TruthKeeper } from './truth/truth-keeper';
import type { TruthWatch } from './truth/vehicle-truth';

/** A vehicle with its tracker. */
export class Vehicle {
  private state: DriveState;
  private lastFix: number;
  private truthKeeper: TruthKeeper | undefined;

  constructor(
    readonly client: TrackerClient,
    private readonly protocol: DeviceProtocol,
    private readonly driver: Driver,
    private readonly random: Random,
    startedAt: number,
  ) {
    this.state = startDriving(driver, random);
    this.lastFix = startedAt;
  }

  /** Drives on to now and hands a record to the tracker; each record has a different time. */
  record(now: number): DriveState {
    const ignitionBefore = isIgnitionOn(this.state);
    const fixTime = Math.max(now, this.lastFix + 1);
    this.driveOn((fixTime - this.lastFix) / 1000);
    this.lastFix = fixTime;
    const reading = record({ fixTime, state: this.state, ignitionBefore }, this.driver, this.random);
    this.client.push(this.protocol.encode(reading));
    return this.state;
  }

  /** Keeps what really happens to it, from now on. */
  keepTruth(watch: TruthWatch): TruthKeeper {
    const { uniqueId } = this.client;
    const keeping = { start: this.lastFix, watch };
    return (this.truthKeeper ??= new TruthKeeper(uniqueId, this.driver, this.state, keeping));
  }

  private driveOn(seconds: number): void {
    for (const slice of slices(this.state, seconds, this.driver, this.random)) {
      this.truthKeeper?.observe(slice);
      this.state = slice.state;
    }
  }
}
