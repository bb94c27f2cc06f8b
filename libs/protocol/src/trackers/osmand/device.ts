import type { TrackerRecord } from '@yipii/domain';
import { jsonRequest, readJsonResponse } from '../http/device-request';
import type { TrackerDevice } from '../tracker-device';

/** A phone with Traccar Client, which sends what it has in one batch. */
export const osmandDevice: TrackerDevice = {
  transport: 'http',
  mostRecords: 50,
  encode: (record) => Buffer.from(JSON.stringify(locationOf(record))),
  pack: (uniqueId, records) =>
    jsonRequest('/', `{"device_id":${JSON.stringify(uniqueId)},"location":[${records.join(',')}]}`),
  readAcknowledgement: readJsonResponse,
};

function locationOf({ fixTime, lat, lng, altitude, speed, heading, attributes }: TrackerRecord): object {
  const { accuracy, batteryLevel, motion, odometer, event, hdop: _, ...extras } = attributes;
  return {
    timestamp: new Date(fixTime).toISOString(),
    coords: {
      ...{ latitude: lat, longitude: lng, altitude, accuracy, heading: heading ?? -1 },
      speed: speed === null ? -1 : speed / 3.6,
    },
    battery: { level: typeof batteryLevel === 'number' ? batteryLevel / 100 : -1 },
    ...{ is_moving: motion, odometer, event, extras },
  };
}
