import type { DeviceProtocol } from './device-protocol';
import { startDriving, step, type Driver, type DriveState } from './drive';
import type { Random } from './random';
import { isIgnitionOn, record } from './telemetry';
import type { TrackerClient } from './tracker-client';

/** A vehicle with its tracker. */
export class Vehicle {
  private state: DriveState;
  private lastFix: number;

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

  /** Drives on to now and hands a record to the tracker; no two of its records have one time. */
  record(now: number): DriveState {
    const ignitionBefore = isIgnitionOn(this.state);
    const fixTime = Math.max(now, this.lastFix + 1);
    this.state = step(this.state, (fixTime - this.lastFix) / 1000, this.driver, this.random);
    this.lastFix = fixTime;
    const reading = record({ fixTime, state: this.state, ignitionBefore }, this.driver, this.random);
    this.client.push(this.protocol.encode(reading));
    return this.state;
  }
}
