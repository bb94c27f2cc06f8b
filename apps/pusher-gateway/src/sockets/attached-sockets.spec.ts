import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { listen } from '@yipii/platform';
import { eventually } from '@yipii/testing';
import { WebSocket, WebSocketServer } from 'ws';
import { attachToHttpServer } from './attached-sockets.ws';
import { ATTACHED_SERVER, SocketScenario } from './socket-scenario.fixture';
import type { SocketServer } from './socket-server.ports';

const [, open] = ATTACHED_SERVER;
const HANDSHAKE =
  'Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

describe('WebSockets on an HTTP server that serves other things', () => {
  let live: SocketScenario;

  beforeEach(async () => {
    live = await SocketScenario.start(open);
  });
  afterEach(() => live.stop());

  it('leave other requests to it', async () => {
    expect((await live.request('/app/key')).status).toBe(418);
    await live.connect('/app/key');
    expect((await live.request('/')).status).toBe(418);
  });

  it('are refused with 404 on other paths, and with 400 for a broken handshake', async () => {
    const elsewhere = live.raw(`GET /elsewhere HTTP/1.1\r\n${HANDSHAKE}`);
    await eventually(() => expect(elsewhere.isClosed).toBe(true));
    expect(elsewhere.text).toContain('404 Not Found');
    const broken = live.raw(`GET / HTTP/1.1\r\n${HANDSHAKE.replace('dGhl', '')}`);
    await eventually(() => expect(broken.isClosed).toBe(true));
    expect(broken.text).toContain('400 Bad Request');
    expect(live.connections).toEqual([]);
  });

  it('leave its requests for HTTP/2 alone', async () => {
    const client = live.raw('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n');
    await eventually(() => expect(client.text).toContain('HTTP/1.1 418'));
  });

  it('are refused with 503 after they stopped, while the HTTP server goes on', async () => {
    const client = await live.connect();
    live.server.stopListening();
    await expect(live.connect()).rejects.toThrow('503');
    client.socket.send('still here');
    await eventually(() => expect(client.connection.frames).toEqual(['still here']));
    expect((await live.request('/')).status).toBe(418);
  });
});

describe('an HTTP server with several kinds of WebSockets', () => {
  let http: Server;
  let ours: SocketServer;
  const upgraded: Socket[] = [];

  beforeEach(async () => {
    http = createServer((_, response) => response.writeHead(418).end());
    ours = attachToHttpServer(http, (urlPath) => urlPath === '/ours', {
      maxFrameBytes: 1024,
      maxBufferedBytes: 1024 * 1024,
      onUpgrade: () => null,
      onConnection: (socket) => {
        socket.send('ours');
        const nothing = (): void => undefined;
        return { received: nothing, oversized: nothing, heard: nothing, drained: nothing, closed: nothing };
      },
    });
    await listen(http, 0, 'API_PORT');
  });
  afterEach(async () => {
    await ours.close();
    for (const socket of upgraded) socket.destroy();
    http.close();
  });

  const firstMessage = (urlPath: string): Promise<string> => {
    const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}${urlPath}`);
    return new Promise((resolve, reject) => {
      socket.on('message', (data: Buffer) => resolve(data.toString()));
      socket.on('error', reject);
    });
  };

  it('has those on other paths served by whoever listens for them; ours end without it', async () => {
    const others = new WebSocketServer({ noServer: true });
    others.on('connection', (ws) => ws.send('theirs'));
    http.on('upgrade', (request, socket, head) => {
      if (request.url !== '/theirs') return;
      upgraded.push(socket as Socket);
      others.handleUpgrade(request, socket, head, (ws) => others.emit('connection', ws, request));
    });
    expect(ours.port).toBe((http.address() as AddressInfo).port);
    expect(await firstMessage('/ours')).toBe('ours');
    expect(await firstMessage('/theirs')).toBe('theirs');
    await ours.close();
    expect(http.listening).toBe(true);
    expect(await firstMessage('/theirs')).toBe('theirs');
  });
});
