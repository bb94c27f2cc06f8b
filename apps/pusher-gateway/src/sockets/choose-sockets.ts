import { Logger, StartRefused } from '@yipii/platform';
import type { SocketLibrary } from '../gateway.config';
import type { OpenSocketServer } from './socket-server.ports';
import { openUwsServer } from './socket-server.uws';
import { openWsServer } from './socket-server.ws';
import { UwsMissing } from './uws-library.uws';

/**
 * Returns the chosen WebSocket library. If the binary of uWebSockets.js does not load, a service refuses to
 * start; with `mayFallBack` it uses `ws` and logs a warning.
 */
export function chooseSockets(library: SocketLibrary, mayFallBack: boolean): OpenSocketServer {
  if (library === 'ws') return openWsServer;
  return async (settings) => {
    try {
      return await openUwsServer(settings);
    } catch (error) {
      if (!(error instanceof UwsMissing)) throw error;
      if (!mayFallBack)
        throw new StartRefused(`${error.message}: set GATEWAY_SOCKETS=ws to serve without it`);
      new Logger('sockets').warn({
        msg: 'uWebSockets.js is not available here, using ws',
        reason: error.message,
      });
      return openWsServer(settings);
    }
  };
}
