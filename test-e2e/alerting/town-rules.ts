import {
  boxesMeet,
  FenceLookup,
  prepareFence,
  type AlertCondition,
  type AlertRule,
  type Box,
  type Fence,
  type GeofenceGeometry,
} from '@yipii/domain';
import { TemporalTimeZones } from '@yipii/platform';
import type { TruthWatch } from '@yipii/simulator';

/** Of the rules below, seconds. */
export const LASTS = { speeding: 30, idling: 300, dwell: 900, offline: 1200 } as const;

const lines = (...all: (readonly [number, number])[]) => all;

/** Over the town that is driven through: a circle, an area with a hole, and a corridor. */
const GEOMETRIES: readonly (readonly [GeofenceGeometry, radiusM: number | null, widthM: number | null])[] = [
  [{ type: 'Point', coordinates: [11.9668, 57.7072] }, 700, null],
  [
    {
      type: 'Polygon',
      coordinates: [
        lines([11.96, 57.675], [12.005, 57.675], [12.01, 57.698], [11.965, 57.696], [11.96, 57.675]),
        lines([11.975, 57.682], [11.975, 57.688], [11.99, 57.688], [11.99, 57.682], [11.975, 57.682]),
      ],
    },
    null,
    null,
  ],
  [{ type: 'LineString', coordinates: lines([11.91, 57.695], [11.94, 57.69], [11.955, 57.71]) }, null, 600],
];

const fences = GEOMETRIES.map(([geometry, radiusM, widthM], index) =>
  prepareFence({ id: index + 1, name: `Fence ${index + 1}`, geometry, radiusM, widthM, since: 0 }),
);

class TownFences extends FenceLookup {
  get(id: number): Fence | undefined {
    return fences.find((fence) => fence.id === id);
  }

  within(box: Box): readonly Fence[] {
    return fences.filter(({ boxes }) => boxes.some((other) => boxesMeet(box, other)));
  }
}

export const TOWN = {
  speedLimit: null,
  listeningSince: 0,
  fences: new TownFences(),
  zones: new TemporalTimeZones(),
};

const edge = { fences: 'all', hysteresisM: 30, maxAccuracyM: 100 } as const;

const CONDITIONS: readonly AlertCondition[] = [
  { type: 'geofence.entered', ...edge },
  { type: 'geofence.exited', ...edge },
  { type: 'geofence.dwelled', ...edge, dwellSeconds: LASTS.dwell },
  {
    type: 'speed.exceeded',
    limit: { by: 'fixed', kmh: 60 },
    ...{ hysteresisKmh: 5, minSeconds: LASTS.speeding, maxAccuracyM: 100 },
  },
  { type: 'device.idling', minSeconds: LASTS.idling },
  { type: 'device.offline', afterSeconds: LASTS.offline },
  { type: 'device.jamming' },
];

export const TOWN_RULES: readonly AlertRule[] = CONDITIONS.map((condition, index) => ({
  ...{ id: index + 1, name: condition.type, severity: 'warning' as const, condition },
  ...{ schedule: null, cooldownSeconds: 0, maxAgeSeconds: null, since: 0 },
}));

export const FENCE_IDS: readonly number[] = fences.map(({ id }) => id);

/** Metres: what is nearer to an edge may be noise. */
const NOISE = 70;
/** Added to the id of a fence: its truth with an edge so much farther out, and farther in. */
export const GROWN = 100;
export const SHRUNK = 200;

/** Devices report whole km/h. */
export const TOWN_WATCH: TruthWatch = {
  fences: fences.flatMap((fence) => [
    fence,
    { ...fence, id: fence.id + GROWN, distance: (place) => fence.distance(place) - NOISE },
    { ...fence, id: fence.id + SHRUNK, distance: (place) => fence.distance(place) + NOISE },
  ]),
  speed: { limit: 60.5, overBelow: 55.5 },
};
