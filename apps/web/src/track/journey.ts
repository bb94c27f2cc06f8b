import type { FollowedLink, FollowState, LinkEnd, PublicPosition } from '@yipii/client';
import { nextWindow, type ArrivalWindow } from './arrival-window';
import { Cadence } from './freshness';

const MINUTE_MS = 60_000;

/** What is known of a vehicle that is followed. */
export class Journey {
  readonly cadence = new Cadence();
  link: FollowedLink | null = null;
  /** undefined: not known yet; null: there is nothing to see. */
  position: PublicPosition | null | undefined;
  state: FollowState = 'connecting';
  end: LinkEnd | null = null;
  window: ArrivalWindow | null = null;
  /** Since when it has been seen standing, epoch ms. */
  stillSince: number | null = null;

  /** @param now the server's time, epoch ms */
  take(position: PublicPosition | null, now: number): void {
    this.position = position;
    if (!position) return;
    this.cadence.heard(position);
    const at = Date.parse(position.timestamp);
    this.stillSince = position.moving ? null : (this.stillSince ?? at);
    const { eta_minutes: eta } = position;
    this.window =
      eta === null || eta === undefined ? null : nextWindow(this.window, at + eta * MINUTE_MS, now);
  }

  changeVehicle(): void {
    this.cadence.reset();
    this.position = undefined;
    this.window = null;
    this.stillSince = null;
  }
}
