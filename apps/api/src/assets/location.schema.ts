import { STATUSES, type LocationUpdate } from '@yipii/domain';
import {
  anyOf,
  boolean,
  id,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
  time,
  type Schema,
} from '@yipii/platform';

const MAX_IDS = 1_000;
const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER };

const address = object(null, {
  street: nullable(text()),
  town: nullable(text()),
  postcode: nullable(text()),
  country: nullable(text({ description: 'ISO 3166-1 alpha-2' })),
  formatted: text(),
});

/** The position object that channels, REST and webhooks share. */
export const location: Schema<LocationUpdate> = object('LocationUpdate', {
  assetId: id(),
  name: text(),
  timestamp: time('When the device took the fix.'),
  receivedAt: time(),
  seq: integer({ ...COUNT, description: 'Counts the streamed positions of the asset.' }),
  lat: number('Degrees WGS 84'),
  lng: number('Degrees WGS 84'),
  altitude: nullable(number('m')),
  speed: nullable(number('km/h')),
  heading: nullable(number('0–359, clockwise from north; kept while stopped')),
  accuracy: nullable(number('m')),
  satellites: nullable(integer(COUNT)),
  status: oneOf(STATUSES),
  ignition: nullable(boolean()),
  odometerKm: nullable(number('km')),
  address: nullable(address),
  attributes: record(anyOf(text(), number(), boolean())),
});

export const locationQuery = object(null, {
  asset_ids: optional(list(id(), { min: 1, max: MAX_IDS, description: 'Comma-separated.' })),
});
