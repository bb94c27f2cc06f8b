import type { TrackerRecord } from '@yipii/domain';
import type { HttpRequest, HttpResponse } from './http/http-message';
import type { TrackerDevice } from './tracker-device';

/** MQTT is to come: a topic and a payload a message, through a broker. */
export const TRACKER_TRANSPORTS = ['tcp', 'udp', 'http'] as const;

export type TrackerTransport = (typeof TRACKER_TRANSPORTS)[number];

/**
 * How one family of trackers communicates, over each transport that it uses. Decoders are pure functions of
 * bytes and session: no I/O, no clock, no randomness, and no exception for any input, so that they can be
 * fuzzed. `Session` is what a decoder remembers from one frame of a connection to the next, e.g. the IMEI of
 * the login; `null` if nothing.
 */
export interface TrackerProtocol<Session = unknown> {
  /** Lower case; as in `INGESTION_PORTS`, metrics and events. */
  readonly name: string;
  /** For TCP, UDP and HTTP alike. */
  readonly defaultPort: number;
  /**
   * True where every frame names its device, so that a gateway may send for several devices on one
   * connection. Otherwise a connection that names a second device ends. An HTTP connection may always carry
   * several: a proxy may share it between clients.
   */
  readonly severalDevices: boolean;
  /** Whether a frame with a wrong checksum is refused. If false it is decoded, with a warning. */
  readonly strictChecksum: boolean;
  /** The session at the start of a connection. Never changed in place. */
  readonly session: Session;
  readonly tcp?: StreamDecoder<Session>;
  readonly udp?: FrameDecoder<Session>;
  readonly http?: RequestDecoder;
  /** The device's side, for the simulator; absent if it has no such devices. */
  readonly device?: TrackerDevice;
}

export interface FrameDecoder<Session> {
  /** Decodes one frame of a stream, or one datagram. */
  decode(frame: Buffer, session: Session, context: DecodeContext): DecodeResult<Session>;
}

export interface StreamDecoder<Session> extends FrameDecoder<Session> {
  /** A new framer for one connection. */
  framer(): Framer;
}

export interface RequestDecoder {
  /** Decodes one HTTP request; requests share no session. */
  decode(request: HttpRequest, context: DecodeContext): RequestResult;
}

export interface DecodeContext {
  /** Epoch ms; for protocols that send no date or ask for the server's time. */
  readonly now: number;
  /** {@link TrackerProtocol.strictChecksum}, unless the caller wants it otherwise. */
  readonly strictChecksum: boolean;
}

/**
 * Cuts a byte stream into frames. What comes out of `next` must not depend on where the stream was split,
 * so each decision may depend only on the bytes before a fixed place.
 */
export interface Framer {
  /** Keeps the bytes until `next` asks for them. */
  push(bytes: Buffer): void;
  /** The next frame, or what is wrong with the bytes; undefined if more bytes are needed, and after `end`. */
  next(): Framed | undefined;
}

export type Framed =
  | { readonly frame: Buffer }
  /** Bytes were skipped to find the next frame. */
  | { readonly warning: Warning }
  /** The stream can't be followed any further: too much garbage, or a length over the limit. */
  | { readonly end: Warning; readonly reply?: Buffer };

/** What one frame said. */
export interface DecodeResult<Session = unknown> {
  /** By device; a login is a report without records. Empty for a frame that names no device, e.g. a ping. */
  readonly reports: readonly TrackerReport[];
  /** Sent in this order; those of earlier frames go first. */
  readonly replies: readonly Reply[];
  /** The session from here on; absent if it stays as it is. */
  readonly session?: Session;
  readonly warnings: readonly Warning[];
  /** Part of the frame can't be decoded: the frame is kept as a dead letter, while the rest is acknowledged. */
  readonly incomplete?: boolean;
  /** The device is done: the connection ends once this frame is answered. */
  readonly end?: boolean;
}

/** Records of one device. */
export interface TrackerReport {
  /**
   * Ids by which the device is known, at most {@link MAX_DEVICE_IDS} of printable ASCII, the primary one
   * first: its account is that of the first id that is registered. To be taken from the frame itself, or
   * from the session as it was when the frame was decoded.
   */
  readonly deviceIds: readonly string[];
  readonly records: readonly TrackerRecord[];
  /** What the request carried to prove that it comes from the device. */
  readonly secret?: string;
  /** Whether the speed was assumed to be in knots, so that the device's setting of another unit applies. */
  readonly assumesKnots?: boolean;
}

export const MAX_DEVICE_IDS = 4;

/** Bytes owed to the device. */
export interface Reply {
  readonly bytes: Buffer;
  /**
   * - `now`: as soon as earlier frames are answered.
   * - `accepted`, `refused`: the answer to a login, as the registry decides.
   * - `after-durable`: lets the device delete its copy, so it is sent once the log has confirmed every
   *   record of the frame.
   * - `not-durable`: the log has not confirmed them, and the connection ends. Most devices get no answer then.
   */
  readonly when: 'now' | 'accepted' | 'refused' | 'after-durable' | 'not-durable';
}

export interface RequestResult {
  readonly reports: readonly TrackerReport[];
  /** Sent once all records are durable, or at once if there are none. */
  readonly response: HttpResponse;
  /** As in {@link DecodeResult}. */
  readonly incomplete?: boolean;
  readonly warnings: readonly Warning[];
}

export interface Warning {
  /** Constant, for counters: `bad_crc`, `bad_length`, … */
  readonly reason: string;
  readonly detail?: string;
}

/** A frame that says nothing and wants no answer. */
export const NOTHING = { reports: [], replies: [], warnings: [] } as const satisfies DecodeResult;
