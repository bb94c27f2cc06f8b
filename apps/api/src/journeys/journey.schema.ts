import { ApiSchema } from '@nestjs/swagger';
import type { Stop } from '@yipii/domain';
import type { StoredTrip } from '@yipii/persistence';
import { IdField, IntegerField, NumberField, ObjectField, TextField, TimeField } from '@yipii/platform';
import { AddressView } from '../assets/location.schema';

const SECONDS = { min: 0, max: Number.MAX_SAFE_INTEGER };

@ApiSchema({ name: 'Waypoint' })
class WaypointView {
  @NumberField({ description: 'Degrees WGS 84' }) readonly lat!: number;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lng!: number;
  @ObjectField(AddressView, { nullable: true }) readonly address!: AddressView | null;
}

@ApiSchema({ name: 'Trip' })
export class TripView {
  @IdField() readonly asset_id!: number;
  @TimeField() readonly started_at!: string;
  @TimeField({ nullable: true, description: 'Null: it is under way.' }) readonly ended_at!: string | null;
  @ObjectField(WaypointView) readonly start!: WaypointView;
  @ObjectField(WaypointView, { description: 'Where it ended, or where it has come to.' })
  readonly end!: WaypointView;
  @NumberField({ description: 'km' }) readonly distance_km!: number;
  @NumberField({ nullable: true, description: 'km/h' }) readonly max_speed!: number | null;
  @IntegerField({ ...SECONDS, description: 'Standing with the ignition on in between.' })
  readonly idling_seconds!: number;
  @TextField({ nullable: true, description: 'Identifier of who drove, as the device reported it.' })
  readonly driver_id!: string | null;
}

@ApiSchema({ name: 'Stop' })
export class StopView {
  @IdField() readonly asset_id!: number;
  @TimeField() readonly started_at!: string;
  @TimeField({ nullable: true, description: 'Null: it lasts.' }) readonly ended_at!: string | null;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lat!: number;
  @NumberField({ description: 'Degrees WGS 84' }) readonly lng!: number;
  @ObjectField(AddressView, { nullable: true }) readonly address!: AddressView | null;
  @IntegerField({ ...SECONDS, description: 'With the ignition on.' }) readonly idling_seconds!: number;
}

export function tripView(assetId: number, { start, end, ...trip }: StoredTrip): TripView {
  return {
    asset_id: assetId,
    started_at: new Date(start.at).toISOString(),
    ended_at: end.at === null ? null : new Date(end.at).toISOString(),
    start: { lat: start.lat, lng: start.lng, address: start.address },
    end: { lat: end.lat, lng: end.lng, address: end.address },
    distance_km: trip.distanceKm,
    max_speed: trip.maxSpeed,
    idling_seconds: trip.idlingSeconds,
    driver_id: trip.driverId,
  };
}

export function stopView(assetId: number, { start, endedAt, idlingSeconds }: Stop): StopView {
  const { at, lat, lng, address } = start;
  return {
    asset_id: assetId,
    started_at: new Date(at).toISOString(),
    ended_at: endedAt === null ? null : new Date(endedAt).toISOString(),
    ...{ lat, lng, address },
    idling_seconds: idlingSeconds,
  };
}
