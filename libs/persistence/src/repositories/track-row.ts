import { isoTime, type Address, type Attributes, type Status } from '@yipii/domain';
import type { EnrichedLocation } from '@yipii/protocol';

/** A row of `position`, as the driver returns it. */
export interface TrackRow {
  readonly event_id: string;
  readonly fix_time: Date;
  readonly received_at: Date;
  readonly seq: string | null;
  readonly unstreamed: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly altitude: number | null;
  readonly speed: number | null;
  readonly heading: number | null;
  readonly accuracy: number | null;
  readonly satellites: number | null;
  readonly status: Status;
  readonly ignition: boolean | null;
  readonly odometer_km: number | null;
  readonly address: Address | null;
  readonly attributes: Attributes;
}

export const TRACK_COLUMNS = `event_id, fix_time, received_at, seq, unstreamed, lat, lng, altitude, speed,
  heading, accuracy, satellites, status, ignition, odometer_km, address, attributes`;

/** Everything but `seq`, in the field order that clients see everywhere. */
export function toLocation(
  row: TrackRow,
  asset: { readonly id: number; readonly name: string },
): Omit<EnrichedLocation, 'seq'> {
  return {
    assetId: asset.id,
    name: asset.name,
    timestamp: isoTime(row.fix_time.getTime()),
    receivedAt: isoTime(row.received_at.getTime()),
    lat: row.lat,
    lng: row.lng,
    altitude: row.altitude,
    speed: row.speed,
    heading: row.heading,
    accuracy: row.accuracy,
    satellites: row.satellites,
    status: row.status,
    ignition: row.ignition,
    odometerKm: row.odometer_km,
    address: row.address,
    attributes: row.attributes,
  };
}
