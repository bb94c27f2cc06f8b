import { hash } from 'node:crypto';
import type { TrackerRecord } from '@yipii/domain';

/**
 * Id of a record: a UUIDv8 (RFC 9562 §5.8) over the device and the decoded record, so that a record sent
 * again is recognised whatever frame it comes in. Neither the time of receipt nor a frame serial is part of it.
 */
export function recordId(uniqueId: string, record: TrackerRecord): string {
  const { fixTime, valid, lat, lng, altitude, speed, heading, attributes } = record;
  const reading = JSON.stringify([uniqueId, fixTime, valid, lat, lng, altitude, speed, heading, attributes]);
  return uuidV8(hash('sha256', reading));
}

/** The first 122 free bits of a hexadecimal digest as a UUIDv8. */
export function uuidV8(hex: string): string {
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
