import type { TrackerRecord } from '@yipii/domain';
import { encodeLogin, encodeRecord, packRecords, teltonika } from '@yipii/protocol';

/** The device's side of a tracker protocol. */
export interface DeviceProtocol {
  login(uniqueId: string): Buffer;
  /** `undefined`: more bytes are needed. */
  readLoginAnswer(received: Buffer): Answer<boolean> | undefined;
  encode(record: TrackerRecord): Buffer;
  /** A frame of encoded records. */
  pack(records: readonly Buffer[]): Buffer;
  /** The number of records that the server accepted. `undefined`: more bytes are needed. */
  readAcknowledgement(received: Buffer): Answer<number> | undefined;
  /** What the platform makes of a frame. */
  decode(uniqueId: string, frame: Buffer): readonly TrackerRecord[];
}

export interface Answer<T> {
  readonly value: T;
  /** Bytes that it took. */
  readonly length: number;
}

export const DEVICE_PROTOCOLS = {
  teltonika: {
    login: encodeLogin,
    readLoginAnswer: (received) =>
      received.length < 1 ? undefined : { value: received[0] === 1, length: 1 },
    encode: encodeRecord,
    pack: packRecords,
    readAcknowledgement: (received) =>
      received.length < 4 ? undefined : { value: received.readUInt32BE(0), length: 4 },
    decode: (imei, frame) =>
      teltonika.tcp
        .decode(frame, { imei }, { now: 0, strictChecksum: true })
        .reports.flatMap(({ records }) => records),
  },
} as const satisfies Record<string, DeviceProtocol>;

export type DeviceProtocolName = keyof typeof DEVICE_PROTOCOLS;
