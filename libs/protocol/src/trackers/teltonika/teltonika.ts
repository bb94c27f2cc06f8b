import type {
  DecodeContext,
  DecodeResult,
  SessionState,
  TrackerProtocol,
  Warning,
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
export const teltonika: TrackerProtocol = {
  name: 'teltonika',
  defaultPort: 5027,
  transports: ['tcp'],
  framer: () => new TeltonikaFramer(),
  decode(frame, session, context) {
    if (frame.length === 1 && frame[0] === PING) return NOTHING;
    if (frame.length < 2 || frame.readUInt16BE(0) !== 0) return decodeLogin(frame);
    return decodeData(frame, session, context);
  },
};

const NOTHING: DecodeResult = { records: [], replies: [], warnings: [] };

function decodeLogin(frame: Buffer): DecodeResult {
  const imei = frame.toString('latin1', 2);
  if (frame.length !== 2 + IMEI_LENGTH || !IMEI.test(imei)) {
    const warning = { reason: 'bad_imei', detail: `${frame.length - 2} characters` };
    return { records: [], replies: [{ bytes: REFUSED, when: 'now' }], warnings: [warning] };
  }
  return {
    deviceIds: [imei],
    session: { deviceIds: [imei] },
    records: [],
    replies: [
      { bytes: ACCEPTED, when: 'accepted' },
      { bytes: REFUSED, when: 'refused' },
    ],
    warnings: [],
  };
}

function decodeData(frame: Buffer, session: Readonly<SessionState>, context: DecodeContext): DecodeResult {
  if (session.deviceIds.length === 0) return { ...NOTHING, warnings: [{ reason: 'no_login' }] };
  if (frame.length < HEADER_LENGTH + MIN_DATA_LENGTH + 4) return refused([{ reason: 'bad_length' }]);
  const codec = codecOf(frame);
  const rightCrc = hasRightCrc(frame);
  const warnings: Warning[] = rightCrc ? [] : [{ reason: 'bad_crc' }];
  if (!rightCrc && context.strictChecksum !== false) return refused(warnings);
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
    records: packet.records,
    replies: [{ bytes: acknowledgement(packet.records.length), when: 'after-durable' }],
    warnings,
  };
}

function refused(warnings: readonly Warning[]): DecodeResult {
  return { records: [], replies: [{ bytes: acknowledgement(0), when: 'now' }], warnings };
}

function acknowledgement(records: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(records);
  return bytes;
}
