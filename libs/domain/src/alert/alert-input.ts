import type { Natural } from '../natural';
import { boxesAlong, type Box, type Fence } from '../geofence/fence';
import type { Status } from '../position/location-update';
import type { Place } from '../position/place';
import type { Attributes } from '../position/tracker-record';
import type { TimeZones } from '../schedule/time-zones';

/** A record as enrichment judged it. Units are those of a `LocationUpdate`. */
export interface AlertRecord {
  readonly kind: 'record';
  /** Fix time, epoch ms. */
  readonly at: number;
  /** Epoch ms by our clock. */
  readonly receivedAt: number;
  /** Why it is not streamed; null: it is. */
  readonly unstreamed: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly speed: number | null;
  readonly accuracy: number | null;
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly odometerKm: number | null;
  readonly attributes: Attributes;
}

/** All that was received before this time has been evaluated. */
export interface AlertClock {
  readonly kind: 'clock';
  /** Epoch ms by our clock. */
  readonly receivedAt: number;
}

export type AlertInput = AlertRecord | AlertClock;

/** What steps know besides. */
export interface AlertWorld {
  readonly assetId: Natural;
  /** Km/h. */
  readonly speedLimit: number | null;
  /** Since when, epoch ms, we have been listening without a break: an outage of ours is no silence of an asset. */
  readonly listeningSince: number;
  readonly fences: FenceLookup;
  readonly zones: TimeZones;
}

/** The fences of the asset's account. */
export abstract class FenceLookup {
  /** Undefined: there is none, or no more. */
  abstract get(id: number): Fence | undefined;
  /** Returns those of which a box meets the given one; more do no harm. */
  abstract within(box: Box): readonly Fence[];

  /** Returns those that an asset may touch or be in on its way between two places; more do no harm. */
  along(from: Place, to: Place): readonly Fence[] {
    const boxes = boxesAlong(from, to);
    const [first] = boxes;
    if (first && boxes.length === 1) return this.within(first);
    return [...new Set(boxes.flatMap((box) => this.within(box)))];
  }
}
