import { channelOf, type Channel } from './tracker-channel';
import {
  MAX_DEVICE_IDS,
  type DecodeResult,
  type Framer,
  type TrackerProtocol,
  type TrackerTransport,
  type Warning,
} from './tracker-protocol';

const DEVICE_ID = /^[\x21-\x7e]{1,128}$/;

export type StreamStep =
  | { readonly frame: Buffer; readonly result: DecodeResult }
  | { readonly warning: Warning }
  /** Nothing follows. The reply is owed before the connection is closed. */
  | { readonly end: Warning; readonly reply?: Buffer };

/**
 * What comes from one device on one connection, frame by frame: the part of a connection that needs neither
 * sockets nor the registry. Bytes wait here until the caller has room for the work of another frame.
 */
export class TrackerStream {
  private readonly channel: Channel;
  private readonly framer: Framer;
  private session: unknown;
  private device: string | undefined;
  private ended = false;

  constructor(
    private readonly protocol: TrackerProtocol,
    transport: TrackerTransport,
  ) {
    this.channel = channelOf(protocol, transport);
    this.framer = this.channel.framer();
    this.session = this.channel.session;
  }

  get severalDevices(): boolean {
    return this.channel.severalDevices;
  }

  /** The bytes of a stream as they come; over UDP, one datagram. */
  push(bytes: Buffer): void {
    if (!this.ended) this.framer.push(bytes);
  }

  /**
   * Decodes the next frame. Undefined: more bytes are needed, or the stream has ended.
   *
   * @param now epoch ms
   * @param strictChecksum default: as the protocol has it
   */
  next(now: number, strictChecksum = this.protocol.strictChecksum): StreamStep | undefined {
    if (this.ended) return undefined;
    const framed = this.framer.next();
    if (!framed || 'warning' in framed) return framed;
    if ('end' in framed) {
      this.ended = true;
      return framed;
    }
    const { frame } = framed;
    const result = this.channel.decode(frame, this.session, { now, strictChecksum });
    const problem = this.problemOf(result);
    if (problem) {
      this.ended = true;
      return { end: problem };
    }
    if (result.session !== undefined) this.session = result.session;
    return { frame, result };
  }

  /** Where a connection has one device, it stays with the first that it names: nobody's records become another's. */
  private problemOf({ reports }: DecodeResult): Warning | undefined {
    for (const { deviceIds } of reports) {
      const [primary] = deviceIds;
      if (primary === undefined || deviceIds.length > MAX_DEVICE_IDS || !deviceIds.every(isDeviceId))
        return { reason: 'bad_device_id' };
      if (this.channel.severalDevices) continue;
      this.device ??= primary;
      if (this.device !== primary) return { reason: 'other_device' };
    }
    return undefined;
  }
}

function isDeviceId(text: string): boolean {
  return DEVICE_ID.test(text);
}
