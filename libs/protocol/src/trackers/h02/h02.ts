import {
  NOTHING,
  type DecodeContext,
  type DecodeResult,
  type Reply,
  type TrackerProtocol,
} from '../tracker-protocol';
import { stampOf } from './clock';
import { decodeBinary } from './decode-binary';
import { decodeText, readText } from './decode-text';
import { H02Framer } from './framer';
import { BINARY_START, TEXT_START } from './wire';
import { h02Device } from './device';

/**
 * H02 and its many clones (SinoTrack, Cantrack …) over TCP and UDP, in text and binary. Every frame names
 * its device, so a gateway may send for several on one connection.
 */
export const h02 = {
  name: 'h02',
  defaultPort: 5013,
  severalDevices: true,
  strictChecksum: false,
  session: null,
  tcp: { framer: () => new H02Framer(), decode },
  udp: { decode },
  device: h02Device,
} satisfies TrackerProtocol<null>;

function decode(frame: Buffer, _session: null, { now }: DecodeContext): DecodeResult<null> {
  if (frame[0] === TEXT_START) return decodeTextFrame(frame.toString('latin1'), now);
  if (frame[0] !== BINARY_START) return NOTHING;
  const packet = decodeBinary(frame);
  if (!packet) return { ...NOTHING, warnings: [{ reason: 'bad_record' }] };
  return { ...NOTHING, reports: [{ deviceIds: [packet.deviceId], records: [packet.record] }] };
}

function decodeTextFrame(text: string, now: number): DecodeResult<null> {
  const frame = readText(text);
  if (!frame) return { ...NOTHING, warnings: [{ reason: 'bad_record' }] };
  const { deviceId, type } = frame;
  const record = decodeText(frame, now);
  return {
    reports: [{ deviceIds: [deviceId], records: record ? [record] : [] }],
    replies: replyTo(deviceId, type, { isRead: record !== null, now }),
    warnings: [],
  };
}

/** Firmwares expect an answer to these types; to others only if their option R12 is set. */
function replyTo(deviceId: string, type: string, on: { isRead: boolean; now: number }): readonly Reply[] {
  if (type === 'HTBT' || type === 'V0') return [{ bytes: frameOf(deviceId, type), when: 'now' }];
  if ((type !== 'V1' && type !== 'NBR') || !on.isRead) return [];
  return [{ bytes: frameOf(deviceId, 'V4', type, stampOf(on.now)), when: 'after-durable' }];
}

function frameOf(...fields: readonly string[]): Buffer {
  return Buffer.from(`*HQ,${fields.join(',')}#`, 'latin1');
}
