import type { TrackerRecord } from '@yipii/domain';
import { decodeStream } from './decode-stream';
import { trackerProtocols } from './tracker-protocols';

const ID = '350000000000001';
const context = { now: Date.parse('2026-11-23T15:00:00Z'), strictChecksum: true };

const record = (i: number, more: Partial<TrackerRecord> = {}): TrackerRecord => ({
  fixTime: Date.parse('2026-11-23T14:00:00Z') + i * 1000,
  ...{ valid: true, lat: 57.7 - i / 1000, lng: -11.97, altitude: 12, speed: 50 + i, heading: 359 },
  attributes: { satellites: 9, hdop: 0.8, ignition: true, motion: true, odometer: 1200 + i, event: 0 },
  ...more,
});

describe.each(trackerProtocols.filter(({ device }) => device).map(({ name, device }) => ({ name, device })))(
  'a simulated $name device',
  ({ name, device }) => {
    if (!device) return;
    const send = (records: readonly TrackerRecord[]) =>
      decodeStream(
        {
          ...{ protocol: name, transport: device.transport },
          login: device.login ? [device.login.bytes(ID)] : [],
          bytes: device.pack(ID, records.map(device.encode)),
        },
        context,
      );

    it('sends what the platform reads', () => {
      const records = [0, 1, 2].slice(0, device.mostRecords).map((i) => record(i));
      const { positions, warnings } = send(records);
      expect(warnings).toEqual([]);
      expect(positions).toHaveLength(records.length);
      for (const [i, { deviceId, fixTime, valid, lat, lng, speed, heading }] of positions.entries()) {
        const expected = record(i);
        expect({ deviceId, fixTime, valid, heading }).toEqual({
          ...{ deviceId: ID, fixTime: expected.fixTime, valid: true, heading: 359 },
        });
        expect(lat).toBeCloseTo(expected.lat ?? NaN, 5);
        expect(lng).toBeCloseTo(expected.lng ?? NaN, 5);
        expect(speed).toBeCloseTo(expected.speed ?? NaN, 1);
      }
    });

    it('reads the answers to its login and its records, wherever they are cut', () => {
      const { loginReplies, replies } = send([record(0)]);
      const [login, ...rest] = [...loginReplies, ...replies];
      const answer = device.login ? login : undefined;
      if (answer) {
        expect(device.login?.readAnswer(Buffer.alloc(0))).toBeUndefined();
        expect(device.login?.readAnswer(answer)).toEqual({ value: true, length: answer.length });
      }
      const acknowledgement = Buffer.concat(answer ? rest : [...loginReplies, ...replies]);
      for (let cut = 0; cut < acknowledgement.length; cut += 1) {
        expect(device.readAcknowledgement(acknowledgement.subarray(0, cut), 1)).toBeUndefined();
      }
      expect(device.readAcknowledgement(acknowledgement, 1)).toEqual({
        ...{ value: 1, length: acknowledgement.length },
      });
    });
  },
);
