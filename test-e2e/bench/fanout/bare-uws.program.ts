import uws, { type us_listen_socket, type WebSocket } from 'uWebSockets.js';
import { paced } from '../pace';
import { answerParent } from '../program';
import { messageData, messageFrame, POSITIONS_PER_FRAME, positionJson, type Phase } from './frames';

export interface PublishLoad {
  readonly channels: readonly string[];
  readonly phase: Phase;
  readonly perSecond: number;
  readonly seconds: number;
  /** Frames of this size are published: of a message, of a position, or of coalesced ones. */
  readonly size: 'message' | 'position' | 'positions';
}

interface Joined {
  readonly topic: string;
}

const app = uws.App();
app.ws<Joined>('/*', {
  maxBackpressure: 4 * 1024 * 1024,
  upgrade: (response, request, context) => {
    response.upgrade(
      { topic: request.getUrl().slice(1) },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    );
  },
  open: (ws: WebSocket<Joined>) => void ws.subscribe(ws.getUserData().topic),
});

/** The least that a server can do: no protocol, no limits, one frame built once and published. */
answerParent({
  listen: () =>
    new Promise((resolve) => {
      app.listen(0, (token: us_listen_socket | false) =>
        resolve(token ? uws.us_socket_local_port(token) : 0),
      );
    }),
  publish: ({ channels, phase, size, ...pace }: PublishLoad) => {
    const positions = Array.from({ length: POSITIONS_PER_FRAME }, (_, i) => positionJson(i, 1)).join(',');
    const dataOf = {
      message: messageData,
      position: (n: number) => positionJson(1 + (n % channels.length), n),
      positions: (n: number) => `[${messageData(n)},${positions}]`,
    }[size];
    return paced(pace, (n) => {
      const channel = channels[n % channels.length] ?? '';
      app.publish(channel, messageFrame(channel, phase, dataOf(n)), false, false);
    });
  },
});
