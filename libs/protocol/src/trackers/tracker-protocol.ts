import type { TrackerRecord } from '@yipii/domain';

export type TrackerTransport = 'tcp' | 'udp' | 'http' | 'mqtt';

/**
 * How one family of trackers speaks: pure functions of bytes and session, without I/O, clock or
 * randomness, and without an exception for any input, so that it can be fuzzed.
 */
export interface TrackerProtocol {
  readonly name: string;
  readonly defaultPort: number;
  readonly transports: readonly TrackerTransport[];
  /** A new framer for one connection. */
  framer(): Framer;
  decode(frame: Buffer, session: Readonly<SessionState>, context: DecodeContext): DecodeResult;
}

/** Cuts a byte stream into frames; the result does not depend on where the stream was split. */
export interface Framer {
  push(bytes: Buffer): FramerResult;
}

export interface FramerResult {
  readonly frames: readonly Buffer[];
  /** Bytes that belong to no frame, or an announced length over the limit: the connection cannot be followed further. */
  readonly fatal?: Warning;
  readonly warnings: readonly Warning[];
}

/** What a connection has learnt so far. */
export interface SessionState {
  /** Ids by which the device introduced itself, e.g. its IMEI; empty before the login. */
  readonly deviceIds: readonly string[];
  /** Which frame comes next where a protocol needs to know, e.g. whether the login is done. */
  readonly phase?: string;
}

export interface DecodeContext {
  /** Epoch ms; for protocols that send no date or ask for the server's time. */
  readonly now: number;
  /** Whether a frame with a wrong checksum is refused; default: as the protocol sees fit. */
  readonly strictChecksum?: boolean;
}

export interface DecodeResult {
  /** Set by a login: whom the device says it is. The connection decides whether to accept it. */
  readonly deviceIds?: readonly string[];
  readonly records: readonly TrackerRecord[];
  readonly replies: readonly Reply[];
  readonly session?: Partial<SessionState>;
  readonly warnings: readonly Warning[];
}

/**
 * Bytes owed to the device. `after-durable`: they let the device delete its copy, so they are sent only
 * when every record of the frame is confirmed by the log. `accepted`/`refused`: the answer to a login,
 * sent as the registry decides.
 */
export interface Reply {
  readonly bytes: Buffer;
  readonly when: 'now' | 'after-durable' | 'accepted' | 'refused';
}

export interface Warning {
  /** Constant, for counters: `bad_crc`, `bad_length`, … */
  readonly reason: string;
  readonly detail?: string;
}
