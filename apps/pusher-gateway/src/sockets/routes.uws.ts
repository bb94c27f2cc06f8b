import type { HttpRequest, HttpResponse, us_socket_context_t, WebSocketBehavior } from 'uWebSockets.js';
import { UwsSocket, type UwsSockets } from './client-socket.uws';
import { readRequest, serveCall, writeAnswer, type Origin } from './http-calls.uws';
import { answerUpgrade, bareAnswers, WEBSOCKET_VERSIONS } from './http-exchange';
import { READ_BEYOND, type SocketServerSettings } from './socket-server.ports';
import type { Uws, UwsApp } from './uws-library.uws';

/** An app and the number of its sockets. */
export interface AppInUse {
  readonly app: UwsApp;
  sockets: number;
}

/** uWebSockets.js copies the own properties of this object, but no methods. */
interface SocketUserData {
  readonly socket: UwsSocket;
}

export interface RouteParts {
  readonly settings: SocketServerSettings;
  readonly sockets: UwsSockets;
  origin(): Origin;
  /** A socket was opened or closed. */
  changed(app: AppInUse): void;
}

/** Serves WebSockets and other requests with the app. An exception in here would end the process. */
export function addRoutes(uws: Uws, inUse: AppInUse, parts: RouteParts): void {
  const { settings } = parts;
  inUse.app.ws<SocketUserData>('/*', {
    ...limits(uws, settings),
    upgrade: (response, request, context) => upgrade(response, request, context, parts),
    open: (ws) => {
      const { socket } = ws.getUserData();
      parts.sockets.add(socket);
      inUse.sockets += 1;
      parts.changed(inUse);
      socket.opened(ws, inUse.app);
    },
    close: (ws, code) => {
      const { socket } = ws.getUserData();
      parts.sockets.remove(socket);
      inUse.sockets -= 1;
      parts.changed(inUse);
      socket.ended(code);
    },
    ...frameHandlers(settings.maxFrameBytes),
  });
  inUse.app.any('/*', (response, request) => serveCall(response, request, settings, () => parts.origin()));
}

/**
 * Twice as fast as a Buffer's `toString` for short frames. uWebSockets.js has validated the UTF-8; a BOM is
 * kept.
 */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

function frameHandlers(maxBytes: number): WebSocketBehavior<SocketUserData> {
  return {
    message: (ws, message, isBinary) => {
      const { socket } = ws.getUserData();
      if (message.byteLength > maxBytes) socket.oversized(message.byteLength);
      else socket.received(isBinary ? null : UTF8.decode(message));
    },
    ping: (ws) => ws.getUserData().socket.heard(),
    pong: (ws) => ws.getUserData().socket.heard(),
    drain: (ws) => ws.getUserData().socket.drained(),
  };
}

function limits(uws: Uws, settings: SocketServerSettings): WebSocketBehavior<SocketUserData> {
  return {
    maxPayloadLength: settings.maxFrameBytes * READ_BEYOND,
    // The last resort, behind our own check, which counts why a socket is closed.
    maxBackpressure: 2 * settings.maxBufferedBytes,
    closeOnBackpressureLimit: 1,
    compression: uws.DISABLED,
    // The gateway itself pings and checks liveness (4201).
    idleTimeout: 0,
    sendPingsAutomatically: false,
  };
}

function upgrade(
  response: HttpResponse,
  request: HttpRequest,
  context: us_socket_context_t,
  parts: RouteParts,
): void {
  const { settings } = parts;
  const state = parts.origin();
  const asked = readRequest(response, request, state);
  const speaks = WEBSOCKET_VERSIONS.includes(request.getHeader('sec-websocket-version'));
  const bare = state.isStopping ? bareAnswers.stopping : speaks ? null : bareAnswers.badHandshake;
  const refusal = bare ?? answerUpgrade(asked, settings.onUpgrade);
  if (refusal) {
    writeAnswer(response, 'GET', refusal, state.isStopping);
    return;
  }
  response.upgrade(
    { socket: new UwsSocket(asked, settings) },
    request.getHeader('sec-websocket-key'),
    request.getHeader('sec-websocket-protocol'),
    request.getHeader('sec-websocket-extensions'),
    context,
  );
}
