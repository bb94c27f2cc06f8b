import type { TrackerRecord } from '@yipii/domain';
import { jsonRequest, readJsonResponse } from '../http/device-request';
import type { TrackerDevice } from '../tracker-device';

/** A phone with OwnTracks in HTTP mode, one message a request. */
export const owntracksDevice: TrackerDevice = {
  transport: 'http',
  mostRecords: 1,
  encode: (record) => Buffer.from(JSON.stringify(messageOf(record))),
  pack: (uniqueId, records) => jsonRequest(`/?id=${encodeURIComponent(uniqueId)}`, records.join('')),
  readAcknowledgement: readJsonResponse,
};

function messageOf({ fixTime, lat, lng, altitude, speed, heading, attributes }: TrackerRecord): object {
  return {
    ...{ _type: 'location', tst: Math.round(fixTime / 1000), lat, lon: lng, t: 't' },
    ...{ alt: altitude ?? undefined, vel: speed ?? undefined, cog: heading ?? undefined },
    ...{ acc: attributes.accuracy, batt: attributes.batteryLevel },
  };
}
