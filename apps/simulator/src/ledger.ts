import { closeSync, openSync, writeSync } from 'node:fs';
import { recordId } from '@yipii/protocol';
import type { TrackerRecord } from '@yipii/domain';

/**
 * The records that devices may delete: one JSON line `{deviceId, fixTime, hash}` for each acknowledged record, where
 * `deviceId` is the unique id (IMEI), `fixTime` ISO 8601 UTC and `hash` the event id that the platform gives
 * the record. Appended and handed to the operating system before the device forgets the record.
 */
export class Ledger {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  append(deviceId: string, records: readonly TrackerRecord[]): void {
    writeSync(this.file, records.map((record) => line(deviceId, record)).join(''));
  }

  close(): void {
    closeSync(this.file);
  }
}

function line(deviceId: string, record: TrackerRecord): string {
  const fixTime = new Date(record.fixTime).toISOString();
  return `${JSON.stringify({ deviceId, fixTime, hash: recordId(deviceId, record) })}\n`;
}
