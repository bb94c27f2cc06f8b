import { eventually } from '@yipii/testing';
import { WebSocket } from 'ws';
import { SOCKET_SERVERS } from '../gateway-scenario.fixture';
import type { ClientSocket, SocketServer } from './socket-server.ports';

describe.each(SOCKET_SERVERS)('a topic on %s', (_, open) => {
  let server: SocketServer;
  let client: WebSocket;

  afterEach(() => {
    client.terminate();
    return server.close();
  });

  it('delivers what was published to it before a socket leaves, be it its only one', async () => {
    const sockets: ClientSocket[] = [];
    const ignore = (): void => undefined;
    server = await open({
      port: 0,
      sharesPort: false,
      maxFrameBytes: 1_024,
      maxBodyBytes: 1_024,
      maxBufferedBytes: 1_000_000,
      onUpgrade: () => null,
      onRequest: () => Promise.resolve({ status: 404, headers: {}, body: '' }),
      onConnection: (socket) => {
        sockets.push(socket);
        return { received: ignore, oversized: ignore, heard: ignore, drained: ignore, closed: ignore };
      },
    });
    client = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    const got: string[] = [];
    client.on('message', (text: Buffer) => got.push(text.toString()));
    await eventually(() => expect(sockets).toHaveLength(1));
    const [socket] = sockets;
    socket?.join('topic');
    server.publish('topic', 'published');
    socket?.leave('topic');
    server.publish('topic', 'too late');
    socket?.send('sent');
    await eventually(() => expect(got).toEqual(['published', 'sent']));
  });
});
