import {
  NOTHING,
  type DecodeContext,
  type DecodeResult,
  type TrackerProtocol,
  type Warning,
} from '../tracker-protocol';
import { codecOf, decodePacket, hasRecords, hasRightCrc } from './decode-packet';
import { TeltonikaFramer } from './framer';
import { HEADER_LENGTH, IMEI_LENGTH, MIN_DATA_LENGTH, PING } from './wire';

const ACCEPTED = Buffer.from([1]);
const REFUSED = Buffer.from([0]);
const IMEI = new RegExp(`^\\d{${IMEI_LENGTH}}$`);

/**
 * Teltonika trackers over TCP with codec 8 and 8 extended (maker's wiki, «Teltonika Data Sending
 * Protocols»). A packet is answered with the number of its records that were accepted: all of them once
 * they are durable, or 0, upon which the device sends it again.
 */
export const teltonika = {
  name: 'teltonika',
  defaultPort: 5027,
  severalDevices: false,
  strictChecksum: true,
  session: { imei: null },
  tcp: { framer: () => new TeltonikaFramer(), decode },
} satisfies TrackerProtocol<TeltonikaSession>;

export interface TeltonikaSession {
  /** Null before the login. */
  readonly imei: string | null;
}

type Result = DecodeResult<TeltonikaSession>;

function decode(frame: Buffer, session: TeltonikaSession, context: DecodeContext): Result {
  if (frame.length === 1 && frame[0] === PING) return NOTHING;
  if (frame.length < 2 || frame.readUInt16BE(0) !== 0) return decodeLogin(frame);
  return decodeData(frame, session, context);
}

function decodeLogin(frame: Buffer): Result {
  const imei = frame.toString('latin1', 2);
  if (frame.length !== 2 + IMEI_LENGTH || !IMEI.test(imei)) {
    const warning = { reason: 'bad_imei', detail: `${frame.length - 2} characters` };
    return { reports: [], replies: [{ bytes: REFUSED, when: 'now' }], warnings: [warning] };
  }
  return {
    reports: [{ deviceIds: [imei], records: [] }],
    session: { imei },
    replies: [
      { bytes: ACCEPTED, when: 'accepted' },
      { bytes: REFUSED, when: 'refused' },
    ],
    warnings: [],
  };
}

function decodeData(frame: Buffer, { imei }: TeltonikaSession, context: DecodeContext): Result {
  if (imei === null) return { ...NOTHING, warnings: [{ reason: 'no_login' }] };
  if (frame.length < HEADER_LENGTH + MIN_DATA_LENGTH + 4) return refused([{ reason: 'bad_length' }]);
  const codec = codecOf(frame);
  const rightCrc = hasRightCrc(frame);
  const warnings: Warning[] = rightCrc ? [] : [{ reason: 'bad_crc' }];
  if (!rightCrc && context.strictChecksum) return refused(warnings);
  if (!hasRecords(codec)) {
    return {
      ...NOTHING,
      warnings: [...warnings, { reason: 'unknown_codec', detail: `0x${codec.toString(16)}` }],
    };
  }
  const packet = decodePacket(frame);
  warnings.push(...packet.warnings);
  if (!packet.records) return refused(warnings);
  return {
    reports: [{ deviceIds: [imei], records: packet.records }],
    replies: [{ bytes: acknowledgement(packet.records.length), when: 'after-durable' }],
    warnings,
  };
}

function refused(warnings: readonly Warning[]): Result {
  return { reports: [], replies: [{ bytes: acknowledgement(0), when: 'now' }], warnings };
}

function acknowledgement(records: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(records);
  return bytes;
}
