import type {
  DecodeContext,
  DecodeResult,
  SessionState,
  TrackerProtocol,
  Warning,
} from '../tracker-protocol';
import { acknowledgeDatagram, readDatagram } from './datagram';
import { decodeRecords, hasRecords, hasRightCrc } from './decode-packet';
import { TeltonikaFramer } from './framer';
import { decodeMessages, hasMessages } from './messages';
import { HEADER_LENGTH, IMEI_LENGTH, MIN_DATA_LENGTH, PING } from './wire';

const ACCEPTED = Buffer.from([1]);
const REFUSED = Buffer.from([0]);
const IMEI = new RegExp(`^\\d{${IMEI_LENGTH}}$`);

/**
 * Teltonika trackers with codec 8, 8 extended and 16, and the text of codec 12 to 15 (maker's wiki,
 * «Teltonika Data Sending Protocols»). A packet is answered with the number of its records that were accepted: all of them once
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
  if (frame.length < HEADER_LENGTH + MIN_DATA_LENGTH + 4) return refused(acknowledgement, 'bad_length');
  const rightCrc = hasRightCrc(frame);
  if (!rightCrc && context.strictChecksum) return refused(acknowledgement, 'bad_crc');
  const result = decodeContent(frame.subarray(HEADER_LENGTH, -4), context, acknowledgement);
  return rightCrc ? result : { ...result, warnings: [{ reason: 'bad_crc' }, ...result.warnings] };
}

/** A packet over UDP names its device and has no login before it. */
export function decodeDatagram(bytes: Buffer, context: DecodeContext): DecodeResult {
  const datagram = readDatagram(bytes);
  if (!datagram) return { ...NOTHING, warnings: [{ reason: 'bad_datagram' }] };
  const { imei, data } = datagram;
  const acknowledge: Acknowledge = (records) => acknowledgeDatagram(datagram, records);
  return { deviceIds: [imei], ...decodeContent(data, context, acknowledge) };
}

type Acknowledge = (records: number) => Buffer;

/** @param data from codec to second count */
function decodeContent(data: Buffer, context: DecodeContext, acknowledge: Acknowledge): DecodeResult {
  if (data.length < MIN_DATA_LENGTH) return refused(acknowledge, 'bad_length');
  const codec = data.readUInt8(0);
  if (hasMessages(codec)) return { ...NOTHING, ...decodeMessages(data, context.now) };
  if (!hasRecords(codec)) {
    return { ...NOTHING, warnings: [{ reason: 'unknown_codec', detail: `0x${codec.toString(16)}` }] };
  }
  const { records, warnings } = decodeRecords(data);
  if (!records) return { ...refused(acknowledge), warnings };
  return { records, replies: [{ bytes: acknowledge(records.length), when: 'after-durable' }], warnings };
}

function refused(acknowledge: Acknowledge, reason?: string): DecodeResult {
  const warnings: Warning[] = reason ? [{ reason }] : [];
  return { records: [], replies: [{ bytes: acknowledge(0), when: 'now' }], warnings };
}

function acknowledgement(records: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(records);
  return bytes;
}
