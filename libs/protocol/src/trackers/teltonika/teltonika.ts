import {
  NOTHING,
  type DecodeContext,
  type DecodeResult,
  type TrackerProtocol,
  type Warning,
} from '../tracker-protocol';
import { acknowledgeDatagram, readDatagram } from './datagram';
import { decodeRecords, hasRecords, hasRightCrc } from './decode-packet';
import { TeltonikaFramer } from './framer';
import { decodeMessages, hasMessages } from './messages';
import { HEADER_LENGTH, IMEI_LENGTH, MIN_DATA_LENGTH, PING } from './wire';
import { teltonikaDevice } from './device';

const ACCEPTED = Buffer.from([1]);
const REFUSED = Buffer.from([0]);
const IMEI = new RegExp(`^\\d{${IMEI_LENGTH}}$`);

/**
 * Teltonika trackers with codec 7, 8, 8 extended and 16, and the text of codec 12 to 15 (maker's wiki,
 * «Teltonika Data Sending Protocols»). A packet is answered with the number of its records that were
 * accepted: all of them once they are durable, or 0, upon which the device sends it again.
 */
export const teltonika = {
  name: 'teltonika',
  defaultPort: 5027,
  severalDevices: false,
  strictChecksum: true,
  session: { imei: null },
  tcp: { framer: () => new TeltonikaFramer(), decode },
  udp: { decode: decodeDatagram },
  device: teltonikaDevice,
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
  const sender: Sender = { imei, acknowledge: acknowledgement };
  if (frame.length < HEADER_LENGTH + MIN_DATA_LENGTH + 4) return refused(sender, [{ reason: 'bad_length' }]);
  const rightCrc = hasRightCrc(frame);
  if (!rightCrc && context.strictChecksum) return refused(sender, [{ reason: 'bad_crc' }]);
  const result = decodeContent(frame.subarray(HEADER_LENGTH, -4), sender, context);
  return rightCrc ? result : { ...result, warnings: [{ reason: 'bad_crc' }, ...result.warnings] };
}

/** A packet over UDP names its device and has no login before it. */
function decodeDatagram(bytes: Buffer, _session: TeltonikaSession, context: DecodeContext): Result {
  const datagram = readDatagram(bytes);
  if (!datagram) return { ...NOTHING, warnings: [{ reason: 'bad_datagram' }] };
  const acknowledge = (records: number) => acknowledgeDatagram(datagram, records);
  return decodeContent(datagram.data, { imei: datagram.imei, acknowledge }, context);
}

interface Sender {
  readonly imei: string;
  readonly acknowledge: (records: number) => Buffer;
}

/** @param data from codec to second count */
function decodeContent(data: Buffer, sender: Sender, context: DecodeContext): Result {
  if (data.length < MIN_DATA_LENGTH) return refused(sender, [{ reason: 'bad_length' }]);
  const codec = data.readUInt8(0);
  if (hasMessages(codec)) {
    const { records, warnings } = decodeMessages(data, context.now);
    return { ...NOTHING, reports: [{ deviceIds: [sender.imei], records }], warnings };
  }
  if (!hasRecords(codec)) {
    return { ...NOTHING, warnings: [{ reason: 'unknown_codec', detail: `0x${codec.toString(16)}` }] };
  }
  const { records, warnings } = decodeRecords(data);
  if (!records) return refused(sender, warnings);
  return {
    reports: [{ deviceIds: [sender.imei], records }],
    replies: [{ bytes: sender.acknowledge(records.length), when: 'after-durable' }],
    warnings,
  };
}

function refused({ acknowledge }: Sender, warnings: readonly Warning[]): Result {
  return { reports: [], replies: [{ bytes: acknowledge(0), when: 'now' }], warnings };
}

function acknowledgement(records: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(records);
  return bytes;
}
