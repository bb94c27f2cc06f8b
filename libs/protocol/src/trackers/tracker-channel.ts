import { HttpFramer } from './http/http-framer';
import { decodeHttp } from './http/decode-http';
import { DatagramFramer } from './datagram-framer';
import type { StreamDecoder, TrackerProtocol, TrackerTransport } from './tracker-protocol';

/** A protocol over one transport, as if every transport were a stream of frames. */
export interface Channel extends StreamDecoder<unknown> {
  readonly session: unknown;
  readonly severalDevices: boolean;
}

/** @throws Error if the protocol does not use the transport */
export function channelOf(protocol: TrackerProtocol, transport: TrackerTransport): Channel {
  const { session, severalDevices, tcp, udp, http } = protocol;
  if (transport === 'tcp' && tcp) {
    return {
      session,
      severalDevices,
      framer: () => tcp.framer(),
      decode: (frame, state, context) => tcp.decode(frame, state, context),
    };
  }
  if (transport === 'udp' && udp) {
    return {
      session,
      severalDevices,
      framer: () => new DatagramFramer(),
      decode: (frame, state, context) => udp.decode(frame, state, context),
    };
  }
  if (transport === 'http' && http) {
    return {
      session: null,
      severalDevices: true,
      framer: () => new HttpFramer(),
      decode: (frame, _, context) => decodeHttp(http, frame, context),
    };
  }
  throw new Error(`${protocol.name} does not use ${transport}`);
}
