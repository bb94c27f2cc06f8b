import type { TrackerRecord } from '@yipii/domain';

/** The device's side of a protocol, on one connection that stays open: what a simulated tracker sends. */
export interface TrackerDevice {
  readonly transport: 'tcp' | 'http';
  /** Most records of one frame. */
  readonly mostRecords: number;
  /** Absent where a device begins with its records. */
  readonly login?: DeviceLogin;
  /** A record as {@link pack} takes it. */
  readonly encode: (record: TrackerRecord) => Buffer;
  /** A frame of encoded records. */
  readonly pack: (uniqueId: string, records: readonly Buffer[]) => Buffer;
  /**
   * How many records of a frame with so many the server accepted. `undefined`: more bytes are needed.
   */
  readonly readAcknowledgement: (received: Buffer, records: number) => DeviceAnswer<number> | undefined;
}

export interface DeviceLogin {
  readonly bytes: (uniqueId: string) => Buffer;
  /** Whether the server accepts the device. `undefined`: more bytes are needed. */
  readonly readAnswer: (received: Buffer) => DeviceAnswer<boolean> | undefined;
}

export interface DeviceAnswer<T> {
  readonly value: T;
  /** Bytes that it took. */
  readonly length: number;
}
