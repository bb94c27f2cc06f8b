import type { TrackerDevice } from '../tracker-device';
import { encodeLogin, encodeRecord, packRecords } from './encode';

/** A device that sends codec 8 extended over TCP. */
export const teltonikaDevice: TrackerDevice = {
  transport: 'tcp',
  mostRecords: 255,
  login: {
    bytes: encodeLogin,
    readAnswer: (received) => (received.length < 1 ? undefined : { value: received[0] === 1, length: 1 }),
  },
  encode: encodeRecord,
  pack: (_, records) => packRecords(records),
  readAcknowledgement: (received) =>
    received.length < 4 ? undefined : { value: received.readUInt32BE(0), length: 4 },
};
